// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// A judgement for a person: what failed first, what passed last and in one line each.
struct ChecklistText {
    private static let width = 80

    private let judgement: Judgement

    init(_ judgement: Judgement) {
        self.judgement = judgement
    }

    /// How many checks ended in which way.
    static func counts(_ judgement: Judgement) -> String {
        let parts = [Check.Verdict.fail, .notice, .noEvidence, .pass].map {
            "\(judgement.count(of: $0)) \($0.rawValue)"
        }
        return "checks: " + parts.joined(separator: ", ")
    }

    /// All checks.
    var lines: [String] {
        var lines = [Self.counts(judgement)]
        for check in judgement.failures { lines += [""] + Self.whole(check) }
        for verdict in [Check.Verdict.notice, .noEvidence] {
            let checks = judgement.checks.filter { $0.verdict == verdict }
            for check in checks { lines += [""] + Self.whole(check) }
        }
        let passed = judgement.checks.filter { $0.verdict == .pass }
        if !passed.isEmpty { lines.append("") }
        return lines + passed.map(Self.short)
    }

    /// What to do, the heaviest first, as a list of its own.
    var remedies: [String] {
        let failures = judgement.ownFailures
        let unknown = judgement.checks.filter { $0.verdict == .noEvidence }
        var lines: [String] = []
        if failures.isEmpty {
            lines.append("nothing was found that must be fixed before the upgrade")
        } else {
            lines.append("to fix before the upgrade:")
            for (index, check) in failures.enumerated() {
                let number = Quantity.padded("\(index + 1).", 4)
                lines += Self.wrapped(
                    "\(Self.title(check)): \(check.advice ?? check.found)", first: "  \(number)",
                    rest: "      ")
            }
        }
        guard !unknown.isEmpty else { return lines }
        var seen: Set<CheckCode> = []
        let names = unknown.map(\.code).filter { seen.insert($0).inserted }.map(\.rawValue)
        return lines
            + Self.wrapped(
                "and look yourself, because no file tells: \(names.joined(separator: ", "))",
                first: "", rest: "  ")
    }

    /// One failure in short.
    static func brief(_ check: Check) -> [String] {
        let advice = check.advice.map { "; \($0)" } ?? ""
        return wrapped(
            "\(verdict(check))  \(title(check)): \(check.found)\(advice)", first: "",
            rest: "  ")
    }

    /// How a judgement out of an archive ended, in one line.
    static func summary(_ outcome: ArchiveJudging.Outcome) -> String {
        let counts = counts(outcome.judgement)
        return switch outcome.comparison {
        case .same: "\(counts); as they were judged at the capture"
        case .none: "\(counts); the archive stores no judgement to compare with"
        case .otherVersion(let tool):
            "\(counts); at the capture \(ScreenText.quoted(tool)) judged otherwise"
        case .different: "\(counts); NOT as they were judged at the capture"
        case .notJudged: "not judged, because it is damaged"
        }
    }

    /// A comparison in one word, for a program.
    static func word(_ comparison: ArchiveJudging.Comparison) -> String {
        switch comparison {
        case .same: "same"
        case .none: "none"
        case .otherVersion: "other-version"
        case .different: "different"
        case .notJudged: "not-judged"
        }
    }

    private static func verdict(_ check: Check) -> String {
        if case .fail(let level) = check.outcome { return "FAIL (\(level.rawValue))" }
        return check.verdict.rawValue
    }

    private static func title(_ check: Check) -> String {
        check.subject.isEmpty ? check.code.rawValue : "\(check.code.rawValue) \(check.subject)"
    }

    private static func whole(_ check: Check) -> [String] {
        let source = check.code.source.isEmpty ? "" : " (\(check.code.source))"
        var lines = wrapped(
            "\(verdict(check))  \(title(check))\(source)", first: "", rest: "    ")
        lines += wrapped(check.examined, first: "    looked at  ", rest: "               ")
        lines += wrapped(check.found, first: "    found      ", rest: "               ")
        if let advice = check.advice {
            lines += wrapped(advice, first: "    to do      ", rest: "               ")
        }
        return lines
    }

    private static func short(_ check: Check) -> String {
        let line = "PASS  \(title(check)): \(check.found)"
        return line.count > width ? line.prefix(width - 1) + "…" : line
    }

    /// Breaks text at blanks; a word that is longer than a line stands alone.
    private static func wrapped(_ text: String, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isFresh = true
        for word in text.split(separator: " ") {
            if !isFresh, line.count + 1 + word.count > width {
                lines.append(line)
                (line, isFresh) = (rest, true)
            }
            line += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return lines + [line]
    }
}

/// What `show --checklist` prints.
struct ArchiveJudgementText {
    private let archive: ArchiveJudgement

    init(_ archive: ArchiveJudgement) {
        self.archive = archive
    }

    func print() {
        let output = StandardStream.output
        output.line(SiteText.line(archive.site))
        output.line("taken   \(archive.created.wholeSecondDescription)")
        output.line(
            archive.isStored
                ? "judged  at the capture, by \(ScreenText.escaped([UInt8](archive.tool.utf8)))"
                : "judged  now: the archive stores no judgement")
        output.line("")
        for line in ChecklistText(archive.judgement).lines { output.line(line) }
        for code in archive.unknownCodes {
            output.line(
                "notice: a check that this version does not know: \(ScreenText.quoted(code))")
        }
    }
}
