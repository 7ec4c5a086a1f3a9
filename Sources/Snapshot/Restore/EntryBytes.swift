// SPDX-License-Identifier: Apache-2.0

/// The bytes of single files of an archive, out of turn.
struct EntryBytes {
    private let reading: TarRangeReading

    init(_ reader: ArchiveReader) throws {
        reading = try TarRangeReading(
            reader.archive, units: [Unit](reader.units.prefix(reader.payloadUnitCount)))
    }

    /// Lends the bytes of a file, piece by piece, in order.
    ///
    /// - Throws: ``ArchiveFile/Failure`` where a unit is damaged, and behind the last piece when
    ///   the bytes do not have their digest.
    func forEachPiece(of entry: ManifestEntry, _ body: (ByteBuffer) throws -> Void) throws {
        let buffer = ByteBuffer(capacity: 0)
        var hashing = Hashing()
        var offset = entry.dataRange.lowerBound
        while offset < entry.dataRange.upperBound {
            let piece = try reading.bytes(
                from: offset, upTo: entry.dataRange.upperBound - offset)
            offset += UInt64(piece.count)
            hashing.update(piece)
            buffer.removeAll()
            buffer.append(piece)
            try body(buffer)
        }
        guard hashing.finish() == entry.entry.content?.digest else {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .content, path: entry.entry.path, "it does not have its SHA-256"))
        }
    }

    /// The bytes of a file; `nil` when it has more than `limit`.
    func bytes(of entry: ManifestEntry, limit: Int) throws -> [UInt8]? {
        guard entry.entry.storedSize <= UInt64(limit) else { return nil }
        var bytes: [UInt8] = []
        try forEachPiece(of: entry) { bytes += $0.bytes }
        return bytes
    }
}
