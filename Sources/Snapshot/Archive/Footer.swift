// SPDX-License-Identifier: Apache-2.0

/// The record after the last seal: how much there is, and where the manifest lies.
///
/// ```
/// offset  0  "SMSBFOOT"                   72  u64 offset of that unit in the tar
///         8  u16 version, 1               80  u64 offset in the tar of the manifest's bytes
///        10  u16 length, 224              88  u64 number of the manifest's bytes
///        12  u32 flags, 0                 96  SHA-256 of smsbackup/manifest.json
///        16  archive's identifier        128  SHA-256 of tagmanifest-sha256.txt
///        32  u64 number of units         160  SHA-256 of the last seal
///        40  u64 bytes of tar            192  SHA-256 of bytes 0 to 191
///        48  u64 offset of this footer's container in the file
///        56  u64 number of the first unit with metadata
///        64  u64 offset of that unit in the file
/// ```
/// No footer, no archive: a writer that was interrupted never got here.
struct Footer: Sendable, Hashable {
    static let size = 224
    static let magic = [UInt8]("SMSBFOOT".utf8)
    private static let version: UInt16 = 1

    var archive: ArchiveID
    var unitCount: UInt64
    var tarSize: UInt64
    var fileOffset: UInt64
    var firstMetaUnit: UInt64
    var firstMetaFileOffset: UInt64
    var firstMetaTarOffset: UInt64
    var manifestTarOffset: UInt64
    var manifestSize: UInt64
    var manifestDigest: Digest
    var tagManifestDigest: Digest
    /// The digest of the last seal: it commits to every byte before the footer.
    var lastSeal: [UInt8]

    /// The 224 bytes.
    var bytes: [UInt8] {
        var writer = RecordWriter()
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(UInt16(Self.size))
        writer.append(UInt32(0))
        writer.append(archive.bytes)
        for number in [
            unitCount, tarSize, fileOffset, firstMetaUnit, firstMetaFileOffset, firstMetaTarOffset,
            manifestTarOffset, manifestSize,
        ] {
            writer.append(number)
        }
        writer.append(manifestDigest.bytes)
        writer.append(tagManifestDigest.bytes)
        writer.append(lastSeal)
        writer.append(Hashing.digest(of: writer.bytes).bytes)
        return writer.bytes
    }
}

extension Footer {
    /// Whether the bytes are a record that proves itself as a footer of a later version: a footer
    /// that changes keeps its first twelve bytes and ends with a digest of all before it.
    static func isOfLaterVersion(_ record: [UInt8]) -> Bool {
        guard record.count > 12 + Digest.size, record.starts(with: magic) else { return false }
        var reader = RecordReader(record[8...])
        let end = record.count - Digest.size
        return reader.next(UInt16.self) > version
            && record[end...].elementsEqual(Hashing.digest(of: record[..<end]).bytes)
    }

    /// Reads a footer; `nil` unless it is whole, proves itself and makes sense at `offset` in the
    /// file.
    ///
    /// `offset`: `nil` for a footer that may have been moved, together with all before it.
    init?(_ record: [UInt8], at offset: UInt64?) {
        guard record.count == Self.size, record.starts(with: Self.magic),
            record[192...].elementsEqual(Hashing.digest(of: record[..<192]).bytes)
        else { return nil }
        var reader = RecordReader(record[8...])
        guard reader.next(UInt16.self) == Self.version, reader.next(UInt16.self) == Self.size,
            reader.next(UInt32.self) == 0,
            let archive = ArchiveID(bytes: reader.bytes(ArchiveID.size))
        else { return nil }
        let numbers = (0..<8).map { _ in reader.next(UInt64.self) }
        guard let manifest = Digest(bytes: reader.bytes(Digest.size)),
            let tagManifest = Digest(bytes: reader.bytes(Digest.size))
        else { return nil }
        self.init(
            archive: archive, unitCount: numbers[0], tarSize: numbers[1], fileOffset: numbers[2],
            firstMetaUnit: numbers[3], firstMetaFileOffset: numbers[4],
            firstMetaTarOffset: numbers[5],
            manifestTarOffset: numbers[6], manifestSize: numbers[7], manifestDigest: manifest,
            tagManifestDigest: tagManifest, lastSeal: [UInt8](reader.bytes(Digest.size)))
        guard isPlausible(at: offset ?? fileOffset) else { return nil }
    }

    /// Whether the numbers fit one another: what follows may then add and subtract them freely.
    private func isPlausible(at offset: UInt64) -> Bool {
        fileOffset == offset && firstMetaUnit < unitCount && firstMetaFileOffset < fileOffset
            && tarSize <= UInt64(Int64.max) && firstMetaTarOffset < tarSize
            && manifestTarOffset >= firstMetaTarOffset && manifestTarOffset <= tarSize
            && manifestSize <= tarSize - manifestTarOffset && unitCount <= fileOffset
    }
}
