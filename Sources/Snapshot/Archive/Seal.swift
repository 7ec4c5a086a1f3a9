// SPDX-License-Identifier: Apache-2.0

/// The record after each unit: which unit it is, where it belongs, and the digest of its bytes.
///
/// ```
/// offset  0  "SMSBSEAL"              40  u64 offset in the tar of the unit's first byte
///         8  u16 version, 1          48  u32 bytes of tar
///        10  u16 length, 128         52  u32 compressed bytes since the previous seal
///        12  u32 flags               56  SHA-256 of those compressed bytes
///        16  archive's identifier    88  SHA-256 of the previous seal (zeros for the first)
///        32  u64 number of the unit 120  first 8 bytes of the SHA-256 of bytes 0 to 119
/// ```
/// A unit with its seal proves itself without the rest of the archive; the chain of seals proves
/// that none is missing, doubled, moved or another archive's.
struct Seal: Sendable, Hashable {
    static let size = 128
    static let magic = [UInt8]("SMSBSEAL".utf8)
    private static let version: UInt16 = 1
    private static let metaFlag: UInt32 = 1
    private static let lastFlag: UInt32 = 2

    let archive: ArchiveID
    let unit: Unit
    /// The digest of the previous seal's 128 bytes, or 32 zeros.
    let previous: [UInt8]

    static let noPrevious = [UInt8](repeating: 0, count: Digest.size)

    /// The 128 bytes.
    var bytes: [UInt8] {
        var writer = RecordWriter()
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(UInt16(Self.size))
        writer.append((unit.isMeta ? Self.metaFlag : 0) | (unit.isLast ? Self.lastFlag : 0))
        writer.append(archive.bytes)
        writer.append(unit.sequence)
        writer.append(unit.tarOffset)
        writer.append(unit.count)
        writer.append(unit.compressedCount)
        writer.append(unit.digest.bytes)
        writer.append(previous)
        writer.append(Hashing.digest(of: writer.bytes).bytes.prefix(8))
        return writer.bytes
    }

    /// The digest that the next seal links to.
    var link: [UInt8] { Hashing.digest(of: bytes).bytes }

    /// Makes the seal of a unit.
    init(archive: ArchiveID, unit: Unit, previous: [UInt8]) {
        self.archive = archive
        self.unit = unit
        self.previous = previous
    }

    /// Reads a seal that lies at `offset` in the archive; `nil` unless it is whole and proves
    /// itself.
    init?(_ record: [UInt8], at offset: UInt64) {
        guard record.count == Self.size, record.starts(with: Self.magic),
            record[120...].elementsEqual(Hashing.digest(of: record[..<120]).bytes.prefix(8))
        else { return nil }
        var reader = RecordReader(record[8...])
        guard reader.next(UInt16.self) == Self.version, reader.next(UInt16.self) == Self.size else {
            return nil
        }
        let flags = reader.next(UInt32.self)
        guard flags & ~(Self.metaFlag | Self.lastFlag) == 0,
            let archive = ArchiveID(bytes: reader.bytes(ArchiveID.size))
        else { return nil }
        let sequence = reader.next(UInt64.self)
        let tarOffset = reader.next(UInt64.self)
        let count = reader.next(UInt32.self)
        let compressedCount = reader.next(UInt32.self)
        guard let digest = Digest(bytes: reader.bytes(Digest.size)), count <= Unit.largest,
            compressedCount <= Unit.largestCompressed, UInt64(compressedCount) <= offset,
            tarOffset <= UInt64(Int64.max)
        else { return nil }
        self.archive = archive
        unit = Unit(
            sequence: sequence, fileOffset: offset - UInt64(compressedCount),
            compressedCount: compressedCount,
            tarOffset: tarOffset, count: count, digest: digest, isMeta: flags & Self.metaFlag != 0,
            isLast: flags & Self.lastFlag != 0)
        previous = [UInt8](reader.bytes(Digest.size))
    }
}
