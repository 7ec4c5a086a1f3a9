// SPDX-License-Identifier: Apache-2.0

/// What of an archive is restored: found in one pass over the manifest, before anything is written.
struct RestoreSelection {
    private let options: RestoreOptions
    /// For a file that is not wanted itself: the first wanted name of it, which gets its bytes.
    private var standIns: [EntryPath: ManifestEntry] = [:]
    /// Wanted entries.
    private(set) var count = 0
    /// Entries that are not wanted.
    private(set) var notWanted = 0
    /// Whether one of the wanted entries is of those that may do harm at their place.
    private(set) var mayHarm = false
    /// The child sites that were asked for and are there.
    private(set) var foundChildren: Set<SiteCode> = []
    /// Bytes of the files that are wanted.
    private(set) var bytes: UInt64 = 0

    /// For each unit before the metadata, whether something in it is wanted.
    private(set) var wantsUnit: [Bool]

    /// How many units something is wanted of.
    var unitCount: Int { wantsUnit.count { $0 } }

    init(_ reader: ArchiveReader, _ options: RestoreOptions) throws {
        self.options = options
        wantsUnit = [Bool](repeating: options.isEverything, count: reader.payloadUnitCount)
        if options.isEverything {
            try takeEverything(of: reader)
            return
        }
        try reader.forEachLine { line in
            if options.canSelect(line) { add(try line.entry(), reader.units) }
        }
        notWanted = reader.entryCount - count
        try fillStandIns(reader)
    }

    /// Takes the manifest's own numbers: most of its lines need not be decoded a second time.
    private mutating func takeEverything(of reader: ArchiveReader) throws {
        count = reader.entryCount
        bytes = UInt64(clamping: reader.totals.bytes)
        try reader.forEachLine {
            Self.isPeculiar($0)
        } _: { line in
            let entry = try line.entry()
            note(entry)
            // The totals count the bytes of a file for each of its names.
            if case .hardLink(_, let size, _) = entry.entry.kind { bytes -= min(bytes, size) }
        }
    }

    /// Whether the entry of a line can be anything but a harmless file or directory; `false` is
    /// certain.
    private static func isPeculiar(_ line: Span<UInt8>) -> Bool {
        guard let glance = LineGlance(line) else { return true }
        let type = line.extracting(glance.type)
        return !type.isEqual(to: "file") && !type.isEqual(to: "dir")
            || HazardSearch.mayHarm(line.extracting(glance.path))
    }

    private var wantedLinkTargets: [EntryPath: ManifestEntry] = [:]

    private mutating func add(_ entry: ManifestEntry, _ units: [Unit]) {
        guard options.selects(entry.entry) else { return }
        count += 1
        bytes = bytes.clampedSum(with: entry.entry.storedSize)
        note(entry)
        want(entry, units)
    }

    private mutating func note(_ entry: ManifestEntry) {
        if !mayHarm { mayHarm = HazardSearch.mayHarm(entry.entry.path.bytes.span) }
        if !options.children.isEmpty, entry.entry.component == .child,
            let code = RestoreOptions.child(of: entry.entry)
        {
            foundChildren.insert(code)
        }
        if case .hardLink(let target, _, _) = entry.entry.kind, wantedLinkTargets[target] == nil {
            wantedLinkTargets[target] = entry
        }
    }

    /// Marks the units from the entry's header to the end of its bytes.
    private mutating func want(_ entry: ManifestEntry, _ units: [Unit]) {
        // The first unit that ends behind the header.
        var (index, limit) = (0, wantsUnit.count)
        while index < limit {
            let middle = index + (limit - index) / 2
            if units[middle].tarRange.upperBound > entry.headerOffset {
                limit = middle
            } else {
                index = middle + 1
            }
        }
        let end = max(entry.dataRange.upperBound, entry.headerOffset + 1)
        while index < wantsUnit.count, units[index].tarOffset < end {
            wantsUnit[index] = true
            index += 1
        }
    }

    /// A wanted hard link to a file that is not wanted must bring the file's bytes with it.
    private mutating func fillStandIns(_ reader: ArchiveReader) throws {
        guard !wantedLinkTargets.isEmpty else { return }
        try reader.forEachEntry { line in
            if let path = line.plainPath.flatMap({ EntryPath(bytes: [UInt8]($0)) }),
                wantedLinkTargets[path] == nil
            {
                return
            }
            let entry = try line.entry()
            guard let link = wantedLinkTargets[entry.entry.path], !options.selects(entry.entry)
            else { return }
            standIns[entry.entry.path] = link
            bytes = bytes.clampedSum(with: entry.entry.storedSize)
            want(entry, reader.units)
        }
    }

    /// Whether a file that is not wanted is restored under the name of another one.
    var hasStandIns: Bool { !standIns.isEmpty }

    /// What to do with the entry of a line, which is decoded only if it can matter; and the entry.
    func target(of line: ManifestLine) throws -> (target: Entry, of: Entry)? {
        if standIns.isEmpty, !options.canSelect(line) { return nil }
        let entry = try line.entry().entry
        return target(of: entry).map { ($0, entry) }
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
