// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `plan` and `capture` print for the sites of a configuration.
struct RunText {
    private let isQuiet: Bool
    private let isVerbose: Bool

    init(isQuiet: Bool, isVerbose: Bool) {
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
    }

    /// Prints what became of one site, as soon as it is known.
    func print(_ run: SiteRun, hasReports: Bool) {
        report(run.hooks.filter { $0.phase == .before }, of: run.site.code)
        switch run.outcome {
        case .captured(let report, let elapsed):
            if hasReports, !isQuiet { CaptureText(report, elapsed: elapsed).print(to: .output) }
            Diagnostics.report(
                report.warnings.filter { $0.needsAttention || isVerbose }, of: run.site.code)
        case .planned(let judged):
            if hasReports, !isQuiet {
                PlanText(judged).print()
                hooks(run.site)
            }
        case .failed(let error):
            // A hook that stopped it was reported above, with what it printed.
            if run.isStoppedByHook {
                Diagnostics.line(.hint, "nothing was captured of site \(run.site.code)")
            } else {
                Diagnostics.report(error, of: run.site.code)
            }
        case .notBegun: break
        }
        report(run.hooks.filter { $0.phase == .after }, of: run.site.code)
        if hasReports, !isQuiet { StandardStream.output.line("") }
    }

    /// Prints the end of a run: how the sites agree, and one line for each.
    func printSummary(_ runs: [SiteRun], _ checks: [HierarchyCheck]) {
        guard !isQuiet else { return }
        let output = StandardStream.output
        if !checks.isEmpty { output.line("the sites compared with one another:") }
        for check in checks {
            output.line(
                "  \(Quantity.padded(check.verdict.rawValue, 11))  \(check.site): \(check.message)")
        }
        output.line("summary:")
        for run in runs { output.line("  \(run.site.code)  \(line(run))") }
    }

    private func line(_ run: SiteRun) -> String {
        let hooks = run.hooks.filter { $0.complaint != nil }
        let failed =
            hooks.isEmpty ? "" : "; \(Quantity.count(hooks.count, "hook")) failed"
        switch run.outcome {
        case .captured(let report, _):
            let place = report.path.map { ScreenText.quoted($0) } ?? "standard output"
            let warned =
                ExitStatus(report) == .warnings
                ? "captured with warnings" : "captured"
            return "\(warned): \(place), \(Quantity.bytes(report.archiveBytes))\(failed)"
        case .planned(let judged):
            let plan = judged.plan
            let isReady = run.status != .findings
            return
                "\(isReady ? "ready to capture" : "NOT ready, see above"): \(Quantity.count(plan.files, "file")), \(Quantity.bytes(plan.bytes))"
        case .failed: return "NOT DONE, see the error above\(failed)"
        case .notBegun: return "NOT BEGUN: interrupted before"
        }
    }

    private func hooks(_ site: ConfiguredSite) {
        guard !site.before.isEmpty || !site.after.isEmpty else { return }
        StandardStream.output.line(
            "a capture would run \(Quantity.count(site.before.count, "hook")) before and \(site.after.count) after"
        )
    }

    /// A hook that failed is an error, an optional one a warning; both show what they printed.
    private func report(_ hooks: [HookRun], of code: String) {
        for run in hooks {
            if run.complaint == nil {
                if isVerbose { Diagnostics.line(.notice, "site \(code): \(run.sentence)") }
                continue
            }
            Diagnostics.line(run.isFatal ? .error : .warning, "site \(code): \(run.sentence)")
            let lines = run.lastLines
            if run.bytesDropped > 0 || !lines.isEmpty {
                Diagnostics.line(
                    .hint, lines.isEmpty ? "it printed nothing" : "the last lines that it printed:")
            }
            for line in lines { Diagnostics.line(.hint, "  \(line)") }
        }
    }
}
