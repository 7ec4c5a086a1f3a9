// SPDX-License-Identifier: Apache-2.0

/// Where below the destination the entries of an archive go.
struct RestoreLayout: Sendable, Hashable {
    /// What becomes of the folder that an archive keeps a site in, `data/A01`.
    enum Root: Sendable, Hashable {
        /// It keeps its name: `A01/tree/SYSTEM.MAP`.
        case asCaptured
        /// It gets this name.
        case named([UInt8])
        /// It goes away: `tree/SYSTEM.MAP`.
        case none
    }

    /// The name of the folder, beside the folder of the site's directory, for what must not lie in
    /// it.
    static let quarantine = "quarantine"

    /// The folder of the site.
    let folder: [UInt8]
    let root: Root

    /// - Parameters:
    ///   - site: The code of the site, after which an archive names the folder.
    ///   - root: What becomes of the folder.
    init(site: String, root: Root) {
        folder = [UInt8](site.utf8)
        self.root = root
    }

    /// Where the entry at this path of the archive goes; `nil` when that is not below the
    /// destination.
    func path(of path: EntryPath) -> EntryPath? {
        switch root {
        case .asCaptured: return path.droppingFirst(1)
        case .none: return isOfSite(path) ? path.droppingFirst(2) : nil
        case .named(let name):
            guard isOfSite(path) else { return path.droppingFirst(1) }
            guard let top = EntryPath(bytes: name) else { return nil }
            return path.droppingFirst(2).map { top.appending($0) } ?? top
        }
    }

    /// Where something of the site's directory goes when it must not lie there.
    func quarantinePath(of path: EntryPath) -> EntryPath? {
        let top: EntryPath? =
            switch root {
            case .none: nil
            case .asCaptured: EntryPath(bytes: folder)
            case .named(let name): EntryPath(bytes: name)
            }
        let folder = [UInt8](Self.quarantine.utf8)
        guard let below = path.droppingFirst(3) else { return nil }
        return (top.map { $0.appending(name: folder) } ?? EntryPath(bytes: folder))?
            .appending(below)
    }

    /// The path below the site's directory, the component `tree`; `nil` for everything else.
    func treePath(of path: EntryPath) -> ArraySlice<UInt8>? {
        guard isOfSite(path) else { return nil }
        let prefix = ComponentKind.tree.folder.utf8
        guard let rest = path.droppingFirst(2)?.bytes, rest.starts(with: prefix),
            rest.count > prefix.count, rest[prefix.count] == UInt8(ascii: "/")
        else { return nil }
        return rest[(prefix.count + 1)...]
    }

    /// The site's directory below the destination.
    var tree: EntryPath? {
        var names = [[UInt8](ComponentKind.tree.folder.utf8)]
        switch root {
        case .none: break
        case .asCaptured: names.insert(folder, at: 0)
        case .named(let name): names.insert(name, at: 0)
        }
        return EntryPath(bytes: [UInt8](names.joined(separator: [UInt8(ascii: "/")])))
    }

    /// Whether a path lies in the folder of the site: `data/A01`, `overlay/A01`.
    private func isOfSite(_ path: EntryPath) -> Bool {
        guard path.isPayload, let start = path.bytes.firstIndex(of: UInt8(ascii: "/")) else {
            return false
        }
        let rest = path.bytes[(start + 1)...]
        return rest.starts(with: folder)
            && (rest.count == folder.count
                || rest[rest.startIndex + folder.count] == UInt8(ascii: "/"))
    }
}
