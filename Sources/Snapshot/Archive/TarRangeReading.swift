// SPDX-License-Identifier: Apache-2.0

/// Reads ranges of the tar through the units that hold them, each unit proved by its digest first.
///
/// Keeps the last unit, so that reading onwards decompresses each unit once.
final class TarRangeReading {
    private let file: ArchiveSource
    private let units: [Unit]
    private let decompressor: any FrameDecompressing
    private let input = ByteBuffer(capacity: 1 << 20)
    private let output = ByteBuffer(capacity: 1 << 20)
    private var loaded: Int?

    /// `units`: units that follow one another in the tar.
    convenience init(_ archive: ArchiveFile, units: [Unit]) throws(CodecError) {
        try self.init(archive.file, archive.codec, units: units)
    }

    /// The same in a file that need not be an archive.
    init(_ file: ArchiveSource, _ codec: Compression.Codec, units: [Unit]) throws(CodecError) {
        self.file = file
        self.units = units
        decompressor = try codec.makeDecompressor()
    }

    /// The bytes of a range, or as many of them as lie in the unit that holds its first.
    ///
    /// - Throws: ``ArchiveFile/Failure`` when the unit is damaged or none holds the range.
    func bytes(from offset: UInt64, upTo count: UInt64) throws -> [UInt8] {
        output.bytes(in: try place(from: offset, upTo: count))
    }

    /// A range piece by piece, each of at most 128 KiB: what a processor keeps near.
    func pieces(of range: Range<UInt64>) -> (inout [UInt8]) throws -> Bool {
        var rest = range
        return { text in
            guard !rest.isEmpty else { return false }
            let piece = try self.place(
                from: rest.lowerBound, upTo: min(rest.upperBound - rest.lowerBound, 128 << 10))
            self.output.append(piece, to: &text)
            rest = (rest.lowerBound + UInt64(piece.count))..<rest.upperBound
            return true
        }
    }

    /// Where a range, or as much of it as lies in the unit that holds its first byte, is in `output`.
    private func place(from offset: UInt64, upTo count: UInt64) throws -> Range<Int> {
        guard let index = units.lastIndex(where: { $0.tarOffset <= offset }),
            units[index].tarRange.contains(offset)
        else {
            throw ArchiveFile.Failure(
                finding: Finding(.manifest, "no unit holds byte \(offset) of the tar"))
        }
        try load(index)
        let start = Int(offset - units[index].tarOffset)
        let end = min(output.count, start + Int(clamping: count))
        return start..<end
    }

    private func load(_ index: Int) throws {
        guard loaded != index else { return }
        loaded = nil
        try UnitReading.read(units[index], of: file, compressed: input)
        try UnitReading.decompress(units[index], input, with: decompressor, into: output)
        loaded = index
    }
}

/// Reads one unit and proves it.
enum UnitReading {
    /// Replaces the content of `compressed` by the unit's bytes in the file.
    ///
    /// - Throws: ``ArchiveFile/Failure`` when they do not have the digest that was sealed.
    static func read(_ unit: Unit, of archive: ArchiveFile, compressed: ByteBuffer) throws {
        try read(unit, of: archive.file, compressed: compressed)
    }

    /// The same in a file that need not be an archive.
    static func read(_ unit: Unit, of file: ArchiveSource, compressed: ByteBuffer) throws {
        compressed.removeAll()
        let count = Int(unit.compressedCount)
        guard try file.read(into: compressed, at: unit.fileOffset, upTo: count) == count
        else {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .unit, "unit \(unit.sequence) ends beyond the end of the file", at: unit.place))
        }
        let digest = Hashing.digest(of: compressed, in: 0..<compressed.count)
        guard digest == unit.digest else {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .unit,
                    "unit \(unit.sequence) (\(unit.compressedCount) bytes from byte \(unit.fileOffset)) has the digest \(digest), sealed was \(unit.digest)",
                    at: unit.place))
        }
    }

    /// Replaces the content of `output` by the unit's bytes of tar.
    ///
    /// - Throws: ``ArchiveFile/Failure`` when they are not as many as was sealed.
    static func decompress(
        _ unit: Unit, _ compressed: ByteBuffer, with decompressor: any FrameDecompressing,
        into output: ByteBuffer
    ) throws {
        do {
            try decompressor.decompress(compressed, limit: Int(unit.count), into: output)
        } catch {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .decompression, "unit \(unit.sequence) does not decompress: \(error)",
                    at: unit.place))
        }
        guard output.count == Int(unit.count) else {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .decompression,
                    "unit \(unit.sequence) decompresses to \(output.count) bytes, sealed were \(unit.count)",
                    at: unit.place))
        }
    }
}
