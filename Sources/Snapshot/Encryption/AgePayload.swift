// SPDX-License-Identifier: Apache-2.0

/// Where the chunks of an age file lie (C2SP age, "Payload").
///
/// After a nonce of 16 bytes come chunks of 64 KiB of plaintext, each with a tag of 16 bytes; the
/// last is shorter or full, and empty only when everything is.
struct AgePayload: Sendable, Hashable {
    static let nonceSize = 16
    static let chunkSize = 64 << 10
    /// The bytes that a whole chunk takes in the file.
    static let sealedSize = chunkSize + AgeCipher.tagSize

    /// Where the payload's nonce lies in the file.
    let nonceOffset: UInt64
    /// The bytes of all chunks in the file.
    private let sealedBytes: UInt64

    /// The payload of a file of `fileSize` bytes whose header has `headerSize` of them.
    init(headerSize: Int, fileSize: UInt64) {
        nonceOffset = UInt64(headerSize)
        let start = UInt64(headerSize + Self.nonceSize)
        sealedBytes = fileSize > start ? fileSize - start : 0
    }

    /// How many chunks there are; 0 only when the file is cut off.
    var chunkCount: UInt64 {
        let (whole, rest) = sealedBytes.quotientAndRemainder(dividingBy: UInt64(Self.sealedSize))
        return whole + (rest > 0 ? 1 : 0)
    }

    /// The bytes of plaintext, as the size of the file says.
    var size: UInt64 {
        guard chunkCount > 0 else { return 0 }
        return (chunkCount - 1) * UInt64(Self.chunkSize) + UInt64(plainSize(of: chunkCount - 1))
    }

    /// Where a chunk begins in the file.
    func offset(of chunk: UInt64) -> UInt64 {
        nonceOffset + UInt64(Self.nonceSize) + chunk * UInt64(Self.sealedSize)
    }

    /// Where the plaintext of a chunk begins.
    func plainOffset(of chunk: UInt64) -> UInt64 { chunk * UInt64(Self.chunkSize) }

    /// The bytes of a chunk in the file, with its tag.
    func sealedSize(of chunk: UInt64) -> Int {
        Int(min(sealedBytes - chunk * UInt64(Self.sealedSize), UInt64(Self.sealedSize)))
    }

    /// The bytes of plaintext in a chunk.
    func plainSize(of chunk: UInt64) -> Int {
        max(sealedSize(of: chunk) - AgeCipher.tagSize, 0)
    }

    /// The nonce of a chunk: its number in 11 bytes, and whether it is the last.
    static func nonce(of chunk: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: chunk >> (56 - 8 * UInt64($0))) }
            + [isLast ? 1 : 0]
    }
}
