// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `restore` prints at the end.
struct RestoreText {
    private let report: RestoreReport
    private let archive: [UInt8]
    private let elapsed: Duration

    init(_ report: RestoreReport, of archive: [UInt8], elapsed: Duration) {
        self.report = report
        self.archive = archive
        self.elapsed = elapsed
    }

    func print(isQuiet: Bool) {
        let output = StandardStream.output
        for finding in report.findings { output.line("\(finding)") }
        // A plan has said it already, at its place.
        for item in report.notRestored where !report.isDryRun {
            output.line("not restored: \(ScreenText.quoted(item.path.bytes)): \(item.reason)")
        }
        if let next = report.nextUniqueID {
            output.line("to do: set Next SMS Unique ID in the registry to \(next) or higher")
        }
        if isQuiet { return }
        output.line(summary)
        for line in report.inPlace.map(InPlaceText.lines) ?? [] { output.line(line) }
        guard !report.isDryRun, !report.remaining.isEmpty else { return }
        output.line("")
        output.line("STILL TO DO BY A PERSON, in this order:")
        for (index, step) in report.remaining.enumerated() {
            output.line("  \(index + 1). \(step)")
        }
        output.line(
            "each step in detail: smsbackup show --restore-guide \(ShellText.quoted(archive))")
    }

    private var summary: String {
        let verb = report.isDryRun ? "would restore" : "restored"
        let count = Quantity.count(report.created + report.replaced, "entry", "entries")
        var text = "\(verb) \(count), \(Quantity.bytes(report.bytes))"
        if report.replaced > 0 { text += ", of these \(report.replaced) replaced" }
        if report.quarantined > 0 { text += ", \(report.quarantined) in quarantine" }
        text += " into \(ScreenText.quoted(report.destination)) in \(Elapsed.text(elapsed))"
        if report.kept > 0 { text += "; \(report.kept) were there already" }
        if report.skipped > 0 { text += "; \(report.skipped) not selected" }
        if !report.notRestored.isEmpty { text += "; \(report.notRestored.count) NOT restored" }
        return text
    }
}
