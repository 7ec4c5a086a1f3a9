// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Restores a snapshot, or parts of it, into a directory.
///
/// Every file is proved against its digest before its first byte is written. Everything is created
/// below the destination through open directories, so that no name and no link in the archive or at
/// the destination leads out of it. Attributes come last: directories after what they hold, and
/// `SYSTEM.MAP` after everything, because its time is data.
public struct Restoration: Sendable {
    private let options: RestoreOptions

    /// Prepares a restore; nothing is looked at yet.
    public init(_ options: RestoreOptions) {
        self.options = options
    }

    /// Restores, or says in a dry run what would be done.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - destination: Where it goes.
    ///   - onDecision: Told of each decision of a dry run, in the order of the archive.
    /// - Returns: what was done.
    /// - Throws: ``SnapshotError`` when the archive cannot be opened or the destination not be
    ///   used. What could not be restored is in the report.
    public func run(
        _ archive: [UInt8], to destination: [UInt8], onDecision: (PlannedEntry) -> Void = { _ in }
    ) throws(SnapshotError) -> RestoreReport {
        do {
            let (source, _) = try ArchiveSource.open(archive, identities: options.identities)
            return try restore(source, of: archive, to: destination, onDecision)
        } catch {
            throw SnapshotError("restore", archive: archive, error)
        }
    }

    /// Restores from an archive that is open; `archive` is its name for messages.
    func restore(
        _ source: ArchiveSource, of archive: [UInt8], to destination: [UInt8],
        _ onDecision: (PlannedEntry) -> Void = { _ in }
    ) throws -> RestoreReport {
        let reader = try ArchiveReader(source, keeping: options.linesToKeep)
        var prepared = try PreparedRestore(reader, of: archive, to: destination, options)
        var claim: DestinationClaim?
        if options.precautions.isOn, !options.hasNoRoot {
            claim = try DestinationClaim(destination, for: prepared)
            if claim?.isResumed == true { prepared.goOnWithEarlierRun() }
        }
        var report =
            options.isDryRun
            ? try Self.preview(prepared, onDecision) : try Self.carryOut(prepared, claim: claim)
        report.findings += source.findings
        return report
    }

    /// Says what would be done.
    static func preview(
        _ prepared: PreparedRestore, _ onDecision: (PlannedEntry) -> Void
    ) throws -> RestoreReport {
        var report = prepared.report
        var preview = RestorePreview(prepared)
        try preview.fill(&report, report.destination, onDecision)
        return report
    }

    /// Does what was prepared.
    static func carryOut(
        _ prepared: PreparedRestore, claim: DestinationClaim? = nil
    ) throws -> RestoreReport {
        let target = try DestinationTree(prepared.report.destination)
        try claim?.mark(target)
        let stages = try RestoreStages(prepared, target)
        // A thread for which there is no unit would cost a file as much time as its bytes.
        let workers = min(prepared.options.workers, max(1, prepared.selection.unitCount))
        try OrderedPipeline(workers: workers).run(stages)
        var report = stages.report
        try RestoreCompletion(prepared, target, directories: stages.ownDirectories).run(&report)
        try target.synchronize()
        // What could not be written now may be the next time, and directories get their attributes
        // then; what the archive has lost stays lost.
        let isUnfinished =
            report.notRestored.count > report.prevented
            && report.findings.allSatisfy { $0.code == .restored }
        if !isUnfinished { try claim?.release(target) }
        return report
    }
}
