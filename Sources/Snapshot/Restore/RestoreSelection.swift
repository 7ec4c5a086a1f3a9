// SPDX-License-Identifier: Apache-2.0

/// What of an archive is restored: found in one pass over the manifest, before anything is written.
struct RestoreSelection {
    private let options: RestoreOptions
    /// For a file that is not wanted itself: the first wanted name of it, which gets its bytes.
    private var standIns: [EntryPath: ManifestEntry] = [:]
    /// Wanted entries.
    private(set) var count = 0
    /// Bytes of the files that are wanted.
    private(set) var bytes: UInt64 = 0

    init(_ reader: ArchiveReader, _ options: RestoreOptions) throws {
        self.options = options
        var manifest = try reader.entries()
        reading: while true {
            switch try manifest.next() {
            case .entry(let entry): add(entry)
            case .end: break reading
            default: continue
            }
        }
        if !options.components.isEmpty || !options.patterns.isEmpty { try fillStandIns(reader) }
    }

    private var wantedLinkTargets: [EntryPath: ManifestEntry] = [:]

    private mutating func add(_ entry: ManifestEntry) {
        guard options.selects(entry.entry) else { return }
        count += 1
        bytes += entry.entry.storedSize
        if case .hardLink(let target, _, _) = entry.entry.kind, wantedLinkTargets[target] == nil {
            wantedLinkTargets[target] = entry
        }
    }

    /// A wanted hard link to a file that is not wanted must bring the file's bytes with it.
    private mutating func fillStandIns(_ reader: ArchiveReader) throws {
        guard !wantedLinkTargets.isEmpty else { return }
        var manifest = try reader.entries()
        while true {
            let item = try manifest.next()
            if case .end = item { return }
            guard case .entry(let entry) = item, let link = wantedLinkTargets[entry.entry.path],
                !options.selects(entry.entry)
            else { continue }
            standIns[entry.entry.path] = link
            bytes += entry.entry.storedSize
        }
    }

    /// Whether a wanted hard link is another name of the file at this path in the archive.
    func isLinkTarget(_ path: EntryPath) -> Bool {
        wantedLinkTargets[path] != nil
    }

    /// What to do with an entry: itself, another name of it that stands in for it, or nothing.
    func target(of entry: Entry) -> Entry? {
        if let link = standIns[entry.path] {
            var standIn = link.entry
            standIn.kind = entry.kind
            standIn.dataRanges = entry.dataRanges
            return standIn
        }
        if case .hardLink(let target, _, _) = entry.kind, let first = standIns[target]?.entry {
            // The first wanted name was written with the file; the others become links to it.
            guard first.path != entry.path, options.selects(entry) else { return nil }
            var link = entry
            link.kind = .hardLink(
                to: first.path, size: entry.content?.size ?? 0,
                digest: entry.content?.digest ?? Digest(words: (0, 0, 0, 0)))
            return link
        }
        return options.selects(entry) ? entry : nil
    }
}
