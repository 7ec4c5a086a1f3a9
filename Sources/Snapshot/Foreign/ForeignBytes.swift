// SPDX-License-Identifier: Apache-2.0

/// The bytes of a tar that somebody else wrote, in order, out of the compression that they lie in.
///
/// It holds a few hundred kilobytes at a time, and what libzstd needs for a window.
final class ForeignBytes {
    /// Offsets in the tar and lengths of pieces are multiples of this.
    static let blockSize = 512
    private static let pieceSize = 256 << 10
    /// What can tell a frame from something else: the longest header.
    private static let headerSize = 18

    private let source: ArchiveSource
    private let decoder: (any StreamDecoding)?
    private let isInterrupted: @Sendable () -> Bool
    private let input = ByteBuffer(capacity: pieceSize)
    private var inputPosition = 0
    private var fileOffset: UInt64 = 0
    private var isAtEnd = false

    /// What was decompressed and not taken yet; see ``data(upTo:)``.
    let buffer = ByteBuffer(capacity: 2 * pieceSize)
    private var position = 0
    /// Where the next byte lies in the tar.
    private(set) var offset: UInt64 = 0
    /// Why the bytes end, where that is not the end of the file behind a whole frame.
    private(set) var problem: Finding?

    /// `codec`: the compression; `nil` for none.
    init(
        _ source: ArchiveSource, _ codec: Compression.Codec?,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(CodecError) {
        self.source = source
        decoder = try codec?.makeStreamDecoder()
        self.isInterrupted = isInterrupted
    }

    /// Compressed frames that were begun.
    var frameCount: Int { decoder?.frameCount ?? 0 }
    /// Of these, those without a checksum.
    var uncheckedCount: Int { decoder?.uncheckedCount ?? 0 }

    /// The next block, or `nil` when there is none or only a part of one.
    func block() throws -> [UInt8]? {
        guard let bytes = try peekBlock() else { return nil }
        take(Self.blockSize)
        return bytes
    }

    /// The next block, which stays the next.
    func peekBlock() throws -> [UInt8]? {
        while buffer.count - position < Self.blockSize {
            guard try fill() else { return nil }
        }
        return buffer.bytes(in: position..<position + Self.blockSize)
    }

    /// Takes some of the next bytes, at least one and at most `limit`.
    ///
    /// - Returns: where they lie in ``buffer``, until the next call; empty at the end.
    func data(upTo limit: UInt64) throws -> Range<Int> {
        if limit == 0 { return position..<position }
        if position == buffer.count {
            guard try fill() else { return position..<position }
        }
        let start = position
        take(min(buffer.count - start, Int(clamping: limit)))
        return start..<position
    }

    /// Takes bytes that nobody needs.
    ///
    /// - Returns: whether there were as many.
    func skip(_ count: UInt64) throws -> Bool {
        var rest = count
        while rest > 0 {
            let taken = try data(upTo: rest)
            if taken.isEmpty { return false }
            rest -= UInt64(taken.count)
        }
        return true
    }

    private func take(_ count: Int) {
        position += count
        offset += UInt64(count)
    }

    /// Brings more bytes into the buffer; `false` when there are none.
    private func fill() throws -> Bool {
        let rest = buffer.bytes(in: position..<buffer.count)
        buffer.removeAll()
        buffer.append(rest)
        position = 0
        let before = buffer.count
        while !isAtEnd, buffer.count == before {
            if isInterrupted() { throw SnapshotError(.interrupted, "interrupted while reading") }
            guard let decoder else {
                let count = try source.read(into: buffer, at: fileOffset, upTo: Self.pieceSize)
                fileOffset += UInt64(count)
                isAtEnd = count == 0
                continue
            }
            try decode(with: decoder)
        }
        return buffer.count > before
    }

    private func decode(with decoder: any StreamDecoding) throws {
        if input.count - inputPosition < Self.headerSize { try refill() }
        // Where the next byte to decompress lies in the file.
        let place = fileOffset - UInt64(input.count - inputPosition)
        if decoder.isBetweenFrames {
            guard inputPosition < input.count else {
                isAtEnd = true
                return
            }
            let header = input.bytes(in: inputPosition..<inputPosition + Self.headerSize)
            guard decoder.canBegin(header) else {
                return end(.length, "what follows its compressed data is something else", place)
            }
        }
        let before = buffer.count
        do {
            let taken = try decoder.decode(
                input, from: inputPosition, into: buffer, upTo: Self.pieceSize)
            inputPosition += taken
            // All that the file still has was there.
            if taken == 0, buffer.count == before, !decoder.isBetweenFrames {
                end(.length, "it ends in the middle of compressed data: it was cut off", place)
            }
        } catch {
            end(
                .decompression,
                "the compressed data before byte \(fileOffset - UInt64(input.count - inputPosition)) of the file is damaged: \(error)",
                place)
        }
    }

    /// Reads more of the file behind what is left.
    private func refill() throws {
        let rest = input.bytes(in: inputPosition..<input.count)
        input.removeAll()
        input.append(rest)
        inputPosition = 0
        let count = try source.read(into: input, at: fileOffset, upTo: Self.pieceSize)
        fileOffset += UInt64(count)
    }

    private func end(_ code: FindingCode, _ message: String, _ place: UInt64) {
        isAtEnd = true
        problem = Finding(
            code, "\(message) (from byte \(place) of the file)",
            at: Finding.Place(bytes: place..<max(place, fileOffset)))
    }
}
