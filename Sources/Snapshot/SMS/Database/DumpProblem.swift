// SPDX-License-Identifier: Apache-2.0

/// One place where a database dump, or a text saved beside it, is not what it should be.
public struct DumpProblem: Sendable, Hashable {
    /// How much the problem takes away from the dump.
    public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Nothing is lost, and somebody may want to know.
        case notice
        /// The structure no longer proves that the dump is whole, and does not prove the contrary.
        case doubt
        /// The dump is not what was written.
        case damage

        public static func < (left: Severity, right: Severity) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// How much it takes away.
    public let severity: Severity
    /// The byte of the file, counted from 0; `nil` when the problem is about the file as a whole.
    public let offset: Int?
    /// What a correct file has there; lower case, no full stop.
    public let expected: String
    /// What this file has there; printable, control characters escaped.
    public let found: String

    /// Makes a problem.
    public init(_ severity: Severity, at offset: Int? = nil, expected: String, found: String) {
        self.severity = severity
        self.offset = offset
        self.expected = expected
        self.found = found
    }
}

extension DumpProblem: CustomStringConvertible {
    /// For example `offset 3294208: expected an end-of-set block, found the end of the file`.
    public var description: String {
        let text = "expected \(expected), found \(found)"
        return offset.map { "offset \($0): \(text)" } ?? text
    }
}

/// Collects the problems of one dump and keeps their number small.
struct DumpProblemLog: Sendable {
    /// Problems that are kept one by one; a hostile file could have one in every block.
    static let limit = 100

    private var kept: [DumpProblem] = []
    private var left = 0
    private var worstLeft = DumpProblem.Severity.notice

    /// Notes a problem.
    mutating func note(
        _ severity: DumpProblem.Severity, at offset: Int? = nil, expected: String, found: String
    ) {
        guard kept.count < Self.limit else {
            left += 1
            worstLeft = max(worstLeft, severity)
            return
        }
        kept.append(DumpProblem(severity, at: offset, expected: expected, found: found))
    }

    /// The problems in the order they were noted, with a last one that counts those not kept.
    ///
    /// The last one is as severe as the worst it stands for, so that a verdict never improves
    /// because there was too much to tell.
    var problems: [DumpProblem] {
        guard left > 0 else { return kept }
        return kept + [
            DumpProblem(
                worstLeft, expected: "no further problems",
                found: "\(left) more than the \(Self.limit) listed")
        ]
    }
}
