// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Says what a restore would do, entry by entry, and changes nothing.
struct RestorePreview {
    private let prepared: PreparedRestore
    private let existing: ExistingEntries
    /// What becomes of the files that wanted links point to, by their paths at the destination.
    private var linkTargets: [EntryPath: RestoreDecision.Action] = [:]
    /// Where an entry of the archive goes already.
    private var taken = RestorePlaces()

    init(_ prepared: PreparedRestore) {
        self.prepared = prepared
        existing = ExistingEntries(overwrite: prepared.options.overwrite)
    }

    /// Fills the report with what would be created, replaced, kept and left out.
    mutating func fill(
        _ report: inout RestoreReport, _ destination: [UInt8],
        _ onDecision: (PlannedEntry) -> Void
    ) throws {
        let target = try Self.existing(destination)
        try prepared.forEachLine { line in
            guard let wanted = try prepared.selection.target(of: line),
                let planned = decide(wanted.target, at: target)
            else { return }
            if case .file = wanted.of.kind, prepared.selection.isLinkTarget(wanted.of.path) {
                linkTargets[planned.path] = planned.decision.action
            }
            onDecision(planned)
            Self.count(planned, in: &report)
        }
    }

    /// The decision about an entry; `nil` for one that does not go below the destination.
    private mutating func decide(
        _ entry: Entry, at target: DestinationTree?
    ) -> PlannedEntry? {
        guard entry.path.isPayload else {
            return entry.restoredPath.map {
                planned(entry, at: $0, RestoreDecision(.refuse, Finding.outsidePayload))
            }
        }
        guard let place = prepared.placing.place(of: entry) else { return nil }
        if entry.kind != .directory, let path = place.path, !taken.insert(path) {
            return planned(entry, at: path, .takenPlace)
        }
        switch place {
        case .refused(let path, let reason):
            var planned = planned(entry, at: path, RestoreDecision(.refuse, reason))
            planned.isPrevented = true
            return planned
        case .at(let path):
            return planned(entry, at: path, decision(entry, at: path, in: target))
        case .quarantined(let path, let reason):
            let decision = decision(entry, at: path, in: target)
            return planned(
                entry, at: path,
                RestoreDecision(decision.action, decision.reason ?? reason), isQuarantined: true)
        }
    }

    private func decision(
        _ entry: Entry, at path: EntryPath, in target: DestinationTree?
    ) -> RestoreDecision {
        do throws(SystemCallError) {
            let directory = try directory(of: path, in: target)
            let name = [UInt8](path.lastName)
            if case .hardLink(let file, _, _) = entry.kind {
                return try link(entry, to: file, named: name, in: directory, target)
            }
            return try existing.decision(for: entry, named: name, in: directory)
        } catch {
            return RestoreDecision(.refuse, "\(error)")
        }
    }

    private func link(
        _ entry: Entry, to file: EntryPath, named name: [UInt8], in directory: DirectoryHandle?,
        _ target: DestinationTree?
    ) throws(SystemCallError) -> RestoreDecision {
        let place = prepared.placing.place(of: file, isDirectory: false)?.path
        guard let place, let action = linkTargets[place], action != .refuse else {
            return RestoreDecision(
                .refuse, ExistingEntries.isLinkToNothing(place ?? file.droppingFirst(1) ?? file))
        }
        // A file that is made, or replaced, is not yet the one that exists.
        let identity = action == .keep ? try target?.status(at: place)?.identity : nil
        return try existing.decision(forLink: entry, to: identity, named: name, in: directory)
    }

    /// The directory that an entry goes to; `nil` when it is not there yet.
    private func directory(
        of path: EntryPath, in target: DestinationTree?
    ) throws(SystemCallError) -> DirectoryHandle? {
        do throws(SystemCallError) {
            return try target?.directory(at: path.parent)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
    }

    private func planned(
        _ entry: Entry, at path: EntryPath, _ decision: RestoreDecision,
        isQuarantined: Bool = false
    ) -> PlannedEntry {
        let writes = decision.action == .create || decision.action == .replace
        var planned = PlannedEntry(
            decision: decision, path: path, bytes: writes ? entry.storedSize : 0,
            isQuarantined: isQuarantined, isDirectory: entry.kind == .directory)
        if writes {
            planned.allocation =
                entry.dataRanges.map { $0.reduce(0) { $0.clampedSum(with: UInt64($1.count)) } }
                ?? entry.storedSize
        }
        return planned
    }

    private static func count(_ planned: PlannedEntry, in report: inout RestoreReport) {
        report.bytes = report.bytes.clampedSum(with: planned.bytes)
        switch planned.decision.action {
        case .create: report.created += 1
        case .replace: report.replaced += 1
        case .keep: report.kept += 1
        case .skip: report.skipped += 1
        case .refuse:
            report.prevented += planned.isPrevented ? 1 : 0
            report.notRestored.append(
                .init(path: planned.path, reason: planned.decision.reason ?? ""))
        }
        if planned.isQuarantined, planned.decision.action != .refuse { report.quarantined += 1 }
    }

    private static func existing(_ destination: [UInt8]) throws -> DestinationTree? {
        guard try DirectoryHandle.openIfThere(destination) != nil else { return nil }
        return try DestinationTree(destination)
    }
}
