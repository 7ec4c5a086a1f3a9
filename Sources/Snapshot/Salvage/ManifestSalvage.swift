// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Writes the entries of an archive whose manifest is proved: each has a digest of its own, so it
/// does not matter in what state its unit is.
struct ManifestSalvage {
    private let manifest: SalvagedManifest
    private let pieces: UnitPieces
    private let units: [UnitPieces.Located]
    private let tree: SalvageTree
    private let isInterrupted: @Sendable () -> Bool
    private let archive: String
    private let bag: [UInt8]

    /// `units`: the units that the manifest names, where they are.
    init(
        _ manifest: SalvagedManifest, _ pieces: UnitPieces, _ units: [UnitPieces.Located],
        _ tree: SalvageTree, _ isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.manifest = manifest
        self.pieces = pieces
        self.units = units
        self.tree = tree
        self.isInterrupted = isInterrupted
        archive = manifest.id.hex
        bag = [UInt8](manifest.description.bag.utf8)
    }

    /// Goes through the manifest once and tells what became of every entry.
    ///
    /// - Throws: ``ManifestError`` when the manifest contradicts itself: no damage does that.
    func run(_ body: (SalvagedEntry) -> Void) throws {
        var cursor = EntryCursor(try manifest.entries())
        var results: [EntryPath: SalvagedEntry] = [:]
        let targets = try linkTargets()
        func tell(_ result: SalvagedEntry) {
            if let path = result.path, targets.contains(path) { results[path] = result }
            body(result)
        }
        var index = 0
        while index < units.count {
            if isInterrupted() {
                throw SnapshotError(
                    .interrupted, "interrupted; what was salvaged before is still there")
            }
            let step = try cursor.step(units[index].unit)
            guard let file = step.largeFile else {
                try salvage(step, units[index], results, tell)
                index += 1
                continue
            }
            // All units of a large file at once: where it belongs depends on all of them.
            let first = index
            var refusal: String?
            if units[first].isThere, try pieces.read(units[first].unit) {
                refusal =
                    UnitComparison(step, raw: pieces.raw, bag: bag)
                    .refusal(ofEntryAt: 0)?.message
            }
            index += 1
            while index < units.count,
                file.dataRange.upperBound > units[index - 1].unit.tarRange.upperBound
            {
                _ = try cursor.step(units[index].unit)
                index += 1
            }
            tell(
                try LargeFileSalvage(archive: archive, tree: tree, pieces: pieces)
                    .run(
                        file, [UnitPieces.Located](units[first..<index]), proof: .manifest,
                        refusal: refusal))
        }
        try cursor.finish()
    }

    /// The files that hard links are further names of.
    private func linkTargets() throws -> Set<EntryPath> {
        var targets: Set<EntryPath> = []
        var reader = try manifest.entries()
        while true {
            switch try reader.next() {
            case .entry(let line):
                if case .hardLink(let target, _, _) = try line.entry().entry.kind {
                    targets.insert(target)
                }
            case .end: return targets
            default: continue
            }
        }
    }

    /// Writes the small entries of a unit.
    private func salvage(
        _ step: EntryCursor.Step, _ located: UnitPieces.Located,
        _ results: @autoclosure () -> [EntryPath: SalvagedEntry], _ tell: (SalvagedEntry) -> Void
    ) throws {
        guard !step.entries.isEmpty else { return }
        pieces.raw.removeAll()
        var comparison: UnitComparison?
        if located.isThere, try pieces.read(located.unit) {
            comparison = UnitComparison(step, raw: pieces.raw, bag: bag)
        }
        for (position, entry) in step.entries.enumerated() {
            let refusal = comparison?.refusal(ofEntryAt: position)?.message
            if case .hardLink(let target, let size, _) = entry.entry.kind {
                tell(try link(entry.entry, to: results()[target], size, refusal))
            } else {
                tell(try salvage(entry, in: located, refusal))
            }
        }
    }

    private func salvage(
        _ found: ManifestEntry, in located: UnitPieces.Located, _ refusal: String?
    ) throws -> SalvagedEntry {
        let entry = found.entry
        let result = SalvagedEntryBuilder(archive, entry, proof: .manifest)
        guard entry.path.isPayload else { return result.lost(Finding.outsidePayload) }
        let area = refusal == nil ? SalvageTree.Area.proved : .unproved
        let place = SalvageTree.place(area, archive, entry.restoredPath)
        switch entry.kind {
        case .directory:
            guard let restored = entry.restoredPath else { return result.proved(at: nil) }
            let place = SalvageTree.place(.proved, archive, restored)
            return try result.write(tree, at: place) { place throws(SystemCallError) in
                try tree.makeDirectory(entry, at: place)
            }
        case .symbolicLink(let target):
            if let refusal { return result.lost(refusal) }
            return try result.write(tree, at: place) { place throws(SystemCallError) in
                try tree.makeSymbolicLink(entry, to: target, at: place)
            }
        case .hardLink: return result.lost("")
        case .file(let size, let digest):
            let start = Int(found.dataOffset - located.unit.tarOffset)
            let range = start..<start + Int(size)
            let raw = pieces.raw
            let isThere = range.upperBound <= raw.count || size == 0
            if isThere, refusal == nil, Hashing.digest(of: raw, in: range) == digest,
                UnitComparison.holes(in: raw, range, of: entry, from: 0).isEmpty
            {
                return try result.write(tree, at: place, proved: 0..<size) {
                    place throws(SystemCallError) in
                    try tree.write(entry, at: place, raw, in: range)
                }
            }
            let end = min(range.upperBound, raw.count)
            guard start < end else {
                return result.lost(
                    located.isThere ? "its unit is damaged" : "its unit is missing")
            }
            let apart = SalvageTree.place(.unproved, archive, entry.restoredPath)
            var whole = entry
            whole.dataRanges = nil
            return try result.write(
                tree, at: apart, unproved: 0..<UInt64(end - start),
                reason: refusal ?? "its bytes do not have its SHA-256"
            ) { place throws(SystemCallError) in
                try tree.write(whole, at: place, raw, in: start..<end)
            }
        }
    }

    /// Makes a further name of a file that is proved.
    private func link(
        _ entry: Entry, to target: SalvagedEntry?, _ size: UInt64, _ refusal: String?
    ) throws -> SalvagedEntry {
        let result = SalvagedEntryBuilder(archive, entry, proof: .manifest)
        guard refusal == nil, let target, target.state == .proved, let existing = target.place
        else {
            return result.lost(refusal ?? "it is another name of a file that is not proved")
        }
        let place = SalvageTree.place(.proved, archive, entry.restoredPath)
        return try result.write(tree, at: place, proved: 0..<size) {
            place throws(SystemCallError) in
            try tree.makeHardLink(at: place, to: existing)
        }
    }
}
