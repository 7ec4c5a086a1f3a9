// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Yams

/// One thing in a configuration file that is not as it must be.
struct ConfigurationProblem: Error, Hashable {
    /// The line, from 1.
    let line: Int
    /// The column, from 1; it counts characters (Unicode scalars), not bytes.
    let column: Int
    /// What is wrong and what to write instead, without a full stop.
    let message: String

    init(line: Int, column: Int, _ message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    init(_ mark: Mark?, _ message: String) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1, message)
    }
}

extension ConfigurationProblem: Comparable {
    static func < (left: ConfigurationProblem, right: ConfigurationProblem) -> Bool {
        (left.line, left.column, left.message) < (right.line, right.column, right.message)
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    var description: String { "line \(line), column \(column): \(message)" }
}

/// A configuration file that cannot be used, with everything that is wrong with it.
struct ConfigurationError: Error {
    /// The file, as the user named it.
    let path: [UInt8]
    /// What is wrong, in the order of the file; never empty.
    let problems: [ConfigurationProblem]

    init(_ path: [UInt8], _ problems: [ConfigurationProblem]) {
        self.path = path
        self.problems = Set(problems).sorted()
    }
}
