// SPDX-License-Identifier: Apache-2.0

/// Writes units, seals, footer and seek table to a file or a stream, in order.
final class ArchiveSink {
    /// A state to which a file, not a stream, can be taken back.
    struct Mark {
        fileprivate let position: UInt64
        fileprivate let tarOffset: UInt64
        fileprivate let unitCount: Int
        fileprivate let link: [UInt8]
    }

    private let output: OpenFile
    private let codec: Compression.Codec
    /// Whether ``rollback(to:)`` works: not on a pipe.
    let canRollBack: Bool
    private(set) var units: [Unit] = []
    /// Where the next byte goes in the file.
    private(set) var position: UInt64 = 0
    /// Where the next unit begins in the tar.
    private(set) var tarOffset: UInt64 = 0
    private var link = Seal.noPrevious
    private let scratch = ByteBuffer(capacity: 4_096)

    init(output: OpenFile, codec: Compression.Codec, canRollBack: Bool) {
        self.output = output
        self.codec = codec
        self.canRollBack = canRollBack
    }

    /// The identifier of the archive, once unit 0 is written.
    var archiveID: ArchiveID? {
        units.first.map { ArchiveID(unitZero: $0.digest) }
    }

    /// Writes a unit and its seal.
    ///
    /// - `frame`: the compressed bytes.
    /// - `digest`: the digest of those bytes.
    /// - `count`: how many bytes of tar they hold.
    func append(
        frame: ByteBuffer, digest: Digest, count: Int, isMeta: Bool = false, isLast: Bool = false
    ) throws(SystemCallError) {
        let unit = Unit(
            sequence: UInt64(units.count), fileOffset: position,
            compressedCount: UInt32(clamping: frame.count), tarOffset: tarOffset,
            count: UInt32(clamping: count), digest: digest, isMeta: isMeta, isLast: isLast)
        try output.write(frame, in: 0..<frame.count)
        position += UInt64(frame.count)
        tarOffset += UInt64(count)
        units.append(unit)
        let archive = archiveID ?? ArchiveID(unitZero: digest)
        let seal = Seal(archive: archive, unit: unit, previous: link)
        try write(RecordContainer.wrap(seal.bytes, codec))
        link = seal.link
    }

    /// Writes the footer, and the seek table where the codec has one.
    func finish(
        firstMetaUnit: Unit, manifestTarOffset: UInt64, manifestSize: UInt64,
        manifestDigest: Digest,
        tagManifestDigest: Digest
    ) throws(SystemCallError) -> ArchiveID {
        let archive = archiveID ?? ArchiveID(unitZero: firstMetaUnit.digest)
        let footer = Footer(
            archive: archive, unitCount: UInt64(units.count), tarSize: tarOffset,
            fileOffset: position,
            firstMetaUnit: firstMetaUnit.sequence, firstMetaFileOffset: firstMetaUnit.fileOffset,
            firstMetaTarOffset: firstMetaUnit.tarOffset, manifestTarOffset: manifestTarOffset,
            manifestSize: manifestSize, manifestDigest: manifestDigest,
            tagManifestDigest: tagManifestDigest, lastSeal: link)
        try write(RecordContainer.wrap(footer.bytes, codec))
        if codec == .zstd {
            var table = SeekTable()
            for unit in units { table.append(unit) }
            try write(table.finish())
        }
        return archive
    }

    /// The state to which ``rollback(to:)`` can return.
    var mark: Mark {
        Mark(position: position, tarOffset: tarOffset, unitCount: units.count, link: link)
    }

    /// Forgets everything that was written since the mark.
    func rollback(to mark: Mark) throws(SystemCallError) {
        try output.setLength(mark.position)
        try output.seek(to: mark.position)
        position = mark.position
        tarOffset = mark.tarOffset
        units.removeLast(units.count - mark.unitCount)
        link = mark.link
    }

    private func write(_ bytes: [UInt8]) throws(SystemCallError) {
        scratch.removeAll()
        scratch.append(bytes)
        try output.write(scratch, in: 0..<scratch.count)
        position += UInt64(bytes.count)
    }
}
