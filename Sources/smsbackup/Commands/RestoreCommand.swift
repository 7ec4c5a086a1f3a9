// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup restore`: brings a snapshot, or parts of it, back.
struct RestoreCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a snapshot, or parts of it, into a directory.")

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
        if isToStream { return try writeStream(options) }
        let start = ContinuousClock.now
        var text = RestorePlanText(isQuiet: global.quiet)
        var json = RestorePlanJSON()
        let onDecision = { (entry: PlannedEntry) in
            global.json ? json.append(entry) : text.append(entry)
        }
        let report =
            guards.inPlace
            ? try restoreInPlace(options, onDecision)
            : try Restoration(options).run(
                [UInt8](archive.utf8), to: place, onDecision: onDecision)
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
