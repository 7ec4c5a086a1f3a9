// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Proves that an archive is what was written, and that it holds what its manifest says.
public struct Verification: Sendable {
    private let level: VerificationLevel
    private let workers: Int
    private let isInterrupted: @Sendable () -> Bool

    /// - Parameters:
    ///   - level: how thorough it shall be.
    ///   - workers: the number of threads.
    ///   - isInterrupted: asked before each unit; `true` stops with an error.
    public init(
        level: VerificationLevel, workers: Int,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.level = level
        self.workers = workers
        self.isInterrupted = isInterrupted
    }

    /// Verifies one archive and reports every difference, not only the first.
    ///
    /// Nothing is written.
    ///
    /// - Throws: ``SnapshotError`` when the archive could not be looked at: it does not exist, may
    ///   not be read, or the disk failed. A damaged archive is no error; it is what the report is
    ///   for.
    public func run(_ path: [UInt8]) throws(SnapshotError) -> VerificationReport {
        do {
            let file = try OpenFile.open(path)
            guard try file.status().kind == .file else {
                throw SnapshotError(
                    .usage, "\(ScreenText.quoted(path)) is not a file", hint: "name an archive")
            }
            return try report(file, path)
        } catch let error as SnapshotError {
            throw error
        } catch let error as SystemCallError where error.errno == .noSuchFileOrDirectory {
            throw SnapshotError(.missing, "there is no archive \(ScreenText.quoted(path))")
        } catch {
            throw SnapshotError(
                .system, "cannot verify \(ScreenText.quoted(path)); nothing is proved", cause: error
            )
        }
    }

    private func report(_ file: OpenFile, _ path: [UInt8]) throws -> VerificationReport {
        let size = try file.status().size
        let reader: ArchiveReader
        do {
            reader = try ArchiveReader(file)
        } catch let failure as ArchiveFile.Failure {
            return closed(path, size, failure.finding)
        } catch let error as ManifestError {
            return closed(path, size, Finding(.manifest, "\(error)"))
        }
        var findings = try ArchiveProof(workers: workers, isInterrupted: isInterrupted).findings(
            in: reader)
        var (files, bytes): (Int, UInt64) = (0, 0)
        if level == .full {
            let stages = try ContentStages(reader, isInterrupted: isInterrupted)
            try OrderedPipeline(workers: workers).run(stages)
            findings += stages.findings + TagFileCheck(reader, payload: stages.summary).findings()
            findings += stages.summary.numberFindings(reader.components, totals: reader.totals)
            (files, bytes) = (stages.filesChecked, stages.bytesChecked)
        }
        // Quick and full may see the same thing; each finding is told once, in the order of the
        // file.
        var told: Set<Finding> = []
        return VerificationReport(
            path: path, level: level, findings: findings.filter { told.insert($0).inserted },
            warnings: reader.warnings, site: reader.description.site, archiveID: reader.id.hex,
            created: reader.description.created, archiveBytes: size, filesChecked: files,
            bytesChecked: bytes,
            unitsChecked: reader.units.count)
    }

    /// The report of an archive whose manifest cannot be had: nothing else can be compared.
    private func closed(_ path: [UInt8], _ size: UInt64, _ finding: Finding) -> VerificationReport {
        VerificationReport(
            path: path, level: level, findings: [finding], warnings: [], site: nil, archiveID: nil,
            created: nil,
            archiveBytes: size, filesChecked: 0, bytesChecked: 0, unitsChecked: 0)
    }
}
