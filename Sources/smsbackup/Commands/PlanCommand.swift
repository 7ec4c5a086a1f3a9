// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup plan`: what would be captured, and what is missing.
struct PlanCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract:
            "Say what would be captured, what is missing, and what to fix before an upgrade; write nothing."
    )

    @OptionGroup var input: InputOptions
    @OptionGroup var global: GlobalOptions

    func execute() throws -> ExitStatus {
        if let file = input.config { return try plan(configuration: file) }
        let plan = try Capture.plan(input.inputs)
        let evidence = try Capture.evidence(
            for: plan, at: try Moment.ofThisRun(), isInterrupted: { Interruption.isRequested })
        let judgement = Judgement(of: evidence)
        let declared = evidence.declaredMissing
        let isRefused = !plan.refusals.isEmpty || (!plan.losses.isEmpty && !input.allowUnreadable)
        let status = ExitStatus(
            hasFindings: isRefused || !judgement.defects(declaredMissing: declared).isEmpty,
            hasWarnings: plan.warnings.contains { $0.needsAttention }
                || !judgement.concerns(declaredMissing: declared).isEmpty)
        let upgrade = UpgradePlan(for: evidence)
        if global.json {
            try JSONReport("plan", status, PlanJSON(plan, judgement, upgrade)).print()
        } else if !global.quiet {
            PlanText(plan, judgement, upgrade).print()
        }
        return status
    }

    private func plan(configuration file: String) throws -> ExitStatus {
        let configuration = try ConfigurationDecoding.read(
            [UInt8](file.utf8), overrides: ConfigurationOverrides())
        let text = RunText(isQuiet: global.quiet, isVerbose: global.verbose)
        let runs = try ConfigurationRun(configuration).plan {
            text.print($0, hasReports: !global.json)
        }
        return try RunReport(runs).print("plan", text, asJSON: global.json)
    }
}
