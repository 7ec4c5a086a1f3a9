// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// Metrics in the text format that Prometheus's node exporter collects from files
/// (prometheus.io/docs/instrumenting/exposition_formats); docs/MONITORING.md names them all.
final class MetricsPage {
    /// A metric and what is known of it.
    private struct Family {
        let name, help: String
        var samples: [(labels: [(String, String)], value: Int64)] = []
    }

    /// The metric by which a page remembers the last success over failures.
    static let lastSuccess = "smsbackup_last_success_timestamp_seconds"

    let command: String
    let now: Timestamp
    /// What a plugin prints once the page is written: it has one line for everything.
    var pluginLine: NagiosLine?
    /// Whether the run is no success although nothing is wrong: something could not be proved.
    var provesNothing = false
    private var families: [Family] = []

    init(command: String, now: Timestamp) {
        self.command = command
        self.now = now
    }

    /// Adds a value; values of one metric are added one after the other.
    func add(
        _ name: String, _ help: String, _ labels: [(String, String)],
        _ value: some BinaryInteger
    ) {
        if families.last?.name != name { families.append(Family(name: name, help: help)) }
        families[families.count - 1].samples.append((labels, Int64(clamping: value)))
    }

    /// The text.
    ///
    /// - `store`: the label that tells the pages of several jobs apart.
    /// - `previousSuccess`: of the page before this one.
    func text(_ status: ExitStatus, store: String, previousSuccess: Int64?) -> String {
        let isSuccess = (status == .done || status == .warnings) && !provesNothing
        var all = [
            Family(
                name: "smsbackup_last_attempt_timestamp_seconds",
                help: "When the command last ran, whatever came of it.",
                samples: [([], now.seconds)]),
            Family(
                name: "smsbackup_exit_status", help: "The exit status of the last run.",
                samples: [([], Int64(status.rawValue))]),
        ]
        if let success = isSuccess ? now.seconds : previousSuccess {
            all.append(
                Family(
                    name: Self.lastSuccess,
                    help: "When the command last ran and found nothing wrong.",
                    samples: [([], success)]))
        }
        var text = ""
        for family in all + families {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) gauge\n"
            for sample in family.samples {
                let labels = [("command", command), ("store", store)] + sample.labels
                let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
                text += "\(family.name){\(list)} \(sample.value)\n"
            }
        }
        return text
    }

    /// A label's value: backslash, quote and line feed are escaped, and nothing else may be.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// The file that a page of metrics is written to.
struct MetricsFile {
    /// What every page begins with; a file that begins otherwise is not ours to replace.
    private static let start = "# HELP smsbackup_"
    private static let largest = 64 << 20

    private let path: String
    private let previousSuccess: Int64?

    /// Looks at what is there, before anything is done that could not be told of.
    ///
    /// - Throws: `SnapshotError` when it is something else than a page of metrics.
    init(_ path: String, command: String) throws(SnapshotError) {
        self.path = path
        let bytes = try ReplaceableFile([UInt8](path.utf8)).bytes(limit: Self.largest) ?? []
        guard bytes.isEmpty || bytes.starts(with: Self.start.utf8) else {
            throw SnapshotError(
                .refused, "\(ScreenText.quoted(path)) holds something else than metrics",
                hint: "give --metrics a new name, or move that file away")
        }
        // What another command wrote here says nothing about this one.
        let start = MetricsPage.lastSuccess + "{command=\"\(command)\","
        previousSuccess = bytes.split(separator: UInt8(ascii: "\n"))
            .first { $0.starts(with: start.utf8) }
            .flatMap { $0.split(separator: UInt8(ascii: " ")).last }
            .flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    /// Writes a page in one step.
    func write(_ page: MetricsPage, _ status: ExitStatus) throws(SnapshotError) {
        var store = path.split(separator: "/").last.map(String.init) ?? path
        if store.hasSuffix(".prom") { store.removeLast(5) }
        let text = page.text(status, store: store, previousSuccess: previousSuccess)
        // The exporter is another user.
        try ReplaceableFile([UInt8](path.utf8)).replace(
            with: [UInt8](text.utf8), permissions: 0o644)
    }
}
