// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Proves that an archive is what was written, and that it holds what its manifest says.
public struct Verification: Sendable {
    let level: VerificationLevel
    private let workers: Int
    private let identities: AgeIdentities
    let isInterrupted: @Sendable () -> Bool

    /// - Parameters:
    ///   - level: how thorough it shall be.
    ///   - workers: the number of threads.
    ///   - identities: what encrypted archives are opened with.
    ///   - isInterrupted: asked before each unit; `true` stops with an error.
    public init(
        level: VerificationLevel, workers: Int, identities: AgeIdentities = .none,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.level = level
        self.workers = workers
        self.identities = identities
        self.isInterrupted = isInterrupted
    }

    /// Verifies one archive and reports every difference, not only the first.
    ///
    /// Nothing is written.
    ///
    /// - Throws: ``SnapshotError`` when the archive could not be looked at: it does not exist, may
    ///   not be read, is encrypted for somebody else, or the disk failed. A damaged archive is no error; it is what the report is
    ///   for.
    public func run(_ path: [UInt8]) throws(SnapshotError) -> VerificationReport {
        do {
            let (source, status) = try ArchiveSource.open(path, identities: identities)
            return try report(source, path, status: status)
        } catch {
            throw SnapshotError("verify", archive: path, error, so: "nothing is proved")
        }
    }

    /// Verifies an archive that is open and stays open.
    ///
    /// - Throws: as ``run(_:)``.
    public func run(_ archive: OpenArchive) throws(SnapshotError) -> VerificationReport {
        do {
            return try report(archive.source, archive.path, status: archive.status)
        } catch {
            throw SnapshotError("verify", archive: archive.path, error, so: "nothing is proved")
        }
    }

    private func report(
        _ source: ArchiveSource, _ path: [UInt8], status: FileStatus
    ) throws -> VerificationReport {
        let size = try source.size()
        let reader: ArchiveReader
        do {
            reader = try ArchiveReader(source)
        } catch let failure as ArchiveFile.Failure {
            if let foreign = try ForeignArchive(source, path) { return try report(on: foreign) }
            return try closed(source, path, size, failure.finding)
        } catch let error as ManifestError {
            return try closed(source, path, size, Finding(error))
        }
        let proof = ArchiveProof(workers: workers, isInterrupted: isInterrupted)
        var findings: [Finding] = []
        var (files, bytes): (Int, UInt64) = (0, 0)
        var warnings = reader.warnings
        var judging: ArchiveJudging?
        if level == .quick {
            findings = try proof.findings(in: reader)
        } else {
            judging = level == .deep ? ArchiveJudging(reader) : nil
            let stages = try ContentStages(
                reader, collector: judging?.collector, isInterrupted: isInterrupted)
            try OrderedPipeline(workers: workers).run(stages)
            findings = stages.proofFindings
            findings += try proof.findings(in: reader, behind: stages.proof)
            findings += stages.findings
            findings += try TagFileCheck(reader, payload: stages.summary).findings()
            findings += stages.summary.numberFindings(reader.components, totals: reader.totals)
            (files, bytes) = (stages.filesChecked, stages.bytesChecked)
            warnings += Self.warnings(caseTwins: stages.summary.caseTwins)
            if stages.entriesChecked == 0 {
                findings.append(
                    Finding(.manifest, "the manifest names no entry: nothing was checked"))
            }
        }
        if findings.contains(where: { $0.code == .unit || $0.code == .seal }) {
            findings += try misplaced(source, size)
        }
        // Quick and full may see the same thing; each finding is told once, in the order of the
        // file.
        var told: Set<Finding> = []
        findings = findings.filter { told.insert($0).inserted }
        let payload = UInt64(ArchiveReader.headUnitCount)..<UInt64(reader.payloadUnitCount)
        let restorable = DamageMap.restorability(
            findings, files: files, payload: payload, isFull: level != .quick)
        let judged = judging?.outcome(isWhole: restorable == .yes)
        return VerificationReport(
            path: path, level: level, findings: findings + (judged?.findings ?? []),
            damage: DamageMap(findings, units: reader.units).places, restorable: restorable,
            warnings: warnings, site: reader.description.site, archiveID: reader.id.hex,
            created: reader.description.created,
            fingerprint: ArchiveFingerprint(reader.archive, status: status), archiveBytes: size,
            filesChecked: files,
            bytesChecked: bytes,
            unitsChecked: reader.units.count, judged: judged)
    }

    /// What stands at the place of something else, in an archive in which not everything stands at
    /// its place.
    private func misplaced(_ source: ArchiveSource, _ size: UInt64) throws -> [Finding] {
        let scan = try ArchiveScan(source, size: size, isInterrupted: isInterrupted)
        // That a unit or a seal is missing is said already, by what stands there.
        return UnitInventory(scan).findings.filter {
            [.foreignUnit, .unitOrder, .duplicateUnit].contains($0.code)
        }
    }

    /// Names that are two here and one on the system that the site runs on.
    ///
    /// A site that was captured on its own system has none, so nobody but whoever made them need
    /// act.
    private static func warnings(caseTwins: [EntryPath]) -> [Warning] {
        caseTwins.map {
            Warning(
                .name, $0.bytes,
                "another entry has this name but for the case of letters: to NT they are one",
                needsAttention: false)
        }
    }

    /// The report of an archive whose manifest cannot be had: nothing can be compared with it, but
    /// each unit that is left still proves itself.
    private func closed(
        _ source: ArchiveSource, _ path: [UInt8], _ size: UInt64, _ finding: Finding
    ) throws -> VerificationReport {
        let scan = try ArchiveScan(source, size: size, isInterrupted: isInterrupted)
        let inventory = UnitInventory(scan)
        let damaged = scan.units.filter { !$0.isWhole }.map { unit in
            Finding(
                .unit,
                "unit \(unit.unit.sequence) (\(unit.unit.compressedCount) bytes from byte \(unit.unit.fileOffset)) does not have the digest that was sealed",
                at: unit.unit.place)
        }
        let findings = source.findings + [finding] + damaged + inventory.findings
        return VerificationReport(
            path: path, level: level, findings: findings,
            damage: DamageMap(findings, units: []).places, restorable: .no, warnings: [],
            site: nil, archiveID: inventory.archives.first?.id.hex,
            created: nil, fingerprint: nil, archiveBytes: size, filesChecked: 0, bytesChecked: 0,
            unitsChecked: scan.units.count,
            judged: nil)
    }
}
