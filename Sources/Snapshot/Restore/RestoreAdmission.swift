// SPDX-License-Identifier: Apache-2.0

/// Turns the entries of a unit into what is to be done for them, and makes the directories that
/// they go to.
///
/// Used by one thread, in the order of the archive.
struct RestoreAdmission {
    private let selection: RestoreSelection
    private let placing: RestorePlacing
    private let options: RestoreOptions
    private var places: PlaceAdmission

    init(_ prepared: PreparedRestore, _ target: DestinationTree) {
        selection = prepared.selection
        placing = prepared.placing
        options = prepared.options
        places = PlaceAdmission(target)
    }

    /// The directories that get their attributes at the end: those that this run made, and those
    /// that an earlier run made and did not finish.
    var ownDirectories: RestorePlaces {
        options.mends ? places.made.union(places.known) : places.made
    }

    /// The wanted entries of a unit, with the directories above them made.
    mutating func items(of step: EntryCursor.Step) throws -> [RestoreItem] {
        var items: [RestoreItem] = []
        for (position, entry) in step.entries.enumerated() {
            guard let wanted = selection.target(of: entry.entry),
                var item = item(for: wanted, of: entry, position)
            else { continue }
            if case .pending = item.outcome {
                places.admit(&item)
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
}
