// SPDX-License-Identifier: Apache-2.0

/// A document of a site that is compared by what it means.
struct ComparedDocument: Sendable, Hashable {
    let kind: DocumentKind
    let component: ComponentKind
    /// The entry's path in the bag.
    let entryPath: EntryPath
    /// The same below the folder of the site.
    let path: EntryPath
    let size: UInt64
    let digest: Digest
}

/// One side of a comparison: an archive, or a site as it is.
protocol ComparedSide: AnyObject {
    /// What the site says it is.
    var site: SiteIdentity { get }
    /// Calls `body` with each entry, in any order.
    func forEachEntry(_ body: (Entry) throws -> Void) throws
    /// Hands out the bytes of a document, from its start, in pieces.
    ///
    /// - Throws: ``SnapshotError`` when they are not those that the entry had.
    func read(_ document: ComparedDocument, _ body: ([UInt8]) -> Void) throws
    /// What could not be looked at, after ``forEachEntry(_:)``.
    var unseen: UnseenEntries { get }
}

/// What could not be looked at: nothing may be said of it, least of all that it is missing.
struct UnseenEntries: Sendable {
    /// The words for a person.
    var reasons: [String] = []
    /// Paths below the folder of the site; a directory stands for all that is below it.
    var paths: Set<EntryPath> = []

    /// Whether a path is one of them, or below one.
    func covers(_ path: EntryPath) -> Bool {
        guard !paths.isEmpty else { return false }
        var current: EntryPath? = path
        while let place = current {
            if paths.contains(place) { return true }
            current = place.parent
        }
        return false
    }
}

extension Entry {
    /// Where the entry lies below the folder of the site, or `nil` for what is above.
    var placeInSite: EntryPath? { path.droppingFirst(2) }

    /// The document that the entry is, when it is one that is compared by what it means.
    var comparedDocument: ComparedDocument? {
        guard case .file(let size, let digest) = kind, let component, let place = placeInSite,
            let below = place.droppingFirst(1),
            let kind = DocumentKind(component, path: below.bytes[...])
        else { return nil }
        switch kind {
        case .siteControl, .systemMap, .registry, .childControl, .childMap: break
        default: return nil
        }
        return ComparedDocument(
            kind: kind, component: component, entryPath: path, path: place, size: size,
            digest: digest)
    }
}
