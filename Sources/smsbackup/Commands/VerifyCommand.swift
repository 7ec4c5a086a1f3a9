// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup verify`: proves that archives are what was written and hold what they say.
struct VerifyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that archives are whole, and that every file in them is.")

    @Argument(help: "The archives.")
    var archives: [String]

    @Option(
        help: """
            quick: every byte of the archive against a digest, nothing decompressed; full: also the content \
            of every file, and that tar, manifest and bag agree; deep: also what the site's documents \
            say, judged again from the archive and compared with the stored judgement.
            """)
    var level = VerificationLevel.full

    @OptionGroup var live: AgainstOptions
    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if live.against != nil, archives.count != 1 {
            throw ValidationError("--against compares one archive with its site")
        }
    }

    func execute() throws -> ExitStatus {
        let verification = Verification(
            level: level, workers: global.workers, identities: try identity.identities(),
            isInterrupted: { Interruption.isRequested })
        var reports: [VerificationReport] = []
        var failures: [SnapshotError] = []
        var drift: ComparisonReport?
        for archive in archives {
            do {
                let report = try verification.run([UInt8](archive.utf8))
                reports.append(report)
                if !global.json { VerifyText(report).print(isQuiet: global.quiet) }
                drift = try live.report(
                    of: report.path, workers: global.workers, identities: identity.identities())
                if let drift { failures += live.report(drift, of: report.path, global) }
            } catch {
                // Not having been able to look at one archive is no reason not to look at the next.
                if error.kind == .interrupted { throw error }
                Diagnostics.report(error)
                failures.append(error)
            }
        }
        let status =
            failures.isEmpty
            ? ExitStatus(
                hasFindings: reports.contains { !$0.findings.isEmpty }
                    || drift?.findings.isEmpty == false,
                hasWarnings: reports.contains { report in
                    report.warnings.contains { $0.needsAttention }
                        || report.judged?.concerns.isEmpty == false
                } || drift?.notCompared.isEmpty == false)
            : .failed
        if global.json {
            try JSONReport("verify", status, VerifyJSON(reports, failures, live.json(drift)))
                .print()
        }
        return status
    }
}
