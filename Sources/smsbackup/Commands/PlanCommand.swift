// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup plan`: what would be captured, and what is missing.
struct PlanCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what would be captured and what is missing; write nothing.")

    @OptionGroup var input: InputOptions
    @OptionGroup var global: GlobalOptions

    func execute() throws -> ExitStatus {
        let plan = try Capture.plan(input.inputs)
        let isRefused = !plan.refusals.isEmpty || (!plan.losses.isEmpty && !input.allowUnreadable)
        let status = ExitStatus(
            hasFindings: isRefused, hasWarnings: plan.warnings.contains { $0.needsAttention })
        if global.json {
            try JSONReport("plan", status, PlanJSON(plan)).print()
        } else if !global.quiet {
            PlanText(plan).print()
        }
        return status
    }
}
