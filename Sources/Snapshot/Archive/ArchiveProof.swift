// SPDX-License-Identifier: Apache-2.0

/// Proves every byte of an archive without decompressing the payload: each unit against its digest,
/// each seal, the footer and the seek table against what they must be.
///
/// It proves that the file is what was written. That what was written decompresses to what was
/// captured is the business of a full verification.
struct ArchiveProof {
    /// The number of threads.
    let workers: Int
    /// Asked before each unit; `true` stops with an error.
    var isInterrupted: @Sendable () -> Bool = { false }

    /// Everything that is wrong, in the order of the file; empty for an intact archive.
    ///
    /// - Throws: ``SystemCallError`` when the file cannot be read: then nothing is proved either
    ///   way.
    func findings(in file: OpenFile) throws -> [Finding] {
        do {
            let reader = try ArchiveReader(file)
            return try findings(in: reader)
        } catch let failure as ArchiveFile.Failure {
            return [failure.finding]
        } catch let error as ManifestError {
            return [Finding(error)]
        }
    }

    /// The same for an archive that is open already, and whose first units may be proved already.
    func findings(in reader: ArchiveReader, behind proof: UnitProof? = nil) throws -> [Finding] {
        let stages = ProofStages(reader, proof ?? UnitProof(reader), isInterrupted)
        try OrderedPipeline(workers: workers).run(stages)
        let findings = stages.findings + (try endFindings(reader, link: stages.proof.link))
        // Every chunk around these bytes was decrypted for it.
        return reader.archive.file.findings + findings
    }

    /// Compares the footer's numbers and the seek table with the units, and the end of the file
    /// with both.
    private func endFindings(_ reader: ArchiveReader, link: [UInt8]) throws -> [Finding] {
        let archive = reader.archive
        var findings: [Finding] = []
        let footer = archive.footer
        let footerPlace = Finding.Place(bytes: archive.footerRange)
        if footer.lastSeal != link {
            findings.append(
                Finding(
                    .footer, "the footer belongs to another chain of seals", at: footerPlace))
        }
        if let meta = reader.units.first(where: \.isMeta),
            footer.firstMetaUnit != meta.sequence || footer.firstMetaFileOffset != meta.fileOffset
                || footer.firstMetaTarOffset != meta.tarOffset
        {
            findings.append(
                Finding(
                    .footer, "the footer points to another place than that of the metadata",
                    at: footerPlace))
        }
        let end = archive.footerRange.upperBound
        var table: [UInt8] = []
        if archive.codec == .zstd {
            var seekTable = SeekTable()
            for unit in reader.units { seekTable.append(unit) }
            table = seekTable.finish()
        }
        let rest = try archive.file.bytes(at: end, count: table.count)
        if rest != table {
            findings.append(
                Finding(
                    .seekTable, "the seek table is not that of the units",
                    at: Finding.Place(bytes: end..<end + UInt64(table.count))))
        }
        let wanted = end + UInt64(table.count)
        if archive.size != wanted {
            findings.append(
                Finding(
                    .length,
                    "the file has \(archive.size) bytes, the archive in it \(wanted)",
                    at: Finding.Place(
                        bytes: min(archive.size, wanted)..<max(archive.size, wanted))))
        }
        return findings
    }
}

/// Reads units and seals in parallel and compares them with what they must be.
private final class ProofStages: PipelineStages {
    final class Slot {
        var expectation: UnitProof.Expectation?
        var findings: [Finding] = []
    }

    private let reader: ArchiveReader
    private let isInterrupted: @Sendable () -> Bool
    // Used by `claim` only.
    private(set) var proof: UnitProof
    // Used by `commit` only.
    private(set) var findings: [Finding] = []

    init(
        _ reader: ArchiveReader, _ proof: UnitProof,
        _ isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.reader = reader
        self.proof = proof
        self.isInterrupted = isInterrupted
    }

    func makeSlot() -> Slot { Slot() }
    /// Room for the bytes of a unit.
    func makeContext() -> ByteBuffer { ByteBuffer(capacity: reader.largestUnit.compressed) }

    func claim(_ slot: Slot) throws -> Bool {
        if isInterrupted() { throw SnapshotError(.interrupted, "interrupted; nothing is proved") }
        guard proof.count < reader.units.count else { return false }
        slot.expectation = proof.next(reader.units[proof.count])
        return true
    }

    func work(_ slot: Slot, _ bytes: inout ByteBuffer) throws {
        guard let expectation = slot.expectation else { return }
        slot.findings = try expectation.findings(in: reader.archive, compressed: bytes)
    }

    func commit(_ slot: Slot) {
        findings += slot.findings
    }
}
