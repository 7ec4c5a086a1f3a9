// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Gives each entry its place below the destination once, and makes the directories that lead there.
///
/// Used by one thread, in the order of the archive.
struct PlaceAdmission {
    private let target: DestinationTree
    /// The directories that entries went to or were.
    private(set) var known = RestorePlaces()
    /// Of these and of those above them, the ones that this run made.
    private(set) var made = RestorePlaces()
    /// Where an entry of the archive goes already: another one must not take its place.
    private var taken = RestorePlaces()
    private var hasAskedForCase = false

    init(_ target: DestinationTree) {
        self.target = target
    }

    /// Makes the directory that the item is, or that it goes to; where it cannot be at its place,
    /// its outcome says so.
    mutating func admit(_ item: inout RestoreItem) {
        do throws(SystemCallError) {
            try makeDirectory(for: &item)
        } catch {
            item.outcome = .notRestored("\(error)")
        }
    }

    private mutating func makeDirectory(for item: inout RestoreItem) throws(SystemCallError) {
        let isDirectory = item.entry.kind == .directory
        // What this run made is one.
        if isDirectory, !made.contains(item.path),
            let existing = try target.status(at: item.path), existing.kind != .directory
        {
            let decision = RestoreDecision.directory(over: existing.kind)
            item.outcome = .notRestored(decision.reason ?? "")
            return
        }
        let directory = isDirectory ? item.path : item.path.parent
        if let directory, known.insert(directory) {
            try target.makeDirectories(directory) { _ = made.insert($0) }
            if !hasAskedForCase {
                taken.ignoresCase = target.ignoresCase(of: directory)
                hasAskedForCase = true
            }
        }
        if isDirectory {
            item.outcome = made.contains(item.path) ? .created([]) : .kept([])
        } else if !taken.insert(item.path) {
            item.outcome = .notRestored(RestoreDecision.takenPlace.reason ?? "")
        }
    }
}
