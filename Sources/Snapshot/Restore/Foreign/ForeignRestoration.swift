// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Restores an archive that another program wrote into a new or empty directory.
///
/// What a restore of ours refuses is refused here too, and everything is created the same way. But
/// there is no manifest: nothing is proved, and whether an entry would do harm in a site is not
/// looked at. The report always has a warning that says so.
public struct ForeignRestoration: Sendable {
    private let options: RestoreOptions

    /// Prepares a restore; nothing is looked at yet.
    ///
    /// Of the options, patterns, attributes, the dry run and interruption count; components, child
    /// sites, another root and what needs the registry are refused.
    public init(_ options: RestoreOptions) {
        self.options = options
    }

    /// Restores, or says in a dry run what would be done.
    ///
    /// The archive is read once, from its start to its end or to where it is damaged; what came
    /// before stays.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - destination: Where it goes: a directory that is empty or does not exist.
    ///   - onDecision: Told of each decision of a dry run, in the order of the archive.
    /// - Returns: what was done; damage is among the findings.
    /// - Throws: ``SnapshotError`` when an option makes no sense, the destination cannot be used, or
    ///   nothing is selected.
    public func run(
        _ archive: ForeignArchive, to destination: [UInt8],
        onDecision: (PlannedEntry) -> Void = { _ in }
    ) throws(SnapshotError) -> RestoreReport {
        do {
            try demandNoManifest()
            try demandEmpty(destination)
            let tar = try archive.tar(isInterrupted: options.isInterrupted)
            var report = RestoreReport(
                destination: destination, site: nil, isDryRun: options.isDryRun)
            report.warnings = [archive.summary(of: tar).warning]
            if options.isDryRun {
                var preview = ForeignPreview(report)
                let walk = ForeignWalk(tar, options)
                try walk.run { entry, _ in onDecision(preview.decide(entry)) }
                report = preview.report
                walk.complete(&report)
            } else {
                report = try restore(tar, report)
            }
            report.findings += archive.source.findings
            guard report.selected > 0 || options.patterns.isEmpty || !report.findings.isEmpty else {
                throw SnapshotError(
                    .missing, "nothing in \(ScreenText.quoted(archive.path)) is selected",
                    hint: "smsbackup list shows the paths")
            }
            return report
        } catch {
            throw SnapshotError("restore", archive: archive.path, error)
        }
    }

    private func restore(_ tar: ForeignTar, _ report: RestoreReport) throws -> RestoreReport {
        let target = try DestinationTree(report.destination)
        // Files get their names before they are complete: who finds the mark knows of that.
        let mark = JournalFile(try target.directory(at: nil), named: DestinationClaim.mark)
        try mark.replace(with: [UInt8]("foreign\n".utf8))
        let run = ForeignRun(target, tar, options, report)
        let walk = ForeignWalk(tar, options)
        try walk.run { entry, member in try run.restore(entry, member) }
        run.finish()
        walk.complete(&run.report)
        try mark.remove()
        try target.synchronize()
        return run.report
    }

    /// Makes sure that nothing is asked for that only a manifest can tell.
    private func demandNoManifest() throws(SnapshotError) {
        let precautions = options.precautions
        guard options.components.isEmpty, options.children.isEmpty, options.rootName == nil,
            precautions.currentRegistry == nil, !precautions.acceptsDuplicateIDs
        else {
            throw SnapshotError(
                .usage,
                "the archive was not made by smsbackup: what is a component, a child site or a .UID file in it is not known",
                hint: "select with patterns instead")
        }
    }

    private func demandEmpty(_ destination: [UInt8]) throws {
        guard let first = try DirectoryHandle.openIfThere(destination)?.names().first else {
            return
        }
        throw SnapshotError(
            .refused,
            "\(ScreenText.quoted(destination)) is not empty: it holds \(ScreenText.quoted(first))",
            hint: "an archive that smsbackup did not make goes into a new or empty directory")
    }
}

extension RestoreReport {
    /// How many entries were wanted.
    fileprivate var selected: Int { created + replaced + kept + notRestored.count }
}
