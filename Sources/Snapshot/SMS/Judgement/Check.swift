// SPDX-License-Identifier: Apache-2.0

/// One line of a judgement: what was looked at, what was found, and what to do.
public struct Check: Sendable, Hashable {
    /// How a check ends.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// It was looked at, and it is as it should be.
        case pass = "PASS"
        /// It was looked at, and it is not as it should be.
        case fail = "FAIL"
        /// There is something to know, and nothing is wrong.
        case notice = "NOTICE"
        /// Nothing that was given says anything about it; a person has to look.
        case noEvidence = "NO EVIDENCE"
    }

    /// How much a check that did not pass weighs.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// There is no backup of this.
        case critical
        /// It was captured, and it is not usable.
        case error
        /// Usable, and something has to be done first.
        case warning
        /// Good to know.
        case notice
    }

    /// How a check ended, and how much that weighs.
    public enum Outcome: Sendable, Hashable {
        case pass
        case fail(Level)
        case notice
        case noEvidence

        /// Makes an outcome of a stored verdict and level; `nil` when they do not go together.
        public init?(verdict: Verdict, level: Level?) {
            switch (verdict, level) {
            case (.pass, nil): self = .pass
            case (.fail, .some(let level)) where level != .notice: self = .fail(level)
            case (.notice, .notice): self = .notice
            case (.noEvidence, nil): self = .noEvidence
            default: return nil
            }
        }
    }

    /// Which check.
    public let code: CheckCode
    /// What it is about when a code occurs more than once: a site code, the name of a file.
    public let subject: String
    /// How it ended.
    public let outcome: Outcome
    /// What was looked at.
    public let examined: String
    /// What was found.
    public let found: String
    /// What to do; `nil` when nothing has to be done.
    public let advice: String?

    /// Makes a check.
    ///
    /// Whatever looks like an encrypted field is left out of the texts, so that no mistake in a
    /// check can print one.
    public init(
        _ code: CheckCode, _ outcome: Outcome, subject: String = "", examined: String,
        found: String, advice: String? = nil
    ) {
        self.code = code
        self.outcome = outcome
        self.subject = JudgementText.redacted(subject)
        self.examined = JudgementText.redacted(examined)
        self.found = JudgementText.redacted(found)
        self.advice = advice.map(JudgementText.redacted)
    }

    /// How it ended, in a word.
    public var verdict: Verdict {
        switch outcome {
        case .pass: .pass
        case .fail: .fail
        case .notice: .notice
        case .noEvidence: .noEvidence
        }
    }

    /// How much it weighs; `nil` when it passed or nothing is known.
    public var level: Level? {
        switch outcome {
        case .fail(let level): level
        case .notice: .notice
        case .pass, .noEvidence: nil
        }
    }
}

extension Check.Level: Comparable {
    /// Orders by weight: a notice is less than a warning.
    public static func < (left: Check.Level, right: Check.Level) -> Bool {
        left.weight < right.weight
    }

    private var weight: Int {
        switch self {
        case .critical: 3
        case .error: 2
        case .warning: 1
        case .notice: 0
        }
    }
}

extension Check: CustomStringConvertible {
    /// For example `FAIL (error) registry-content "sms.reg": has no key SMS\Sites; export it again`.
    public var description: String {
        let weight = if case .fail(let level) = outcome { " (\(level.rawValue))" } else { "" }
        let about = subject.isEmpty ? "" : " \(subject)"
        let todo = advice.map { "; \($0)" } ?? ""
        return "\(verdict.rawValue)\(weight) \(code.rawValue)\(about): \(found)\(todo)"
    }
}
