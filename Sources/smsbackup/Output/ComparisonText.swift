// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `diff` prints: a line for each difference, first by meaning, then the files by component.
struct ComparisonText {
    private let report: ComparisonReport

    init(_ report: ComparisonReport) {
        self.report = report
    }

    func print(isQuiet: Bool) {
        let output = StandardStream.output
        var subject: MeaningChange.Subject?
        for change in report.meaning {
            if change.subject != subject { output.line("\(change.subject.title):") }
            subject = change.subject
            output.line("  \(Self.line(change))")
        }
        var component: ComponentKind?
        for entry in report.entries {
            if entry.component != component { output.line("files, \(entry.component.title):") }
            component = entry.component
            output.line("  \(Self.line(entry))")
        }
        if isQuiet { return }
        printNotes()
        let count = report.meaning.count + report.entries.count
        let entries = Quantity.count(report.compared.old, "entry", "entries")
        let differences =
            "\(Quantity.count(count, "difference")): \(report.meaning.count) by meaning, \(Quantity.count(report.entries.count, "entry", "entries"))"
        // What could not be looked at may differ.
        output.line(
            !report.failures.isEmpty
                ? "not all of \(entries) could be compared; \(differences)"
                : report.isSame ? "no difference: \(entries) compared" : differences)
    }

    /// What was not told, and why.
    func printNotes(_ prefix: String = "") {
        let output = StandardStream.output
        for remark in report.remarks { output.line("\(prefix)note: \(remark)") }
        for name in report.notCompared {
            output.line("\(prefix)not compared: \(name): nothing was given to compare it with")
        }
        guard !report.ignored.isEmpty else { return }
        let patterns = report.ignored.map {
            $0.count > 0 ? "\($0.pattern) (\($0.count) differ)" : $0.pattern
        }
        output.line("\(prefix)ignored: \(patterns.joined(separator: ", "))")
    }

    private static func line(_ change: MeaningChange) -> String {
        let name = (change.child.map { "child \($0): " } ?? "") + change.name
        switch change.kind {
        case .added: return "+ \(name)" + (change.new.map { " = \($0)" } ?? "")
        case .removed: return "- \(name)" + (change.old.map { " = \($0)" } ?? "")
        case .changed:
            let (old, new) = (change.old ?? "", change.new ?? "")
            return "~ \(name): " + (old == new ? "\(new), other data" : "\(old) -> \(new)")
        }
    }

    private static func line(_ entry: EntryDifference) -> String {
        let mark =
            switch entry.aspects.first {
            case .added: "+"
            case .removed: "-"
            default: entry.isOfContent ? "~" : "a"
            }
        return "\(mark) \(ScreenText.quoted(entry.path.bytes)): \(entry.detail)"
    }
}

extension MeaningChange.Subject {
    /// The words for a person.
    var title: String {
        switch self {
        case .site: "site"
        case .registryKey, .registryValue: "registry"
        case .siteControl: "site control file"
        case .systemMap: "System.map"
        }
    }
}

/// What `verify --against` prints for the live site.
struct AgainstText {
    private let report: ComparisonReport
    private let archive: [UInt8]
    private let site: String

    init(_ report: ComparisonReport, archive: [UInt8], site: String) {
        self.report = report
        self.archive = archive
        self.site = site
    }

    func print(isQuiet: Bool) {
        let output = StandardStream.output
        let name = ScreenText.quoted(archive)
        let findings = report.findings
        for finding in findings { output.line("\(name): \(finding)") }
        if isQuiet { return }
        ComparisonText(report).printNotes("\(name): ")
        let verdict =
            report.failures.isEmpty
            ? findings.isEmpty
                ? "the site is as it was" : "\(Quantity.count(findings.count, "finding"))"
            : "not all could be looked at, \(Quantity.count(findings.count, "finding"))"
        output.line(
            "\(name): against \(ScreenText.quoted(site)): \(verdict); \(Quantity.count(report.read.files, "file")) of the site read, \(Quantity.bytes(report.read.bytes))"
        )
    }
}
