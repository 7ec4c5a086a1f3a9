// SPDX-License-Identifier: Apache-2.0

/// What the upgrade of the child secondary sites to SMS 2.0 would cost, and which of the vendor's
/// three methods suits each of them (Q199250).
///
/// The circumstances are those that the site control file tells. Whether somebody at the child can
/// run Setup no file says, so a method is suggested and not chosen.
public struct UpgradePlan: Sendable, Hashable {
    /// How a secondary site can be upgraded.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// About 65 MB go over the line from the parent.
        case download
        /// Begun at the parent, with the files of the disc at the child.
        case sourceAtChild = "source-at-child"
        /// Setup is run at the child, from the disc.
        case local
    }

    /// One child site.
    public struct Child: Sendable, Hashable {
        /// Its code.
        public let code: SiteCode
        /// What a download would send to it, in megabytes.
        public let megabytes: Int
        /// What its circumstances suggest.
        public let suggestion: Method
        /// Why.
        public let reason: String
        /// What has to be done before any of the methods; empty when nothing is known against it.
        public let obstacles: [String]
    }

    /// What a download sends to each site (Q199250).
    public static let megabytesPerSite = 65
    /// The sender's limit when nobody changed it (Q163379).
    public static let defaultSendings = 5

    /// The child secondary sites, ordered by code.
    public let children: [Child]
    /// "Maximum concurrent sendings, all sites".
    public let maximumSendings: Int
    /// Whether the registry says that number; otherwise it is the default.
    public let isLimitKnown: Bool

    /// Sites that may be upgraded at the same time: fewer than the limit; 0 when nothing is sent.
    public var batchSize: Int { maximumSendings == 0 ? 0 : max(1, maximumSendings - 1) }

    /// The children for which a download is suggested, in groups that may run at the same time.
    public var batches: [[SiteCode]] {
        let codes = children.filter { $0.suggestion == .download }.map(\.code)
        guard batchSize > 0 else { return [] }
        return stride(from: 0, to: codes.count, by: batchSize).map {
            Array(codes[$0..<min($0 + batchSize, codes.count)])
        }
    }

    /// What would be sent if every child were upgraded by download, in megabytes.
    public var totalMegabytes: Int { children.count * Self.megabytesPerSite }

    /// Plans the upgrade of the children that the evidence knows.
    public init(for evidence: SiteEvidence) {
        let limit = evidence.registryFacts.maximumConcurrentSendings
        isLimitKnown = limit != nil
        // Nobody sends to more sites at the same time than there are site codes.
        maximumSendings = limit.map { Int(clamping: min($0, 46_656)) } ?? Self.defaultSendings
        let circumstances = Circumstances(evidence)
        let codes = evidence.isPrimary == false ? [] : evidence.secondaryChildren
        children = codes.map { circumstances.plan(for: $0) }
    }
}
