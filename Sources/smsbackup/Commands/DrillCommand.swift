// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup drill`: rehearses a restore and writes down what came of it.
struct DrillCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Rehearse the restore of an archive, and write down what came of it.",
        discussion: """
            Verifies the archive, restores all of it into a scratch directory that only this user can \
            enter, compares and judges what came out, runs a command of yours on it, and removes it. \
            Nothing that comes out of the archive is run. Exit status 0: proven; 2: findings, or your \
            command failed; 3: read the warnings.
            """)

    @Argument(help: "The archive.")
    var archive: String

    @Option(
        help: ArgumentHelp(
            "Make the scratch directory in this one; the default is $TMPDIR or /var/tmp.",
            valueName: "directory"))
    var scratch: String?

    @Flag(help: "Leave the restored files where they are, and say where.")
    var keep = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Also write the report to this new file: as JSON when its name ends in .json, else as text; may be given several times.",
            valueName: "file"))
    var report: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long the command of --run may take, for example 90m.", valueName: "duration"))
    var runLimit: TimeLimit?

    @Option(
        name: .long, parsing: .remaining,
        help: ArgumentHelp(
            "Run this command, without a shell, with the restored directory as its last argument and in $SMSBACKUP_RESTORED; everything behind --run belongs to it.",
            valueName: "command"))
    var run: [String] = []

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if archive.isEmpty { throw ValidationError("the path of the archive is empty") }
        if scratch == "" { throw ValidationError("the path after --scratch is empty") }
        if report.contains("") { throw ValidationError("the path after --report is empty") }
        // What takes all that is left also takes nothing.
        if run.isEmpty, CommandLine.arguments.last == "--run" {
            throw ValidationError("--run takes a command")
        }
        if run.first == "" { throw ValidationError("the command after --run is empty") }
        if runLimit != nil, run.isEmpty { throw ValidationError("--run-limit belongs to --run") }
        if runLimit?.seconds == 0 { throw ValidationError("--run-limit is at least 1s") }
    }

    func execute() throws -> ExitStatus {
        var options = DrillOptions(
            workers: global.workers, identities: try identity.identities())
        options.scratch = scratch.map { [UInt8]($0.utf8) }
        options.isKept = keep
        options.command = run.map { [UInt8]($0.utf8) }
        if let runLimit { options.commandLimit = .seconds(runLimit.seconds) }
        options.isInterrupted = { Interruption.isRequested }
        let progress = global.progress("restored")
        options.progress = { progress.show(done: $0.bytesDone, total: $0.bytesTotal) }
        // Before the work: an hour later is too late to hear that a name is taken.
        let files = try report.map { path throws(SnapshotError) in
            (path, try EvidenceFile([UInt8](path.utf8)))
        }
        var evidence = DrillEvidence(host: Host.current, start: try Moment.ofThisRun())
        let found = try Drill(options).run([UInt8](archive.utf8))
        progress.finish()
        evidence.end = try Moment.ofThisRun()
        let status = Self.status(found)
        let text = DrillText(found, evidence, status)
        let document = JSONReport("drill", status, DrillJSON(found, evidence))
        if global.json { try document.print() } else { text.print(isQuiet: global.quiet) }
        Diagnostics.report(found.warnings)
        for failure in found.failures {
            Diagnostics.report(SnapshotError(.system, failure))
        }
        if let left = found.leftBehind, let error = found.removalError {
            Diagnostics.line(
                .warning, "the scratch directory \(ScreenText.quoted(left)) is left: \(error)")
        }
        for (path, file) in files {
            try file.publish(path.hasSuffix(".json") ? try document.encoded() : text.bytes)
        }
        return status
    }

    private static func status(_ report: DrillReport) -> ExitStatus {
        guard report.failures.isEmpty else { return .failed }
        let status = ExitStatus(
            hasFindings: report.hasFindings,
            hasWarnings: report.warnings.contains { $0.needsAttention }
                || report.judged?.concerns.isEmpty == false || report.removalError != nil)
        // What was not looked at is never a proof.
        return status == .findings || report.isProven ? status : .failed
    }
}
