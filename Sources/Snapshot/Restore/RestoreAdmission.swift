// SPDX-License-Identifier: Apache-2.0

/// Turns the entries of a unit into what is to be done for them, and makes the directories that
/// they go to.
///
/// Used by one thread, in the order of the archive.
struct RestoreAdmission {
    private let selection: RestoreSelection
    private let placing: RestorePlacing
    private let options: RestoreOptions
    private let target: DestinationTree
    private var knownDirectories = RestorePlaces()
    private var madeDirectories = RestorePlaces()
    /// Where an entry of the archive goes already: another one must not take its place.
    private var taken = RestorePlaces()
    private var hasAskedForCase = false

    init(_ prepared: PreparedRestore, _ target: DestinationTree) {
        selection = prepared.selection
        placing = prepared.placing
        options = prepared.options
        self.target = target
    }

    /// The directories that get their attributes at the end: those that this run made, and those
    /// that an earlier run made and did not finish.
    var ownDirectories: RestorePlaces {
        options.mends ? madeDirectories.union(knownDirectories) : madeDirectories
    }

    /// The wanted entries of a unit, with the directories above them made.
    mutating func items(of step: EntryCursor.Step) throws -> [RestoreItem] {
        var items: [RestoreItem] = []
        for (position, entry) in step.entries.enumerated() {
            guard let wanted = selection.target(of: entry.entry),
                var item = item(for: wanted, of: entry, position)
            else { continue }
            if case .pending = item.outcome {
                do throws(SystemCallError) {
                    try makeDirectory(for: &item)
                } catch {
                    item.outcome = .notRestored("\(error)")
                }
            }
            items.append(item)
        }
        return items
    }

    /// What is to be done for a wanted entry; `nil` when it does not go below the destination.
    private func item(
        for wanted: Entry, of entry: ManifestEntry, _ position: Int
    ) -> RestoreItem? {
        guard wanted.path.isPayload else {
            return wanted.restoredPath.map {
                RestoreItem(
                    manifestEntry: entry, entry: wanted, path: $0, position: position,
                    outcome: .notRestored(Finding.outsidePayload))
            }
        }
        switch placing.place(of: wanted) {
        case nil: return nil
        case .at(let path):
            return RestoreItem(
                manifestEntry: entry, entry: wanted, path: path, position: position)
        case .quarantined(let path, _):
            return RestoreItem(
                manifestEntry: entry, entry: wanted, path: path, position: position,
                isQuarantined: true)
        case .refused(let path, let reason):
            return RestoreItem(
                manifestEntry: entry, entry: wanted, path: path, position: position,
                isPrevented: true, outcome: .notRestored(reason))
        }
    }

    /// Makes the directory that the item is, or that it goes to.
    private mutating func makeDirectory(for item: inout RestoreItem) throws(SystemCallError) {
        let isDirectory = item.entry.kind == .directory
        if isDirectory, let existing = try target.status(at: item.path),
            existing.kind != .directory
        {
            let decision = RestoreDecision.directory(over: existing.kind)
            item.outcome = .notRestored(decision.reason ?? "")
            return
        }
        let directory = isDirectory ? item.path : item.path.parent
        if let directory, knownDirectories.insert(directory) {
            try target.makeDirectories(directory) { _ = madeDirectories.insert($0) }
            if !hasAskedForCase {
                taken.ignoresCase = target.ignoresCase(of: directory)
                hasAskedForCase = true
            }
        }
        if isDirectory {
            item.outcome = madeDirectories.contains(item.path) ? .created([]) : .kept([])
        } else if !taken.insert(item.path) {
            item.outcome = .notRestored(RestoreDecision.takenPlace.reason ?? "")
        }
    }
}
