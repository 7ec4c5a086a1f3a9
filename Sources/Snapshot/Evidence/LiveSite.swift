// SPDX-License-Identifier: Apache-2.0

/// A site as it is now, listed and not read: the other side of a comparison with an archive.
///
/// Its entries have the paths that a capture with the same inputs would give them.
public struct LiveSite: Sendable {
    /// What the site says it is.
    public let site: SiteIdentity
    /// The site's directory.
    public let path: [UInt8]
    /// What could not be looked at, for a person; nothing is known about it.
    public let failures: [String]
    /// Everything that was found.
    let listing: SourceListing
    /// The components outside the site's directory for which files were given.
    let given: Set<ComponentKind>
    /// The codes of the child secondary sites that were given, in upper case.
    let children: Set<[UInt8]>

    /// Whether there is a directory of that path: a live site, not an archive.
    ///
    /// - Throws: ``SnapshotError`` when nothing is there, or it may not be looked at.
    public static func isDirectory(_ path: [UInt8]) throws(SnapshotError) -> Bool {
        do throws(SystemCallError) {
            return try OpenFile.open(path).status().kind == .directory
        } catch {
            throw SnapshotError(
                .missing, "cannot open \(ScreenText.quoted(path))",
                hint: "name an archive, or the directory of a site", cause: error)
        }
    }

    /// The words for what was not given and would have to be, for an entry of an archive to have
    /// something here to be compared with; `nil` when it has.
    ///
    /// `path`: that of the entry below the site, `children/B01/SYSTEM.MAP`.
    func notGiven(_ component: ComponentKind, _ path: ArraySlice<UInt8>) -> String? {
        switch component {
        case .siteControl, .systemMap, .tree, .extra: return nil
        case .registry, .database: return given.contains(component) ? nil : component.title
        case .child:
            let names = path.split(separator: UInt8(ascii: "/"), maxSplits: 2)
            guard names.count > 1, !children.contains([UInt8](names[1])) else { return nil }
            return "\(component.title) \(ScreenText.escaped(names[1]))"
        }
    }
}
