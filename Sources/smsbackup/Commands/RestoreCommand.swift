// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup restore`: brings a snapshot, or parts of it, back.
struct RestoreCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a snapshot, or parts of it, into a directory.",
        discussion: """
            A tar that another program wrote, also in gzip or zstd, goes into a new or empty directory \
            only, and ends with status 3 at best, for nothing in it can be proved.
            """)

    @Argument(help: "The archive.")
    var archive: String

    @Argument(
        help:
            "The directory to restore into; it is made when it does not exist. Not with --to-stdout."
    )
    var destination: String?

    @Argument(
        help: "Patterns of paths to restore, as list shows them; without a slash, of the last name."
    )
    var patterns: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Components to restore.", valueName: "kind"))
    var component: [ComponentKind] = []

    @Option(
        help:
            "What happens to files that exist: keep what is the same and refuse the rest, or never, changed or always overwrite them."
    )
    var overwrite = RestoreOptions.Overwrite.keep

    @Flag(help: "Say what would be done with each entry, and change nothing.")
    var dryRun = false

    @Flag(help: "Write what is selected as a tar to standard output; so does the directory -.")
    var toStdout = false

    @OptionGroup var guards: RestoreGuardOptions
    @OptionGroup var attributes: AttributeOptions
    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    /// The archive that another program wrote, when it is one; what cannot be done with it is
    /// refused.
    private func foreign(_ options: RestoreOptions) throws -> ForeignArchive? {
        let foreign = try ForeignArchive.open(
            [UInt8](archive.utf8), identities: options.identities)
        guard foreign != nil, guards.inPlace || isToStream else { return foreign }
        throw SnapshotError(
            .usage,
            "\(ScreenText.quoted(archive)) was not made by smsbackup: nothing in it can be proved before it is used, so it can only go into a new or empty directory",
            hint:
                "leave out \(isToStream ? "--to-stdout" : "--in-place"), and look at what was restored"
        )
    }

    /// The destination as the library takes it.
    private var place: [UInt8] { [UInt8]((destination ?? "").utf8) }

    mutating func validate() throws {
        if toStdout { readStreamArguments() }
        guard let destination else {
            throw ValidationError("Missing expected argument '<destination>'; or pass --to-stdout")
        }
        if destination.isEmpty { throw ValidationError("the destination is empty") }
        try validateStream()
    }

    func execute() throws -> ExitStatus {
        CreationMask.makePrivate()
        var options = RestoreOptions(workers: global.workers)
        options.components = Set(component)
        options.patterns = patterns.map { NamePattern($0) }
        options.overwrite = overwrite
        options.isDryRun = dryRun
        try guards.apply(to: &options)
        options.attributes = attributes.policy
        options.identities = try identity.identities()
        options.isInterrupted = { Interruption.isRequested }
        let progress = global.progress("restored")
        options.progress = { progress.show(done: $0.bytesDone, total: $0.bytesTotal) }
        do {
            if isToStream { return try writeStream(options) }
            return try report(options, progress) { onDecision in
                guards.inPlace
                    ? try restoreInPlace(options, onDecision)
                    : try Restoration(options).run(
                        [UInt8](archive.utf8), to: place, onDecision: onDecision)
            }
        } catch let error as SnapshotError where error.kind == .damaged {
            guard let foreign = try foreign(options) else { throw error }
            return try report(options, progress) { onDecision in
                try ForeignRestoration(options).run(foreign, to: place, onDecision: onDecision)
            }
        }
    }

    /// Restores with `restore`, and tells what came of it.
    private func report(
        _ options: RestoreOptions, _ progress: ProgressLine,
        _ restore: ((PlannedEntry) -> Void) throws -> RestoreReport
    ) throws -> ExitStatus {
        let start = ContinuousClock.now
        var text = RestorePlanText(isQuiet: global.quiet)
        var json = RestorePlanJSON()
        let onDecision = { (entry: PlannedEntry) in
            global.json ? json.append(entry) : text.append(entry)
        }
        let report = try restore(onDecision)
        progress.finish()
        let status = ExitStatus(
            hasFindings: !report.findings.isEmpty || !report.notRestored.isEmpty,
            hasWarnings: report.warnings.contains { $0.needsAttention }
                || !report.attributes.isEmpty)
        text.flush()
        if global.json {
            let document = JSONReport("restore", status, RestoreJSON(report))
            try dryRun ? json.finish(document) : document.print()
        } else {
            RestoreText(
                report, of: [UInt8](archive.utf8), elapsed: ContinuousClock.now - start
            ).print(isQuiet: global.quiet)
        }
        AttributeText.report(report.attributes)
        Diagnostics.report(report.warnings)
        return status
    }

    private func restoreInPlace(
        _ options: RestoreOptions, _ onDecision: (PlannedEntry) -> Void
    ) throws -> RestoreReport {
        let stages = InPlaceText(isShown: !global.quiet && !global.json)
        let restoration = InPlaceRestoration(options, moment: try Moment.ofThisRun()) {
            archive throws(SnapshotError) in
            try Verification(
                level: .full, workers: options.workers, identities: options.identities,
                isInterrupted: options.isInterrupted
            ).run(archive).findings
        }
        return try restoration.run(
            [UInt8](archive.utf8), to: place, onDecision: onDecision,
            onStage: stages.print)
    }
}
