// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// The end of a run over the sites of a configuration: one summary, one status.
struct RunReport {
    private let runs: [SiteRun]
    private let checks: [HierarchyCheck]

    init(_ runs: [SiteRun]) {
        self.runs = runs
        checks = HierarchyCheck.checks(runs.map { ($0.site, $0.overview) })
    }

    /// The worst of all sites; sites that contradict one another are a warning.
    private var status: ExitStatus {
        let worst = runs.reduce(ExitStatus.done) { $0.worse($1.status) }
        return checks.contains { $0.verdict == .fail } ? worst.worse(.warnings) : worst
    }

    /// Prints the summary, or the whole run as one JSON document.
    func print(_ command: String, _ text: RunText, asJSON: Bool) throws -> ExitStatus {
        if asJSON {
            try JSONReport(command, status, RunJSON(runs, checks)).print()
        } else {
            text.printSummary(runs, checks)
        }
        return status
    }
}
