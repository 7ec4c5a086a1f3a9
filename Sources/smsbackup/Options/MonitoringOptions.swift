// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// What a result is printed as.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl, nagios
}

/// How a job that nobody watches is told of the result.
struct MonitoringOptions: ParsableArguments {
    @Option(
        help:
            "text; json: one document, as --json; jsonl: one line of JSON for each event, as it happens; nagios: one line for a monitoring plugin, and its exit statuses 0 to 3."
    )
    var format: OutputFormat?

    @Option(
        help: ArgumentHelp(
            "Also write the result to this file as metrics for Prometheus, in one step.",
            valueName: "file"))
    var metrics: String?

    func validate() throws {
        if metrics == "" { throw ValidationError("the path after --metrics is empty") }
    }

    /// The format that is asked for.
    ///
    /// - Throws: `SnapshotError` when two are.
    func chosen(_ global: GlobalOptions) throws(SnapshotError) -> OutputFormat {
        guard global.json else { return format ?? .text }
        guard format == nil || format == .json else {
            throw SnapshotError(.usage, "--json and --format exclude one another")
        }
        return .json
    }

    /// Runs a command that is monitored: whatever happens, the metrics tell of the attempt, and a
    /// plugin prints its line.
    func run(
        _ command: String, _ global: GlobalOptions, now: Timestamp,
        _ body: (OutputFormat, MetricsPage) throws -> ExitStatus
    ) throws -> ExitStatus {
        let format = try chosen(global)
        let page = MetricsPage(command: command, now: now)
        do {
            let file = try metrics.map { path throws(SnapshotError) in
                try MetricsFile(path, command: command)
            }
            do {
                let status = try body(format, page)
                try file?.write(page, status)
                page.pluginLine?.print()
                return format == .nagios ? NagiosLine.exit(status) : status
            } catch let error as SnapshotError {
                try file?.write(page, ExitStatus(error))
                throw error
            }
        } catch let error as SnapshotError where format == .nagios {
            NagiosLine(.failed, "\(error)", []).print()
            return NagiosLine.exit(.failed)
        }
    }
}
