// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup verify`: proves that archives are what was written and hold what they say.
struct VerifyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that archives are whole, and that every file in them is.")

    @OptionGroup var archives: StoreOptions

    @Option(
        help: """
            quick: every byte of the archive against a digest, nothing decompressed; full: also the content \
            of every file, and that tar, manifest and bag agree; deep: also what the site's documents \
            say, judged again from the archive and compared with the stored judgement.
            """)
    var level = VerificationLevel.full

    @OptionGroup var live: AgainstOptions

    @Flag(
        help:
            "Write the date and the result of each verification to .smsbackup-verified.json beside the archives; without it nothing is written."
    )
    var record = false

    @Flag(
        help:
            "Take a tar that another program wrote, and that can be read to its end, for a warning and not for a finding; it is not proved by anything all the same."
    )
    var allowForeign = false

    @OptionGroup var monitoring: MonitoringOptions
    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if live.against != nil, archives.archives.count != 1 || archives.filesFrom != nil {
            throw ValidationError("--against compares one archive with its site")
        }
    }

    func execute() throws -> ExitStatus {
        let start = ContinuousClock.now
        let now = try Moment.ofThisRun()
        return try monitoring.run("verify", global, now: now) { format, page in
            let identities = try identity.identities()
            let plan = VerificationPlan(
                try archives.store(),
                selection: archives.selection(now: now, usesRecords: record),
                limits: archives.limits, level: level, now: now, identities: identities)
            if live.against != nil, plan.paths.count > 1 {
                throw SnapshotError(.usage, "--against compares one archive with its site")
            }
            let reporter = VerifyReporter(
                format, level, isQuiet: global.quiet, allowsForeign: allowForeign)
            reporter.begin(plan)
            let end = archives.timeBudget.map { start + .seconds($0.seconds) }
            let verification = StoreVerification(
                level: level, workers: global.workers, identities: identities,
                isInterrupted: { Interruption.isRequested },
                isTimeUp: { end.map { ContinuousClock.now >= $0 } ?? false })
            do {
                try verification.run(plan.paths) { reporter.take($0) }
            } catch {
                // What was verified before an interruption stays verified.
                _ = note(reporter.reports, at: now)
                throw error
            }
            for failure in note(reporter.reports, at: now) { reporter.fail(failure) }
            if let report = reporter.reports.first, live.against != nil {
                try compare(report, reporter, format, identities)
            }
            return try reporter.finish(page)
        }
    }

    /// Compares the archive with the live site.
    private func compare(
        _ report: VerificationReport, _ reporter: VerifyReporter, _ format: OutputFormat,
        _ identities: AgeIdentities
    ) throws(SnapshotError) {
        do throws(SnapshotError) {
            guard
                let drift = try live.report(
                    of: report.path, workers: global.workers, identities: identities)
            else { return }
            if format == .text { live.show(drift, of: report.path, isQuiet: global.quiet) }
            reporter.take(drift, live.json(drift))
        } catch {
            if error.kind == .interrupted { throw error }
            reporter.fail(error)
        }
    }

    /// Writes down what was verified, if that is wished, and gives what could not be written.
    private func note(_ reports: [VerificationReport], at now: Timestamp) -> [SnapshotError] {
        guard record else { return [] }
        var recording = VerificationRecording()
        for report in reports { recording.add(report, at: now) }
        return recording.write()
    }
}
