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
    /// - Throws: ``SnapshotError`` when the archive cannot be opened or the destination not be
    ///   used. What could not be restored is in the report.
    public func run(_ archive: [UInt8], to destination: [UInt8]) throws(SnapshotError)
        -> RestoreReport
    {
        do {
            let (source, _) = try ArchiveSource.open(archive, identities: options.identities)
            return try restore(source, of: archive, to: destination)
        } catch {
            throw SnapshotError("restore", archive: archive, error)
        }
    }

    /// Restores from an archive that is open; `archive` is its name for messages.
    func restore(
        _ source: ArchiveSource, of archive: [UInt8], to destination: [UInt8]
    ) throws -> RestoreReport {
        let reader = try ArchiveReader(source)
        let selection = try RestoreSelection(reader, options)
        guard selection.count > 0 else {
            throw SnapshotError(
                .missing, "nothing in \(ScreenText.quoted(archive)) is selected",
                hint:
                    "smsbackup list shows the paths; a pattern without a slash matches the last name"
            )
        }
        var report = RestoreReport(
            destination: destination, site: reader.description.site, isDryRun: options.isDryRun)
        if options.isDryRun {
            try RestorePreview(reader, options, selection).fill(&report, destination)
            report.findings += source.findings
            return report
        }
        let target = try DestinationTree(destination)
        let stages = try RestoreStages(reader, options, selection, target, report: report)
        try OrderedPipeline(workers: options.workers).run(stages)
        report = stages.report
        try RestoreCompletion(reader, target, made: stages.madeDirectories).run(selection, &report)
        try target.synchronize()
        report.findings += source.findings
        return report
    }
}
