// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// Tells what `verify` finds, as it finds it, in the format that was asked for.
final class VerifyReporter {
    /// The numbers of a run; also the report of its last line of JSON.
    struct Counts: Encodable {
        var checked = 0
        var intact = 0
        var faulty = 0
        var failed = 0
        var unchecked = 0
        /// Not made by smsbackup, which was allowed: neither intact nor faulty.
        var foreign = 0
        var bytes: UInt64 = 0
        var status: Int32 = 0
    }

    private struct Start: Encodable {
        let archives: Int
        let level: String
    }

    private let format: OutputFormat
    private let level: VerificationLevel
    private let isQuiet: Bool
    private let allowsForeign: Bool
    private(set) var reports: [VerificationReport] = []
    private var failures: [SnapshotError] = []
    private var left: [UncheckedArchive] = []
    private var findings: [StoreFinding] = []
    private var drift: ComparisonReport?
    private var against: AgainstJSON?
    private var counts = Counts()
    // Of printing: it cannot be thrown through the threads of the library.
    private var problem: (any Error)?

    init(
        _ format: OutputFormat, _ level: VerificationLevel, isQuiet: Bool, allowsForeign: Bool
    ) {
        self.allowsForeign = allowsForeign
        self.format = format
        self.level = level
        self.isQuiet = isQuiet
    }

    /// Tells what is known before anything is verified.
    func begin(_ plan: VerificationPlan) {
        line("begin", Start(archives: plan.paths.count, level: level.rawValue))
        for finding in plan.findings {
            findings.append(finding)
            line("finding", StoreJSON.FindingPart(finding))
            if format == .text { StandardStream.output.line("\(finding)") }
        }
        for failure in plan.failures { fail(failure) }
        for archive in plan.left { leave(archive) }
    }

    /// Tells what came of an archive.
    func take(_ outcome: StoreVerification.Outcome) {
        switch outcome {
        case .verified(let report):
            reports.append(report)
            counts.checked += 1
            counts.bytes += report.archiveBytes
            if report.findings.isEmpty {
                counts.intact += 1
            } else if allowsForeign, VerifyText.isOnlyForeign(report) {
                counts.foreign += 1
            } else {
                counts.faulty += 1
            }
            line("archive", VerifyJSON.Archive(report))
            if format == .text { VerifyText(report).print(isQuiet: isQuiet) }
        case .failed(_, let error): fail(error)
        case .outOfTime(let path):
            leave(UncheckedArchive(path: path, reason: .timeBudget))
        }
    }

    /// Tells what the comparison with a live site found.
    func take(_ drift: ComparisonReport, _ json: AgainstJSON?) {
        self.drift = drift
        against = json
        line("against", json)
        for failure in drift.failures {
            fail(SnapshotError(.system, "could not be compared: \(failure)"))
        }
    }

    /// Tells of something that could not be done.
    func fail(_ error: SnapshotError) {
        failures.append(error)
        counts.failed += 1
        line("failure", StoreJSON.Failure(message: "\(error)"))
        // A plugin has one line for everything.
        if format != .nagios { Diagnostics.report(error) }
    }

    private func leave(_ archive: UncheckedArchive) {
        left.append(archive)
        counts.unchecked += 1
        line("unchecked", StoreJSON.Unchecked(archive))
        if format == .text, !isQuiet {
            StandardStream.output.line(
                "\(ScreenText.quoted(archive.path)): NOT CHECKED (\(archive.reason.rawValue))")
        }
    }

    /// Tells the end.
    ///
    /// A run that checked nothing has failed.
    func finish(_ page: MetricsPage) throws -> ExitStatus {
        if counts.checked == 0, failures.isEmpty {
            fail(SnapshotError(.missing, "there was no archive to verify: nothing was checked"))
        }
        let status =
            failures.isEmpty
            ? ExitStatus(
                hasFindings: counts.faulty > 0 || !findings.isEmpty
                    || drift?.findings.isEmpty == false,
                hasWarnings: counts.foreign > 0
                    || reports.contains { report in
                        report.warnings.contains { $0.needsAttention }
                            || report.judged?.concerns.isEmpty == false
                    } || drift?.notCompared.isEmpty == false)
            : .failed
        counts.status = status.rawValue
        line("end", counts)
        if let problem { throw problem }
        switch format {
        case .text:
            if !isQuiet, counts.unchecked + counts.foreign > 0 {
                StandardStream.output.line(summary)
            }
        case .json:
            try JSONReport("verify", status, VerifyJSON(reports, failures, left, findings, against))
                .print()
        case .jsonl: break
        case .nagios: page.pluginLine = line(status)
        }
        measure(page)
        return status
    }

    private var summary: String {
        "checked \(counts.checked) of \(Quantity.count(counts.checked + counts.failed + counts.unchecked, "archive")): \(counts.intact) intact (\(level.rawValue)), \(counts.faulty) with findings, \(counts.failed) failed, \(counts.unchecked) NOT CHECKED"
            + (counts.foreign > 0 ? ", \(counts.foreign) not made by smsbackup, NOT PROVED" : "")
    }

    private func line(_ status: ExitStatus) -> NagiosLine {
        let first: String? =
            failures.first.map { "\($0)" }
            ?? reports.first { !$0.findings.isEmpty }.map {
                "\(ScreenText.escaped($0.path)): \($0.findings[0])"
            } ?? findings.first.map { "\($0)" } ?? drift?.findings.first.map { "\($0)" }
        return NagiosLine(
            status, summary + (first.map { "; \($0)" } ?? ""),
            [
                .init(label: "checked", value: Int64(counts.checked)),
                .init(label: "faulty", value: Int64(counts.faulty), critical: 0),
                .init(label: "failed", value: Int64(counts.failed)),
                .init(label: "unchecked", value: Int64(counts.unchecked)),
                .init(label: "bytes", value: Int64(clamping: counts.bytes), unit: "B"),
            ])
    }

    private func measure(_ page: MetricsPage) {
        page.provesNothing = counts.foreign > 0
        let name = "smsbackup_verify_archives"
        let help = "Archives of the last run by what came of them."
        for (state, count) in [
            ("intact", counts.intact), ("faulty", counts.faulty), ("failed", counts.failed),
            ("unchecked", counts.unchecked), ("foreign", counts.foreign),
        ] {
            page.add(name, help, [("state", state)], count)
        }
        page.add(
            "smsbackup_verify_bytes", "Bytes of the archives that the last run verified.",
            [], counts.bytes)
        let labels = reports.map { report in
            [("archive", ScreenText.escaped(report.path)), ("site", report.site?.code ?? "")]
        }
        for (report, labels) in zip(reports, labels) {
            page.add(
                "smsbackup_archive_intact", "1 for an archive without findings, 0 for another.",
                labels, report.findings.isEmpty ? 1 : 0)
        }
        for (report, labels) in zip(reports, labels) {
            page.add(
                "smsbackup_archive_findings", "How many findings an archive has.", labels,
                report.findings.count)
        }
        for (report, labels) in zip(reports, labels) {
            page.add(
                "smsbackup_archive_bytes", "The size of an archive.", labels, report.archiveBytes)
        }
        for (report, labels) in zip(reports, labels) {
            guard let created = report.created else { continue }
            page.add(
                "smsbackup_archive_created_timestamp_seconds",
                "When an archive says it was taken.", labels, created.seconds)
        }
    }

    private func line(_ event: String, _ report: some Encodable) {
        guard format == .jsonl, problem == nil else { return }
        do { try JSONEvent("verify", event, report).print() } catch { problem = error }
    }
}
