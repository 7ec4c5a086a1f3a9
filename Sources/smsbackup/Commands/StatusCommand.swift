// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup status`: what directories with archives hold, and whether that is as it should be.
struct StatusCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show for each site the newest archive, and when it was last verified.",
        discussion: """
            Nothing is verified and nothing is written: the date of the last verification is what \
            verify --record wrote beside the archives.
            """)

    @Argument(help: "Directories with archives, and archives.")
    var directories: [String]

    @Flag(help: "Look for archives in directories of directories too.")
    var recursive = false

    @Option(
        help: ArgumentHelp(
            "How old the newest archive of each site may be, for example 36h or 8d.",
            valueName: "duration"))
    var maxAge: TimeLimit?

    @Option(
        help: ArgumentHelp(
            "How long ago its last good verification may be.", valueName: "duration"))
    var maxVerificationAge: TimeLimit?

    @Option(help: "At which level that verification must have been: quick, full or deep.")
    var minLevel: VerificationLevel?

    @Option(
        help: ArgumentHelp(
            "Say which archives could go if so many of each site are kept; nothing is removed.",
            valueName: "count"))
    var keep: Int?

    @OptionGroup var monitoring: MonitoringOptions
    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if directories.contains("") { throw ValidationError("the path of a directory is empty") }
        if let keep, keep < 1 { throw ValidationError("--keep takes a number from 1") }
    }

    func execute() throws -> ExitStatus {
        let now = try Moment.ofThisRun()
        return try monitoring.run("status", global, now: now) { format, page in
            var limits = StoreLimits()
            limits.age = maxAge?.seconds
            limits.verificationAge = maxVerificationAge?.seconds
            limits.level = minLevel
            let status = try StoreStatus(
                ArchiveStore(directories.map { [UInt8]($0.utf8) }, isRecursive: recursive),
                limits: limits, now: now, identities: identity.identities(),
                isInterrupted: { Interruption.isRequested })
            return try StatusReporter(
                status, limits, now: now, keep: keep, isQuiet: global.quiet
            ).report(format, page)
        }
    }
}
