// SPDX-License-Identifier: Apache-2.0

/// Text that is written once, kept compressed in memory, and read back from the start.
///
/// A tar header says how long its member is, so the manifest of a million entries, some 250 MB,
/// must be complete before its first byte goes into the archive. Compressed it is a quarter of
/// that.
final class SpooledText {
    private static let pieceSize = 1 << 20

    private var pieces: [[UInt8]] = []
    private let current = ByteBuffer(capacity: pieceSize + 65_536)
    private let packed = ByteBuffer(capacity: 4_096)
    private let compressor: ZstdCompressor
    private var hashing = Hashing()
    /// The bytes written so far.
    private(set) var count: UInt64 = 0

    init() throws(CodecError) {
        compressor = try ZstdCompressor(level: 1)
    }

    /// Appends text.
    func append(_ text: [UInt8]) throws(CodecError) {
        current.append(text)
        count += UInt64(text.count)
        if current.count >= Self.pieceSize { try pack() }
    }

    /// The digest of everything written so far.
    func digest() -> Digest {
        var hashing = hashing
        hashing.update(current, in: 0..<current.count)
        return hashing.finish()
    }

    /// Hands out everything written so far, piece by piece.
    func replay(_ body: (ByteBuffer) throws -> Void) throws {
        let decompressor = try ZstdDecompressor()
        let piece = ByteBuffer(capacity: Self.pieceSize)
        let input = ByteBuffer(capacity: Self.pieceSize / 4)
        for packed in pieces {
            input.removeAll()
            input.append(packed)
            try decompressor.decompress(input, limit: current.capacity, into: piece)
            try body(piece)
        }
        try body(current)
    }

    private func pack() throws(CodecError) {
        hashing.update(current, in: 0..<current.count)
        try compressor.compress(current, into: packed)
        pieces.append(packed.bytes)
        current.removeAll()
    }
}
