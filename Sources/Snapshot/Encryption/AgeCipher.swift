// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The three primitives of age around the X25519 agreement (C2SP age: ChaCha20-Poly1305, HKDF and
/// HMAC with SHA-256).
enum AgeCipher {
    /// The bytes of an authentication tag.
    static let tagSize = 16

    /// The plaintext of what ends with its tag, or `nil` when it does not prove itself.
    static func open(_ sealed: [UInt8], nonce: [UInt8], key: SymmetricKey) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: nonce + sealed),
            let bytes = try? ChaChaPoly.open(box, using: key)
        else { return nil }
        return [UInt8](bytes)
    }

    /// The key for the payload that begins with `nonce`.
    static func payloadKey(fileKey: [UInt8], nonce: [UInt8]) -> SymmetricKey {
        derive(fileKey, salt: nonce, "payload")
    }

    /// Whether the header's code was made by somebody who knows the file's key.
    static func isAuthentic(_ header: AgeHeader, fileKey: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            header.code, authenticating: header.authenticated,
            using: derive(fileKey, salt: [], "header"))
    }

    private static func derive(_ key: [UInt8], salt: [UInt8], _ info: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key), salt: salt, info: [UInt8](info.utf8),
            outputByteCount: 32)
    }
}
