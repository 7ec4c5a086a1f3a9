// SPDX-License-Identifier: Apache-2.0

/// One place where a registry file is not what it should be.
///
/// The texts name structure, key names and value names; they never quote the data of a value,
/// which may be a password.
public struct RegistryProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where in the file the problem lies.
    public enum Position: Sendable, Hashable {
        /// A physical line of a text, counted from 1.
        case line(Int)
        /// A byte of a binary file, counted from 0.
        case offset(Int)
        /// The file as a whole.
        case file
    }

    /// How much the problem takes away from the file.
    public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Nothing is lost, and somebody may want to know.
        case notice
        /// An importer may drop or change something, or one record cannot be read.
        case warning
        /// The file is not what was written.
        case damage

        public static func < (left: Severity, right: Severity) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// Where it is.
    public let position: Position
    /// How much it takes away.
    public let severity: Severity
    /// What a correct file has there.
    public let expected: String
    /// What this file has there.
    public let found: String

    /// Creates a problem; both texts go behind "expected" and "found" in a message.
    public init(
        at position: Position, _ severity: Severity, expected: String, found: String
    ) {
        self.position = position
        self.severity = severity
        self.expected = expected
        self.found = found
    }

    public var description: String {
        let text = "expected \(expected), found \(found)"
        switch position {
        case .line(let number): return "line \(number): \(text)"
        case .offset(let offset): return "offset \(offset): \(text)"
        case .file: return text
        }
    }
}
