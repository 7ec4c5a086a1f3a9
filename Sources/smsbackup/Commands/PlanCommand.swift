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
        let judged = try JudgedPlan(
            input.inputs, at: try Moment.ofThisRun(), workers: global.workers,
            isInterrupted: { Interruption.isRequested })
        if global.json {
            try JSONReport("plan", judged.status, PlanJSON(judged)).print()
        } else if !global.quiet {
            PlanText(judged).print()
        }
        return judged.status
    }

    private func plan(configuration file: String) throws -> ExitStatus {
        let configuration = try ConfigurationDecoding.read(
            [UInt8](file.utf8), overrides: input.overrides)
        let text = RunText(isQuiet: global.quiet, isVerbose: global.verbose)
        let runs = try ConfigurationRun(configuration).plan(
            at: try Moment.ofThisRun(), workers: global.workers,
            isInterrupted: { Interruption.isRequested },
            finished: { text.print($0, hasReports: !global.json) })
        return try RunReport(runs).print("plan", text, asJSON: global.json)
    }
}
