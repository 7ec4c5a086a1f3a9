// SPDX-License-Identifier: Apache-2.0

extension CheckCode {
    /// Whether the check only adds up others.
    public var isSum: Bool { self == .backUpDocuments || self == .backUpSite }

    /// The component of which the check says whether it is there at all.
    public var component: ComponentKind? {
        switch self {
        case .controlFile: .siteControl
        case .map: .systemMap
        case .registry: .registry
        case .database: .database
        case .children: .child
        default: nil
        }
    }
}

extension Judgement {
    /// What did not pass, the heaviest first, without the lines that only add up others.
    public var ownFailures: [Check] { failures.filter { !$0.code.isSum } }

    /// What makes the captured site unusable: failures of the levels critical and error.
    ///
    /// That a component which the user `declared` to be missing is not there is known and wanted,
    /// and belongs to ``concerns(declaredMissing:)``.
    public func defects(declaredMissing declared: Set<ComponentKind>) -> [Check] {
        ownFailures.filter { Self.isDefect($0, declared) }
    }

    /// The other failures: somebody has to read them, and nothing is lost yet, or it is lost as
    /// the user `declared`.
    public func concerns(declaredMissing declared: Set<ComponentKind>) -> [Check] {
        ownFailures.filter { !Self.isDefect($0, declared) }
    }

    private static func isDefect(_ check: Check, _ declared: Set<ComponentKind>) -> Bool {
        guard check.level == .critical || check.level == .error else { return false }
        return check.code.component.map { !declared.contains($0) } ?? true
    }
}
