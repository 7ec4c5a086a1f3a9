// SPDX-License-Identifier: Apache-2.0

/// One of the things that the vendor's checklist demands (Q171338, steps 5 and 6), or that a site
/// has beside them.
///
/// The order is the order in the archive: small and vital first, because a stock `tar` stops at the
/// first damage.
public enum ComponentKind: String, Sendable, Hashable, CaseIterable {
    /// The master copy of the site control file, `SITE.SRV\SITECFG.BOX\SITECTRL.CT0`.
    case siteControl = "site-control"
    /// `SYSTEM.MAP` of the site; its modification time is data.
    case systemMap = "system-map"
    /// Exports or hives of `HKLM\SOFTWARE\Microsoft\SMS`.
    case registry
    /// `SYSTEM.MAP` and `SITECTRL.CT0` of a child secondary site.
    case child
    /// What lies outside the root: `SMS.INI`, `\MS`, `SMS_PKGx`, logs.
    case extra
    /// The site's directory.
    case tree
    /// Dump files of the site database.
    case database

    /// The folder below `data/SITE/`.
    public var folder: String { self == .child ? "children" : rawValue }

    /// The words of the vendor's checklist.
    public var title: String {
        switch self {
        case .siteControl: "site control file"
        case .systemMap: "System.map"
        case .registry: "registry export"
        case .child: "child secondary site"
        case .extra: "files outside the site's directory"
        case .tree: "site directory"
        case .database: "database dump"
        }
    }
}

extension ComponentKind: Comparable {
    public static func < (left: ComponentKind, right: ComponentKind) -> Bool {
        left.position < right.position
    }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
