// SPDX-License-Identifier: Apache-2.0

/// An archive that a run did not look at: nothing is known about it.
public struct UncheckedArchive: Sendable, Hashable {
    /// Why it was left out; the raw values are stable and documented in `docs/JSON.md`.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The site has newer ones, and only those were asked for.
        case notNewest = "not-newest"
        /// It is not in this run's sample.
        case notSampled = "not-sampled"
        /// The time was over.
        case timeBudget = "time-budget"
    }

    /// Where it is.
    public let path: [UInt8]
    /// Why it was left out.
    public let reason: Reason

    /// Makes a note of an archive.
    public init(path: [UInt8], reason: Reason) {
        self.path = path
        self.reason = reason
    }
}
