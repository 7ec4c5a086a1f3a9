// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Digest")
struct DigestTests {
    /// FIPS 180-4, examples of SHA-256.
    static let known = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: known)
    func `bytes have the digest of the standard`(text: String, hex: String) {
        #expect(Hashing.digest(of: [UInt8](text.utf8)).hex == hex)
    }

    @Test func `pieces have the digest of the whole`() {
        let bytes = noise(10_000)
        var hashing = Hashing()
        for start in stride(from: 0, to: bytes.count, by: 777) {
            hashing.update(bytes[start..<min(start + 777, bytes.count)])
        }
        #expect(hashing.finish() == Hashing.digest(of: bytes))
    }

    @Test func `a part of a buffer has the digest of its bytes`() {
        let buffer = ByteBuffer(capacity: 8)
        buffer.append(noise(1_000))
        #expect(
            Hashing.digest(of: buffer, in: 100..<900) == Hashing.digest(of: noise(1_000)[100..<900])
        )
    }

    @Test func `a digest is exactly 32 bytes or 64 lower-case digits`() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(Digest(hex: digest.hex.utf8) == digest)
        #expect(Digest(bytes: bytes.dropLast()) == nil)
        #expect(Digest(bytes: bytes + [0]) == nil)
        #expect(Digest(hex: digest.hex.uppercased().utf8) == nil)
        #expect(Digest(hex: digest.hex.dropLast().utf8) == nil)
        #expect(digest.description == "00081018…f0f8")
    }

    @Test func `each byte counts`() throws {
        let zero = [UInt8](repeating: 0, count: 32)
        for index in zero.indices {
            var bytes = zero
            bytes[index] = 1
            #expect(Digest(bytes: bytes) != Digest(bytes: zero))
        }
    }
}

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test func `every byte is two lower-case digits and comes back`() {
        let bytes = [UInt8](0...255)
        let digits = Hexadecimal.digits(bytes)
        #expect(digits.count == 512)
        #expect(Hexadecimal.encode([0, 0x0A, 0x9F, 0xFF]) == "000a9fff")
        #expect(Hexadecimal.decode(digits) == bytes)
    }

    @Test(arguments: ["0", "0g", "0A", "0 ", "0x00", "\u{661}0"])
    func `any other spelling is refused`(text: String) {
        #expect(Hexadecimal.decode([UInt8](text.utf8)) == nil)
    }

    @Test func `no digits are no bytes`() {
        #expect(Hexadecimal.decode([]) == [])
    }
}
