// SPDX-License-Identifier: Apache-2.0

/// Text that is written once, kept compressed, and read back from the start.
///
/// A tar header says how long its member is, so the manifest of a million entries, some 250 MB,
/// must be complete before its first byte goes into the archive. Compressed it is a quarter of
/// that; what is more than a few megabytes waits in a file without a name.
final class SpooledText {
    private static let pieceSize = 1 << 20

    /// Where a compressed piece waits.
    private enum Piece {
        case memory([UInt8])
        case file(offset: UInt64, count: Int)
    }

    private let mostKept: Int
    private var pieces: [Piece] = []
    private var keptCount = 0
    private var file: TemporaryFile?
    /// Whether there is no room for such a file: then memory must do.
    private var hasNoFile = false
    private let current = ByteBuffer(capacity: pieceSize + 65_536)
    private let packed = ByteBuffer(capacity: 4_096)
    private let compressor: ZstdCompressor
    private var hashing = Hashing()
    /// The bytes written so far.
    private(set) var count: UInt64 = 0

    /// `mostKept`: how many compressed bytes are kept in memory before the file is begun.
    init(mostKept: Int = 2 << 20) throws(CodecError) {
        self.mostKept = mostKept
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
            switch packed {
            case .memory(let bytes): input.append(bytes)
            case .file(let offset, let count):
                if let bytes = try file?.bytes(at: offset, count: count) { input.append(bytes) }
            }
            try decompressor.decompress(input, limit: current.capacity, into: piece)
            try body(piece)
        }
        try body(current)
    }

    private func pack() throws(CodecError) {
        hashing.update(current, in: 0..<current.count)
        try compressor.compress(current, into: packed)
        pieces.append(keptCount < mostKept ? kept() : spooled() ?? kept())
        current.removeAll()
    }

    private func kept() -> Piece {
        keptCount += packed.count
        return .memory(packed.bytes)
    }

    /// Puts the packed piece into the file; `nil` when that cannot be.
    private func spooled() -> Piece? {
        guard !hasNoFile else { return nil }
        do {
            let file = try file ?? TemporaryFile()
            self.file = file
            let offset = file.count
            try file.append(packed, in: 0..<packed.count)
            try file.flush()
            return .file(offset: offset, count: packed.count)
        } catch {
            // A capture need not fail because /var/tmp is full.
            hasNoFile = true
            return nil
        }
    }
}
