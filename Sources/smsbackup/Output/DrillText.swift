// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `drill` prints: a report that can be attached to a record of a change.
struct DrillText {
    private static let width = 12

    private let report: DrillReport
    private let evidence: DrillEvidence
    private let status: ExitStatus

    init(_ report: DrillReport, _ evidence: DrillEvidence, _ status: ExitStatus) {
        self.report = report
        self.evidence = evidence
        self.status = status
    }

    /// Prints the report, or only what is wrong.
    func print(isQuiet: Bool) {
        for line in isQuiet ? problems : lines { StandardStream.output.line(line) }
    }

    /// The whole report as a file.
    var bytes: [UInt8] { [UInt8](lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")] }

    private var lines: [String] {
        ["restore drill of \(ScreenText.quoted(report.archive)): \(verdict)", ""]
            + about + [""] + circumstances + [""] + steps + [""] + results + judgement + command
            + list("findings", problems) + list("warnings", warnings)
            + list("not checked", report.notChecked)
    }

    /// The conclusion in capitals where it is not good.
    private var verdict: String {
        switch status {
        case .done: "PROVEN"
        case .warnings: "PROVEN, with warnings"
        case .findings: "NOT PROVEN: \(Quantity.count(problems.count, "finding"))"
        default: "NOT PROVEN: not everything could be looked at"
        }
    }

    private func row(_ name: String, _ value: String) -> String {
        "\(Quantity.padded(name, Self.width))\(value)"
    }

    private var about: [String] {
        guard let about = report.about else {
            return [row("archive", "cannot be opened")]
        }
        return [
            row("site", SiteText.line(about.site)),
            row("taken", "\(about.created.wholeSecondDescription) by \(screen(about.tool))"),
            row("name", screen(about.name)),
            row("identifier", about.fingerprint.identifier),
            row("footer", "SHA-256 \(about.fingerprint.footer)"),
            row(
                "size",
                "\(about.fingerprint.size) bytes, of \(about.fingerprint.modified.wholeSecondDescription)"
            ),
        ]
    }

    private var circumstances: [String] {
        [
            row("rehearsed", "by \(ArchiveDescription.tool), user \(evidence.host.user)"),
            row("host", "\(evidence.host.name), \(evidence.host.system)"),
            row("began", evidence.start.wholeSecondDescription),
            row("ended", evidence.end.wholeSecondDescription),
        ]
    }

    private var steps: [String] {
        report.steps.map { result in
            let outcome = result.duration.map { "done in \(Elapsed.text($0))" } ?? "NOT done"
            return row(
                result.step.rawValue, outcome + (result.remark.map { ": \($0)" } ?? ""))
        }
    }

    private var results: [String] {
        var lines = [
            row(
                "verified",
                "\(Quantity.count(report.verification.filesChecked, "file")), \(report.verification.bytesChecked) bytes, level \(report.verification.level.rawValue)"
            )
        ]
        if let restoration = report.restoration {
            let created = Quantity.count(restoration.created, "entry", "entries")
            lines.append(row("restored", "\(created), \(restoration.bytes) bytes of files"))
        }
        if let comparison = report.comparison {
            let entries = Quantity.count(comparison.entries, "entry", "entries")
            lines.append(
                row(
                    "compared",
                    "\(entries) with the manifest; \(Quantity.count(comparison.files, "file")), \(comparison.bytes) bytes, read back and as archived"
                ))
            lines.append(
                row(
                    "space",
                    "\(report.peakBytes) bytes allocated at most, \(report.need?.bytes ?? 0) reckoned before"
                ))
        }
        if let time = report.restoreTime {
            lines.append(
                row("estimate", "\(Elapsed.text(time)) to restore everything, on this host"))
        }
        if let left = report.leftBehind {
            lines.append(row("left", "the restored files in \(ScreenText.quoted(left))"))
        }
        return lines
    }

    private var judgement: [String] {
        guard let judged = report.judged else { return [row("judged", "NOT judged")] }
        return [row("judged", "from the restored files; \(ChecklistText.summary(judged))")]
            + judged.concerns.flatMap { ChecklistText.brief($0) }
    }

    private var command: [String] {
        guard let command = report.command else { return [] }
        var lines = [
            row(
                "your command",
                " \(ScreenText.quoted([UInt8](command.arguments.joined(separator: [0x20])))) \(command.complaint ?? "ended with status 0")"
            )
        ]
        guard let outcome = command.outcome else { return lines }
        if outcome.bytesDropped > 0 {
            lines.append("  (\(outcome.bytesDropped) bytes before this are not kept)")
        }
        for line in outcome.output.split(separator: UInt8(ascii: "\n")) {
            lines.append("  | \(ScreenText.escaped([UInt8](line)))")
        }
        return lines
    }

    /// Everything that makes the status 2, one line each.
    private var problems: [String] {
        var lines = report.findings.map { "\($0)" }
        if let complaint = report.command?.complaint { lines.append("[command] it \(complaint)") }
        return lines
    }

    private var warnings: [String] {
        var lines = report.warnings.map { "\($0.needsAttention ? "warning" : "notice"): \($0)" }
        if let error = report.removalError {
            lines.append("warning: the scratch directory could not be removed: \(error)")
        }
        return lines + report.failures.map { "could not be looked at: \($0)" }
    }

    private func list(_ title: String, _ items: [String]) -> [String] {
        ["", "\(title):"] + (items.isEmpty ? ["  none"] : items.map { "  \($0)" })
    }

    private func screen(_ text: String) -> String { ScreenText.escaped([UInt8](text.utf8)) }
}
