// SPDX-License-Identifier: Apache-2.0

/// Gathers both sides and puts the differences together.
struct ComparisonGathering {
    private let options: ComparisonOptions
    private let old: any ComparedSide
    private let new: any ComparedSide
    private let live: LiveSide?
    private var ignored: [Int]
    private var notCompared: Set<String> = []

    init(
        _ options: ComparisonOptions, old: any ComparedSide, new: any ComparedSide, live: LiveSide?
    ) {
        self.options = options
        self.old = old
        self.new = new
        self.live = live
        ignored = [Int](repeating: 0, count: options.volatile.texts.count)
    }

    mutating func report() throws -> ComparisonReport {
        let (before, documents) = try gather(old, isOld: true)
        let (after, others) = try gather(new, isOld: false)
        guard before.count + after.count > 0 else {
            throw SnapshotError(
                .missing, "there is nothing to compare: no entry matches",
                hint: "write patterns as list shows the paths")
        }
        var comparison = EntryComparison(before, after, options.tolerance)
        var entries: [EntryDifference] = []
        let (oldCode, newCode) = (Self.prefix(old.site), Self.prefix(new.site))
        comparison.run { difference in
            if new.unseen.covers(difference.path) || old.unseen.covers(difference.path) { return }
            let code = difference.aspects == [.added] ? newCode : oldCode
            if let index = options.volatile.index(matching: (code + difference.path.bytes)[...]) {
                ignored[index] += 1
            } else {
                entries.append(difference)
            }
        }
        var meaning = Self.siteChanges(old.site, new.site)
        var remarks = Self.remarks(comparison.shifted)
        for path in live?.unsteady ?? [] {
            remarks.append("\(ScreenText.quoted(path.bytes)) changed while it was read")
        }
        if options.comparesMeaning {
            let found = try MeaningComparison(old, documents, new, others)
            meaning += found.changes
            remarks += found.remarks
        }
        return ComparisonReport(
            oldSite: old.site, newSite: new.site, meaning: meaning, entries: entries,
            compared: (before.count, after.count),
            ignored: zip(options.volatile.texts, ignored).map { .init(pattern: $0, count: $1) },
            notCompared: notCompared.sorted(), remarks: remarks,
            failures: old.unseen.reasons + new.unseen.reasons,
            read: (live?.filesRead ?? 0, live?.bytesRead ?? 0))
    }

    private mutating func gather(
        _ side: any ComparedSide, isOld: Bool
    ) throws -> (EntryTable, [ComparedDocument]) {
        var table = EntryTable()
        var documents: [ComparedDocument] = []
        var missing: Set<String> = []
        let code = Self.prefix(side.site)
        let (options, live) = (options, live)
        try side.forEachEntry { entry in
            guard let component = entry.component, let place = entry.placeInSite else { return }
            let path = (code + place.bytes)[...]
            guard
                options.patterns.isEmpty
                    || options.patterns.contains(where: { $0.matches(path.span) })
            else { return }
            if isOld, let words = live?.live.notGiven(component, place.bytes[...]) {
                if entry.content != nil { missing.insert(words) }
                return
            }
            table.add(entry, at: place)
            if let document = entry.comparedDocument,
                options.volatile.index(matching: path) == nil
            {
                documents.append(document)
            }
        }
        notCompared.formUnion(missing)
        table.sort()
        return (table, documents)
    }

    /// The first name of all paths as `list` shows them, with a slash.
    private static func prefix(_ site: SiteIdentity) -> [UInt8] {
        [UInt8](site.code.utf8) + [UInt8(ascii: "/")]
    }

    private static func siteChanges(_ old: SiteIdentity, _ new: SiteIdentity) -> [MeaningChange] {
        old.code == new.code
            ? []
            : [
                MeaningChange(
                    .site, .changed, name: "site code", old: ScreenText.quoted(old.code),
                    new: ScreenText.quoted(new.code))
            ]
    }

    /// What is tolerated and must still be known: by the time of System.map clients decide.
    private static func remarks(_ shifted: [(path: EntryPath, hours: Int64)]) -> [String] {
        guard let first = shifted.first else { return [] }
        var remarks = [
            "times apart by whole hours are taken for the same, the first at \(ScreenText.quoted(first.path.bytes)) (\(first.hours) h)"
        ]
        for (path, hours) in shifted where path.bytes.starts(with: "system-map/".utf8) {
            remarks.append(
                "the time of \(ScreenText.quoted(path.bytes)) is apart by \(hours) h: if its file system did not do that, the site's clients install again"
            )
        }
        return remarks
    }
}
