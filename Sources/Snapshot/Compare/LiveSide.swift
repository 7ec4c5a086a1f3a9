// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A site as it is, as one side of a comparison: every file is read once for its digest.
final class LiveSide: ComparedSide {
    private static let pieceSize = 256 << 10

    let live: LiveSite
    private let workers: Int
    private let isInterrupted: @Sendable () -> Bool
    private(set) var unseen = UnseenEntries()
    /// Files that changed while they were read, for a person.
    private(set) var unsteady: [EntryPath] = []
    private(set) var filesRead = 0
    private(set) var bytesRead: UInt64 = 0
    /// Where the documents lie.
    private var places: [EntryPath: Int] = [:]

    init(_ live: LiveSite, workers: Int, isInterrupted: @escaping @Sendable () -> Bool) {
        self.live = live
        self.workers = workers
        self.isInterrupted = isInterrupted
        unseen.reasons = live.failures
        unseen.paths = Self.unlisted(live.listing)
    }

    var site: SiteIdentity { live.site }

    func forEachEntry(_ body: (Entry) throws -> Void) throws {
        try withoutActuallyEscaping(body) { body in
            let stages = LiveHashing(live.listing, isInterrupted: isInterrupted) { item in
                try self.take(item, body)
            }
            try OrderedPipeline(workers: workers).run(stages)
        }
    }

    private func take(_ item: LiveHashing.Item, _ body: (Entry) throws -> Void) throws {
        let place = item.path.droppingFirst(2)
        switch item.outcome {
        case .entry(let entry):
            if entry.notes.contains(.changedWhileRead), let place { unsteady.append(place) }
            if let content = entry.content {
                filesRead += 1
                bytesRead += content.size
            }
            if entry.comparedDocument != nil { places[entry.path] = item.index }
            try body(entry)
        case .vanished: break
        case .failed(let reason):
            unseen.reasons.append(reason)
            if let place { unseen.paths.insert(place) }
        }
    }

    func read(_ document: ComparedDocument, _ body: ([UInt8]) -> Void) throws {
        guard let index = places[document.entryPath],
            let (directory, path) = live.listing.location(of: index)
        else { return }
        let name = ScreenText.quoted(directory.fullPath(path))
        do {
            let file = try directory.file(at: path)
            var hashing = Hashing()
            var offset: UInt64 = 0
            while offset < document.size {
                if isInterrupted() {
                    throw SnapshotError(.interrupted, "interrupted while reading a document")
                }
                let wanted = min(UInt64(Self.pieceSize), document.size - offset)
                let piece = try file.bytes(at: offset, count: Int(wanted))
                if piece.isEmpty { break }
                offset += UInt64(piece.count)
                hashing.update(piece)
                body(piece)
            }
            guard hashing.finish() == document.digest else {
                throw SnapshotError(
                    .system, "\(name) changed while it was compared",
                    hint: "compare again when the site's services are stopped")
            }
        } catch let error as SystemCallError {
            throw SnapshotError(.system, "cannot read \(name)", cause: error)
        }
    }

    /// The directories that could not be listed.
    private static func unlisted(_ listing: SourceListing) -> Set<EntryPath> {
        let obstacles = Set(listing.obstacles.filter(\.isLoss).map(\.path))
        guard !obstacles.isEmpty else { return [] }
        var paths: Set<EntryPath> = []
        for (index, item) in listing.items.enumerated() where item.status?.kind == .directory {
            guard let (directory, path) = listing.location(of: index),
                obstacles.contains(directory.fullPath(path)),
                let place = listing.entryPath(of: index)?.droppingFirst(2)
            else { continue }
            paths.insert(place)
        }
        return paths
    }
}
