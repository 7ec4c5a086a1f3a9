// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup diff`: what changed between two archives, or since one was taken.
struct DiffCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what changed between two archives, or between an archive and the site.",
        discussion: """
            First by what it means: registry keys and values, the site control file, System.map; then \
            the files. Secrets are not shown. Exit status 0: no difference; 2: differences; 3: no \
            difference, but not everything had something to be compared with.
            """)

    @Argument(help: "The older archive.")
    var old: String

    @Argument(help: "The newer archive, or the site's directory.")
    var new: String

    @Argument(
        help:
            "Compare only what matches, as list shows the paths; a pattern without a slash matches names."
    )
    var patterns: [String] = []

    @OptionGroup(title: "With a site's directory") var outside: OutsideOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Count, but do not tell, differences under paths that match, besides logs and queues; may be given several times.",
            valueName: "pattern"))
    var ignore: [String] = []

    @Flag(help: "Tell differences in logs and queues too.")
    var noDefaultIgnore = false

    @OptionGroup var tolerances: ToleranceOptions
    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if old.isEmpty || new.isEmpty { throw ValidationError("the path of an archive is empty") }
    }

    func execute() throws -> ExitStatus {
        let path = [UInt8](new.utf8)
        let counterpart: Comparison.Counterpart
        if try LiveSite.isDirectory(path) {
            counterpart = .live(
                try Capture.plan(
                    outside.inputs(of: new), workers: global.workers,
                    isInterrupted: { Interruption.isRequested }
                ).liveSite)
        } else if outside.isEmpty {
            counterpart = .archive(path)
        } else {
            throw SnapshotError(
                .usage,
                "--registry, --database, --child and --extra belong to a site, and \(ScreenText.quoted(path)) is no directory",
                hint: "leave them out: an archive has these things in it")
        }
        var options = ComparisonOptions(
            workers: global.workers, identities: try identity.identities())
        options.patterns = patterns.map { NamePattern($0) }
        options.volatile = VolatilePatterns(
            (noDefaultIgnore ? [] : VolatilePatterns.standard) + ignore)
        options.tolerance = tolerances.tolerance
        options.isInterrupted = { Interruption.isRequested }
        let comparison = Comparison(options)
        let report = try OwnArchives([old, new], options.identities).read {
            try comparison.run([UInt8](old.utf8), with: counterpart)
        }
        let status = Self.status(report)
        if global.json {
            try JSONReport("diff", status, ComparisonJSON(report)).print()
        } else {
            ComparisonText(report).print(isQuiet: global.quiet)
        }
        for failure in report.failures {
            Diagnostics.report(SnapshotError(.system, "could not be compared: \(failure)"))
        }
        return status
    }

    private static func status(_ report: ComparisonReport) -> ExitStatus {
        report.failures.isEmpty
            ? ExitStatus(hasFindings: !report.isSame, hasWarnings: !report.notCompared.isEmpty)
            : .failed
    }
}
