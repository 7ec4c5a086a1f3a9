// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// Tells what `status` saw, in the format that was asked for.
struct StatusReporter {
    private let status: StoreStatus
    private let limits: StoreLimits
    private let now: Timestamp
    private let keep: Int?
    private let isQuiet: Bool
    private let failures: [SnapshotError]

    init(
        _ status: StoreStatus, _ limits: StoreLimits, now: Timestamp, keep: Int?, isQuiet: Bool
    ) {
        self.status = status
        self.limits = limits
        self.now = now
        self.keep = keep
        self.isQuiet = isQuiet
        let nothing = SnapshotError(
            .missing, "there is no archive: nothing can be said",
            hint: "name a directory with archives, or pass --recursive")
        failures =
            status.archives == 0 && status.failures.isEmpty ? [nothing] : status.failures
    }

    /// Prints the report and gives the exit status.
    func report(_ format: OutputFormat, _ page: MetricsPage) throws -> ExitStatus {
        let exit: ExitStatus =
            !failures.isEmpty ? .failed : status.findings.isEmpty ? .done : .findings
        let json = StatusJSON(status, failures, now: now, keep: keep)
        if format != .nagios { for failure in failures { Diagnostics.report(failure) } }
        switch format {
        case .text: text()
        case .json: try JSONReport("status", exit, json).print()
        case .jsonl: try json.printLines(exit)
        case .nagios: page.pluginLine = line(exit)
        }
        measure(page)
        return exit
    }

    private func text() {
        let output = StandardStream.output
        if !isQuiet {
            for site in status.sites {
                for line in lines(site) { output.line(line) }
            }
        }
        for finding in status.findings { output.line("\(finding)") }
    }

    private func lines(_ site: SiteState) -> [String] {
        let newest = site.newest
        var verified = "never verified well, as far as is recorded"
        if let good = newest.record?.good(atLeast: limits.level ?? .quick)
            ?? newest.record?.good()
        {
            verified =
                "last verified well \(good.moment.wholeSecondDescription) (\(good.level.rawValue))"
        }
        var lines = [
            "site \(ScreenText.escaped(site.code.utf8)): \(Quantity.count(site.members.count, "archive")), the newest of \(newest.archive.created.wholeSecondDescription), \(TimeSpan.text(now.seconds - newest.archive.created.seconds)) old",
            "  \(ScreenText.quoted(newest.archive.path)): \(verified)",
        ]
        for archive in keep.map({ site.removable(keeping: $0) }) ?? [] {
            lines.append("  could be removed: \(ScreenText.quoted(archive.path))")
        }
        return lines
    }

    private func line(_ exit: ExitStatus) -> NagiosLine {
        let first = failures.first.map { "\($0)" } ?? status.findings.first.map { "\($0)" }
        let summary =
            "\(Quantity.count(status.sites.count, "site")), \(Quantity.count(status.archives, "archive")), \(Quantity.count(status.findings.count, "finding"))"
        var measures: [NagiosLine.Measure] = [
            .init(label: "archives", value: Int64(status.archives)),
            .init(label: "findings", value: Int64(status.findings.count), critical: 0),
        ]
        for site in status.sites {
            measures.append(
                .init(
                    label: "\(site.code)_age",
                    value: now.seconds - site.newest.archive.created.seconds, unit: "s",
                    critical: limits.age))
            if let good = site.newest.record?.good(atLeast: limits.level ?? .quick) {
                measures.append(
                    .init(
                        label: "\(site.code)_verification_age",
                        value: now.seconds - good.moment.seconds, unit: "s",
                        critical: limits.verificationAge))
            }
        }
        return NagiosLine(exit, summary + (first.map { "; \($0)" } ?? ""), measures)
    }

    private func measure(_ page: MetricsPage) {
        page.add("smsbackup_store_archives", "Archives that were found.", [], status.archives)
        page.add("smsbackup_store_findings", "Findings about the store.", [], status.findings.count)
        page.add("smsbackup_store_failures", "What could not be looked at.", [], failures.count)
        for site in status.sites {
            page.add(
                "smsbackup_site_archives", "Archives of a site.", [("site", site.code)],
                site.members.count)
        }
        for site in status.sites {
            page.add(
                "smsbackup_site_newest_created_timestamp_seconds",
                "When the newest archive of a site says it was taken.", [("site", site.code)],
                site.newest.archive.created.seconds)
        }
        for site in status.sites {
            for level in VerificationLevel.allCases {
                guard let moment = site.newest.record?.good[level] else { continue }
                page.add(
                    "smsbackup_site_newest_verified_timestamp_seconds",
                    "When the newest archive of a site was last verified well at a level.",
                    [("site", site.code), ("level", level.rawValue)], moment.seconds)
            }
        }
    }
}
