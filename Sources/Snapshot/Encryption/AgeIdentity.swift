// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A private key of age, of the X25519 type: what `age-keygen` makes.
struct AgeIdentity: Sendable {
    private static let prefix = "AGE-SECRET-KEY-"
    private static let info = [UInt8]("age-encryption.org/v1/X25519".utf8)
    private static let type = [UInt8]("X25519".utf8)
    /// The nonce is fixed: each wrapping key is used once.
    private static let nonce = [UInt8](repeating: 0, count: 12)

    private static let noSecret = AgeHeaderError(
        problem: "an X25519 stanza has a share that gives no secret")

    private let key: Curve25519.KeyAgreement.PrivateKey

    /// Reads `AGE-SECRET-KEY-1…`; `nil` when the text is anything else, or mistyped.
    init?(_ text: [UInt8]) {
        guard let bytes = Bech32.decode(text, prefix: Self.prefix), bytes.count == 32,
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    /// A stanza for an X25519 recipient: the share and the wrapped key, 32 bytes each.
    struct Stanza: Sendable, Hashable {
        let share: [UInt8]
        let body: [UInt8]

        /// Takes a stanza of the header; `nil` when it is for another sort of recipient.
        init?(_ stanza: AgeHeader.Stanza) throws(AgeHeaderError) {
            guard stanza.type == AgeIdentity.type else { return nil }
            guard stanza.arguments.count == 2, let share = AgeBase64.decode(stanza.arguments[1]),
                share.count == 32, stanza.body.count == 32
            else { throw AgeHeaderError(problem: "an X25519 stanza is malformed") }
            self.share = share
            body = stanza.body
        }
    }

    /// The file's key, 16 bytes, or `nil` when the stanza is for somebody else.
    ///
    /// - Throws: when the share is a point of low order, which no honest writer makes.
    func fileKey(in stanza: Stanza) throws(AgeHeaderError) -> [UInt8]? {
        let secret: SharedSecret
        do {
            let share = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: stanza.share)
            secret = try key.sharedSecretFromKeyAgreement(with: share)
        } catch {
            throw Self.noSecret
        }
        // Whatever the key, a share of low order gives zeros (RFC 7748, section 6.1).
        if secret == [UInt8](repeating: 0, count: 32) { throw Self.noSecret }
        let wrapping = secret.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: stanza.share + [UInt8](key.publicKey.rawRepresentation),
            sharedInfo: Self.info, outputByteCount: 32)
        return AgeCipher.open(stanza.body, nonce: Self.nonce, key: wrapping)
    }
}
