// SPDX-License-Identifier: Apache-2.0

/// What a capture would take, what is missing, and what a person should know before.
public struct CapturePlan: Sendable {
    /// A required component that is not there.
    public struct MissingComponent: Sendable, Hashable {
        /// Which.
        public let kind: ComponentKind
        /// What exactly is missing and where it was looked for, for a person.
        public let message: String
        /// What to do about it.
        public let hint: String
        /// Whether the user declared that it may be missing.
        public let isAllowed: Bool
    }

    /// What the site says it is.
    public let site: SiteIdentity
    /// The components with where they come from; every kind occurs once.
    public internal(set) var components: [Component]
    /// Everything required that is missing, declared or not.
    public let missing: [MissingComponent]
    /// What a person should know.
    public internal(set) var warnings: [Warning]
    /// What could not be listed, or may not be read.
    let obstacles: [SourceListing.Obstacle]
    /// Everything that will be read.
    let listing: SourceListing
    /// In which order.
    let order: MemberOrder
    /// What the plan was made for.
    let inputs: CaptureInputs

    /// The number of files.
    public var files: Int { components.reduce(0) { $0 + $1.files } }
    /// The bytes of those files.
    public var bytes: UInt64 { components.reduce(0) { $0.clampedSum(with: $1.bytes) } }

    /// The required components whose absence nobody declared: with any of these nothing is
    /// captured.
    public var refusals: [MissingComponent] { missing.filter { !$0.isAllowed } }

    /// Paths that the site has and that cannot be captured, with the reason.
    public var losses: [(path: [UInt8], reason: String)] {
        obstacles.filter(\.isLoss).map { ($0.path, $0.reason) }
    }
}

extension CapturePlan {
    /// The error that refuses the capture, or `nil` when nothing required is missing.
    ///
    /// It names everything at once: a second run for a second missing item is a lost evening.
    func refusal(allowsUnreadable: Bool) -> SnapshotError? {
        if !refusals.isEmpty {
            let count = refusals.count
            let names = refusals.map(\.message).joined(separator: "; ")
            let hints = refusals.map { "\($0.hint), or pass --allow-missing \($0.kind.rawValue)" }
            return SnapshotError(
                .missing,
                count == 1
                    ? "a component of the checklist is missing: \(names)"
                    : "\(count) components of the checklist are missing: \(names)",
                hint: hints.joined(separator: "\n"))
        }
        let losses = losses
        guard !allowsUnreadable, let first = losses.first else { return nil }
        let others = losses.count > 1 ? " (and \(losses.count - 1) more; see plan)" : ""
        return SnapshotError(
            .missing, "\(ScreenText.quoted(first.path)) \(first.reason)\(others)",
            hint: "run as a user who may read it, or pass --allow-unreadable to capture without it")
    }
}
