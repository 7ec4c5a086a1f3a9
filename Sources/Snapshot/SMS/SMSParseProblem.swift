// SPDX-License-Identifier: Apache-2.0

/// One place at which a file of the site is not what its grammar says.
///
/// A parser never refuses: a snapshot must hold the file in any state, and what is wrong with it is
/// told beside it.
public struct SMSParseProblem: Sendable, Hashable {
    /// How much a problem says about the file.
    public enum Kind: String, Sendable, Hashable {
        /// Odd but understood, for example a value that is wrapped over two lines.
        case notice
        /// Not what the grammar says; something near the line may have been misread.
        case malformed
        /// The file ends where it cannot end: the rest is missing.
        case truncated
    }

    /// How much it says.
    public let kind: Kind
    /// The line, counted from 1.
    public let line: Int
    /// What the grammar has at this place.
    public let expected: String
    /// What stands there, shortened, with control characters escaped and without secrets.
    public let found: String
}

extension SMSParseProblem: CustomStringConvertible {
    /// For example `line 214: expected END_COMPONENT, found BEGIN_SENDER`.
    public var description: String { "line \(line): expected \(expected), found \(found)" }
}

/// What a parser makes of a file: the value, and what is wrong with the file.
public struct SMSParsed<Value: Sendable>: Sendable {
    /// What could be read, which of a damaged file is not all.
    public internal(set) var value: Value
    /// In the order of the file; at most a few hundred.
    public let problems: [SMSParseProblem]

    /// Whether the file ends where it cannot end.
    public var isTruncated: Bool { problems.contains { $0.kind == .truncated } }

    /// Whether the grammar explains all of the file; notices do not count.
    public var isWellFormed: Bool { problems.allSatisfy { $0.kind == .notice } }
}

extension SMSParsed: Equatable where Value: Equatable {}
