// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import SnapshotTestSupport

@testable import Snapshot

/// An age file made here, from its parts: each of them can be made wrong.
struct AgeImage {
    /// Whom it is for.
    struct Recipient {
        let key = Curve25519.KeyAgreement.PrivateKey()

        /// The identity as `age-keygen` writes it.
        var identity: [UInt8] {
            TestBech32.encode([UInt8](key.rawRepresentation), prefix: "AGE-SECRET-KEY-")
        }

        var identities: AgeIdentities {
            get throws { AgeIdentities(try AgeIdentities.parse(identity, of: [])) }
        }
    }

    let fileKey = [UInt8](noise(16, seed: 7))
    let nonce = [UInt8](noise(16, seed: 8))
    var version = "age-encryption.org/v1"
    var stanzas: [String] = []
    /// Changes the finished header, the code included.
    var spoilHeader: (String) -> String = { $0 }
    /// The plaintext of each chunk.
    var chunks: [[UInt8]]
    /// The chunks that are sealed as the last one.
    var lastChunks: Set<Int>

    /// A file with `plain` in chunks as they must be.
    init(_ plain: [UInt8], for recipients: [Recipient]) throws {
        let size = AgePayload.chunkSize
        chunks = stride(from: 0, to: max(plain.count, 1), by: size).map {
            [UInt8](plain[$0..<min($0 + size, plain.count)])
        }
        lastChunks = [chunks.count - 1]
        for recipient in recipients { stanzas.append(try stanza(for: recipient)) }
    }

    /// The stanza that wraps the file's key for somebody.
    func stanza(for recipient: Recipient) throws -> String {
        let ephemeral = Curve25519.KeyAgreement.PrivateKey()
        let share = [UInt8](ephemeral.publicKey.rawRepresentation)
        let theirs = recipient.key.publicKey
        let wrapping = try ephemeral.sharedSecretFromKeyAgreement(with: theirs)
            .hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: share + [UInt8](theirs.rawRepresentation),
                sharedInfo: [UInt8]("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
        let zeros = try ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12))
        let box = try ChaChaPoly.seal(fileKey, using: wrapping, nonce: zeros)
        return Self.stanza(["X25519", Self.base64(share)], [UInt8](box.ciphertext + box.tag))
    }

    /// A stanza as it must be written.
    static func stanza(_ arguments: [String], _ body: [UInt8]) -> String {
        var lines = ["-> " + arguments.joined(separator: " ")]
        let text = [UInt8](base64(body).utf8)
        for start in stride(from: 0, through: text.count, by: 64) {
            let line = text[start..<min(start + 64, text.count)]
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    /// The header, with a code that fits it.
    func header() -> [UInt8] {
        let text = version + "\n" + stanzas.joined() + "---"
        let key = derive(salt: [], "header")
        let code = HMAC<SHA256>.authenticationCode(for: [UInt8](text.utf8), using: key)
        return [UInt8](spoilHeader(text + " " + Self.base64([UInt8](code)) + "\n").utf8)
    }

    /// The nonce and the chunks.
    func payload() throws -> [UInt8] {
        let key = derive(salt: nonce, "payload")
        return try chunks.enumerated().reduce(into: nonce) { bytes, chunk in
            var count = [UInt8](repeating: 0, count: 12)
            count[9] = UInt8(chunk.offset >> 8)
            count[10] = UInt8(chunk.offset & 0xFF)
            count[11] = lastChunks.contains(chunk.offset) ? 1 : 0
            let box = try ChaChaPoly.seal(
                chunk.element, using: key, nonce: ChaChaPoly.Nonce(data: count))
            bytes += [UInt8](box.ciphertext + box.tag)
        }
    }

    /// The whole file.
    func bytes() throws -> [UInt8] { header() + (try payload()) }

    private func derive(salt: [UInt8], _ info: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: fileKey), salt: salt, info: [UInt8](info.utf8),
            outputByteCount: 32)
    }
}

/// The way back of ``Bech32``, by the formulas of BIP 173.
enum TestBech32 {
    static func encode(_ bytes: [UInt8], prefix: String) -> [UInt8] {
        let alphabet = [UInt8]("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }
        let padded = bits + [UInt8](repeating: 0, count: (5 - bits.count % 5) % 5)
        let digits = stride(from: 0, to: padded.count, by: 5).map { start in
            padded[start..<start + 5].reduce(UInt8(0)) { $0 << 1 | $1 }
        }
        return encode(digits: digits, alphabet, prefix)
    }

    private static func encode(digits: [UInt8], _ alphabet: [UInt8], _ prefix: String) -> [UInt8] {
        let name = [UInt8](prefix.lowercased().utf8)
        var sum: UInt32 = 1
        let values = name.map { $0 >> 5 } + [0] + name.map { $0 & 31 } + digits
        for value in values + [UInt8](repeating: 0, count: 6) {
            let top = sum >> 25
            sum = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
            let generators: [UInt32] = [
                0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
            ]
            for (bit, generator) in generators.enumerated() where top >> UInt32(bit) & 1 == 1 {
                sum ^= generator
            }
        }
        sum ^= 1
        let check = (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
        let text = name + [UInt8(ascii: "1")] + (digits + check).map { alphabet[Int($0)] }
        return [UInt8](String(decoding: text, as: UTF8.self).uppercased().utf8)
    }
}
