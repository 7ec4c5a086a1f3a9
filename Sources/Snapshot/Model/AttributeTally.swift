// SPDX-License-Identifier: Apache-2.0

/// Attributes that a destination does not hold as the archive has them: counted, with examples.
///
/// An ordinary user who restores 40,000 files of other owners needs one line, not 40,000.
public struct AttributeTally: Sendable, Hashable {
    /// How many examples of each kind are kept.
    public static let mostExamples = 100

    /// What is told of one kind.
    public struct Count: Sendable, Hashable {
        /// How many times.
        public fileprivate(set) var count = 0
        /// The first of them, at most ``AttributeTally/mostExamples``.
        public fileprivate(set) var examples: [Warning] = []
    }

    private var counts: [AttributeKind: Count] = [:]

    /// Makes a tally of nothing.
    public init() {}

    /// Whether everything is as the archive has it.
    public var isEmpty: Bool { counts.isEmpty }

    /// The kinds of which there are any, in a fixed order.
    public var kinds: [(kind: AttributeKind, found: Count)] {
        AttributeKind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
    }

    /// Counts what another tally has.
    mutating func add(_ other: AttributeTally) {
        for (kind, more) in other.counts {
            var found = counts[kind] ?? Count()
            found.count += more.count
            found.examples += more.examples.prefix(Self.mostExamples - found.examples.count)
            counts[kind] = found
        }
    }

    /// Counts warnings about attributes.
    mutating func add(_ warnings: [Warning]) {
        for warning in warnings {
            let kind = warning.attribute ?? .all
            var found = counts[kind] ?? Count()
            found.count += 1
            if found.examples.count < Self.mostExamples { found.examples.append(warning) }
            counts[kind] = found
        }
    }
}
