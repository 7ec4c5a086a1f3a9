// SPDX-License-Identifier: Apache-2.0

/// The judgement of the site in an archive: the stored one, or, of an archive that has none, one
/// that is made now.
public struct ArchiveJudgement: Sendable {
    /// The site.
    public let site: SiteIdentity
    /// The moment of the capture.
    public let created: Timestamp
    /// What was judged.
    public let judgement: Judgement
    /// Whether the archive stores it.
    public let isStored: Bool
    /// The program that judged.
    public let tool: String
    /// Codes of stored checks that this program does not know.
    public let unknownCodes: [String]

    /// Reads the judgement of an archive.
    ///
    /// Only the end of the archive is read when it stores one, and otherwise every unit with a
    /// document of the site.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - identities: What opens an encrypted archive.
    ///   - isInterrupted: Asked before each unit; `true` stops with an error.
    /// - Throws: ``SnapshotError`` when the archive cannot be read, when none of the identities
    ///   opens its encryption, or when it is damaged where it is read.
    public init(
        of path: [UInt8], identities: AgeIdentities = .none, isInterrupted: () -> Bool = { false }
    ) throws(SnapshotError) {
        do {
            let reader = try ArchiveReader(
                ArchiveSource.open(path, identities: identities).source)
            site = reader.description.site
            created = reader.description.created
            if let stored = reader.checklist {
                (judgement, isStored, tool) = (stored.judgement, true, stored.tool)
                unknownCodes = stored.unknownCodes
            } else {
                let evidence = try ArchiveEvidence(reader).evidence(isInterrupted: isInterrupted)
                (judgement, isStored) = (Judgement(of: evidence), false)
                (tool, unknownCodes) = (ArchiveDescription.tool, [])
            }
        } catch {
            throw SnapshotError("open archive", archive: path, error)
        }
    }
}

/// Gathers the evidence of an archive, one unit after the other; units that hold nothing of
/// interest are passed over.
struct ArchiveEvidence {
    private let reader: ArchiveReader
    private let compressed: ByteBuffer
    private let raw: ByteBuffer

    init(_ reader: ArchiveReader) {
        self.reader = reader
        let largest = reader.largestUnit
        compressed = ByteBuffer(capacity: largest.compressed)
        raw = ByteBuffer(capacity: largest.raw)
    }

    /// What the archive's documents say.
    ///
    /// - Throws: ``ArchiveFile/Failure`` for a damaged unit, ``ManifestError``, and
    ///   ``SnapshotError`` when it was interrupted.
    func evidence(isInterrupted: () -> Bool) throws -> SiteEvidence {
        let collector = EvidenceCollector(reader.circumstances(reader.checklist))
        let decompressor = try reader.archive.codec.makeDecompressor()
        var cursor = try EntryCursor(reader)
        for unit in reader.units.prefix(reader.payloadUnitCount) {
            if isInterrupted() { throw SnapshotError(.interrupted, "interrupted") }
            let step = try cursor.step(unit)
            let isWanted =
                step.entries.contains { collector.wants($0.entry) }
                || step.largeFile.map { collector.wants($0.entry) } == true
            if isWanted {
                try UnitReading.read(unit, of: reader.archive, compressed: compressed)
                try UnitReading.decompress(unit, compressed, with: decompressor, into: raw)
            }
            if let file = step.largeFile {
                take(file, in: unit, collector)
            } else {
                for entry in step.entries {
                    collector.take(entry.entry, raw, in: entry.dataRange(in: unit))
                }
            }
        }
        try cursor.finish()
        return collector.finish()
    }

    private func take(_ file: ManifestEntry, in unit: Unit, _ collector: EvidenceCollector) {
        let isLast = file.dataRange.upperBound <= unit.tarRange.upperBound
        guard collector.wants(file.entry) else {
            if isLast { collector.add(file.entry) }
            return
        }
        if file.headerOffset >= unit.tarOffset { collector.begin(file.entry) }
        collector.consume(raw, in: file.dataRange(in: unit))
        if isLast { collector.end(file.entry) }
    }
}
