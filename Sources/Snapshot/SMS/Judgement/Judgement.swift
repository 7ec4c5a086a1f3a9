// SPDX-License-Identifier: Apache-2.0

/// What everything that was looked at says about a site and its backup.
///
/// ```swift
/// let judgement = Judgement(of: evidence)
/// for check in judgement.checks where check.verdict == .fail { show(check) }
/// ```
///
/// The same evidence gives the same judgement: the moment of the capture is part of it, and no
/// clock is asked.
public struct Judgement: Sendable, Hashable {
    /// All checks: the steps of the vendor's checklist first (Q171338), then the site's own.
    public let checks: [Check]

    /// Judges a site.
    public init(of evidence: SiteEvidence) {
        let own = Self.checks(of: evidence)
        checks = VendorSteps.checks(evidence, own) + own
    }

    /// Makes a judgement of checks that were stored.
    public init(checks: [Check]) {
        self.checks = checks
    }

    private static func checks(of evidence: SiteEvidence) -> [Check] {
        ControlFileChecks.checks(evidence) + MapChecks.checks(evidence)
            + CopyListChecks.checks(evidence) + RegistryChecks.checks(evidence)
            + DatabaseChecks.checks(evidence)
            + IdentityChecks.checks(evidence) + ChildChecks.checks(evidence)
            + AddressChecks.checks(evidence) + QuietChecks.checks(evidence)
            + StalenessChecks.checks(evidence) + ClockChecks.checks(evidence)
            + UniqueIDChecks.checks(evidence) + LogChecks.checks(evidence)
            + LimitChecks.checks(evidence) + NameChecks.checks(evidence)
            + ExtraChecks.checks(evidence) + UpgradeLossChecks.checks(evidence)
    }

    /// The lines of the vendor's checklist, in its order.
    public var steps: [Check] { checks.filter(\.code.isVendorStep) }

    /// The checks of one code, in the order of their subjects.
    public func checks(_ code: CheckCode) -> [Check] { checks.filter { $0.code == code } }

    /// What did not pass, the heaviest first.
    public var failures: [Check] {
        // Sorted by hand into levels, so that the order within a level stays.
        Check.Level.allCases.flatMap { level in
            checks.filter { $0.outcome == .fail(level) }
        }
    }

    /// The weight of the heaviest failure; `nil` when nothing failed.
    public var worstLevel: Check.Level? { failures.first?.level }

    /// Whether what was captured can bring the site back: nothing is missing or unusable.
    ///
    /// What nobody could look at does not count here; it is in the list as NO EVIDENCE.
    public var isUsable: Bool { failures.allSatisfy { $0.level == .warning } }

    /// How many checks ended so.
    public func count(of verdict: Check.Verdict) -> Int {
        checks.count { $0.verdict == verdict }
    }
}
