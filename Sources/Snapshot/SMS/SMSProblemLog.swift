// SPDX-License-Identifier: Apache-2.0

/// Collects the problems of one file and keeps their number small.
struct SMSProblemLog {
    /// Problems that are kept one by one.
    ///
    /// A file of a wrong kind has one on every line.
    static let limit = 200

    private var kept: [SMSParseProblem] = []
    private var left = 0
    private var lastLine = 1

    /// Notes a problem.
    ///
    /// A truncation is kept whatever was noted before: nothing says more.
    mutating func note(
        _ kind: SMSParseProblem.Kind, line: Int, expected: String,
        found: @autoclosure () -> String
    ) {
        lastLine = max(lastLine, line)
        guard kept.count < Self.limit || kind == .truncated else {
            left += 1
            return
        }
        kept.append(SMSParseProblem(kind: kind, line: line, expected: expected, found: found()))
    }

    /// How many problems were noted, kept or not.
    var noteCount: Int { kept.count + left }

    /// Whether a further problem is only counted, so that its words need not be made.
    var isFull: Bool { kept.count >= Self.limit }

    /// Whether a problem worse than a notice was noted at the line or after it.
    func hasDamage(from line: Int) -> Bool {
        kept.contains { $0.kind != .notice && $0.line >= line }
    }

    /// The problems, with a last one that counts those that were not kept.
    func finished() -> [SMSParseProblem] {
        guard left > 0 else { return kept }
        let rest = SMSParseProblem(
            kind: .malformed, line: lastLine, expected: "no further problems",
            found: "\(left) more than the \(Self.limit) listed")
        return kept + [rest]
    }

    /// Notes that the file is larger than what was read of it, which then ends somewhere.
    mutating func noteOversize(_ limit: Int, line: Int) {
        kept.removeAll { $0.kind == .truncated }
        kept.append(
            SMSParseProblem(
                kind: .malformed, line: max(line, lastLine), expected: "at most \(limit) bytes",
                found: "a larger file"))
    }

    /// Bytes from the file as the `found` of a problem: quoted, shortened, without secrets.
    static func excerpt(_ bytes: some Sequence<UInt8>) -> String {
        // First made safe, then cut: half a secret would be too short to be recognised as one.
        let text = SMSText(bytes.prefix(256)).description
        let shown = text.prefix(60)
        return "\"" + shown + (shown.count < text.count ? "…" : "") + "\""
    }

    /// A value from the file as the `found` of a problem.
    static func excerpt(_ text: SMSText) -> String { excerpt(text.bytes) }
}
