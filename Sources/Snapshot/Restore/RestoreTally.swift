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
        switch item.outcome {
        case .created(let warnings):
            report.created += 1
            report.bytes += item.entry.storedSize
            report.attributes.add(warnings)
        case .replaced(let warnings):
            report.replaced += 1
            report.bytes += item.entry.storedSize
            report.attributes.add(warnings)
        case .kept(let warnings):
            report.kept += 1
            report.attributes.add(warnings)
        case .notRestored(let reason):
            report.prevented += item.isPrevented ? 1 : 0
            report.notRestored.append(RestoreReport.NotRestored(path: item.path, reason: reason))
            return
        case .pending: return
        }
        report.quarantined += item.isQuarantined ? 1 : 0
        if case .file = item.entry.kind, selection.isLinkTarget(item.manifestEntry.entry.path) {
            linkable.insert(item.path)
        }
    }
}
