// SPDX-License-Identifier: Apache-2.0

/// Counts what became of the entries, and makes hard links once their files are there.
///
/// Used by one thread, in the order of the archive.
struct RestoreTally {
    /// What was done so far.
    private(set) var report: RestoreReport
    private let selection: RestoreSelection
    private let placing: RestorePlacing
    private let restoring: EntryRestoring
    /// The files that wanted links point to, as far as they are there with their bytes proved.
    private var linkable: Set<EntryPath> = []

    init(_ prepared: PreparedRestore, _ restoring: EntryRestoring) {
        report = prepared.report
        selection = prepared.selection
        placing = prepared.placing
        self.restoring = restoring
    }

    /// Takes what was seen.
    mutating func add(_ findings: [Finding]) {
        report.findings += findings
    }

    /// Makes the item if it is a hard link, now that everything before it is written, and counts
    /// it.
    mutating func complete(_ item: RestoreItem) {
        guard case .pending = item.outcome, case .hardLink(let target, _, _) = item.entry.kind
        else { return count(item) }
        var item = item
        let file = placing.place(of: target, isDirectory: false)?.path
        // Something else may have the file's name: only what this run proved is linked to.
        if let file, linkable.contains(file) {
            item.outcome = restoring.makeHardLink(item, to: file)
        } else {
            item.outcome = .notRestored(
                ExistingEntries.isLinkToNothing(file ?? target.droppingFirst(1) ?? target))
        }
        count(item)
    }

    /// Counts what became of an item.
    mutating func count(_ item: RestoreItem) {
        guard report.count(item) else { return }
        if case .file = item.entry.kind, selection.isLinkTarget(item.manifestEntry.entry.path) {
            linkable.insert(item.path)
        }
    }
}

extension RestoreReport {
    /// Counts what became of an item.
    ///
    /// - Returns: whether it is at its place.
    mutating func count(_ item: RestoreItem) -> Bool {
        switch item.outcome {
        case .created(let warnings):
            created += 1
            bytes += item.entry.storedSize
            attributes.add(warnings)
        case .replaced(let warnings):
            replaced += 1
            bytes += item.entry.storedSize
            attributes.add(warnings)
        case .kept(let warnings):
            kept += 1
            attributes.add(warnings)
        case .notRestored(let reason):
            prevented += item.isPrevented ? 1 : 0
            notRestored.append(NotRestored(path: item.path, reason: reason))
            return false
        case .pending: return false
        }
        quarantined += item.isQuarantined ? 1 : 0
        return true
    }
}
