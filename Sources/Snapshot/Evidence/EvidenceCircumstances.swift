// SPDX-License-Identifier: Apache-2.0

/// What no file of a site tells and a judgement needs all the same.
public struct EvidenceCircumstances: Sendable, Hashable {
    /// The moment of the capture.
    public var captured: Timestamp
    /// How far apart the parts of one backup may be, in seconds, not negative.
    public var stalenessLimit: Int64 = 24 * 3_600
    /// What the user declared not to exist outside the site's directory.
    public var absentExtras: Set<NotableExtra> = []
    /// Whether somebody looked for what lies outside the site's directory.
    public var hasLookedForExtras = true
    /// The components that the user declared to be missing.
    public var declaredMissing: Set<ComponentKind> = []
    /// The site's directory; empty when it is not known.
    public var rootPath: [UInt8] = []

    /// Makes circumstances of a capture.
    public init(captured: Timestamp) {
        self.captured = captured
    }

    /// What the components of a snapshot tell: what is declared missing, and where the site lay.
    mutating func learn(from components: [Component]) {
        declaredMissing = Set(
            components.filter { $0.status == .declaredMissing }.map(\.kind))
        rootPath = components.first { $0.kind == .tree }?.sources.first ?? []
    }

    /// Evidence of nothing, under these circumstances.
    var evidence: SiteEvidence {
        var evidence = SiteEvidence(captured: captured)
        evidence.stalenessLimit = stalenessLimit
        evidence.declaredAbsentExtras = absentExtras
        evidence.hasLookedForExtras = hasLookedForExtras
        evidence.declaredMissing = declaredMissing
        evidence.rootPath = rootPath
        return evidence
    }
}
