// SPDX-License-Identifier: Apache-2.0

/// The problems of one file: the first of each severity in full, the rest as a number.
///
/// A damaged file of 100 MB can have a problem in every line, so what is kept is bounded.
public struct RegistryProblemList: Sendable, Hashable {
    /// How many problems of each severity are kept.
    public static let keptPerSeverity = 40

    /// The problems that were kept, in the order in which they were met.
    public private(set) var kept: [RegistryProblem] = []
    private var counts: [RegistryProblem.Severity: Int] = [:]

    /// Creates an empty list.
    public init() {}

    /// How many problems of a severity were met, kept or not.
    public func count(of severity: RegistryProblem.Severity) -> Int {
        counts[severity] ?? 0
    }

    /// The first problem that proves damage, or `nil`.
    public var firstDamage: RegistryProblem? {
        kept.first { $0.severity == .damage }
    }

    /// Takes note of a problem; its texts are only made when it is kept.
    mutating func add(
        at position: RegistryProblem.Position, _ severity: RegistryProblem.Severity,
        expected: @autoclosure () -> String, found: @autoclosure () -> String
    ) {
        let count = counts[severity] ?? 0
        counts[severity] = count + 1
        guard count < Self.keptPerSeverity else { return }
        kept.append(
            RegistryProblem(at: position, severity, expected: expected(), found: found()))
    }
}
