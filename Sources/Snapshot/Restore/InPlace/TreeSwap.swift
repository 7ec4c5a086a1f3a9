// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Lets the new tree and the old one change places, and cleans up behind them.
///
/// Each step can be repeated: after a crash it is done if it was not done, and not done twice.
struct TreeSwap {
    let place: SwapPlace

    /// What the journal says, and what really happened; `nil` without a journal.
    func current() throws -> (journal: SwapJournal, state: SwapJournal.State)? {
        guard let bytes = try place.journal.bytes(limit: SwapJournal.limit) else { return nil }
        let name = ScreenText.quoted(place.journalPath)
        let journal: SwapJournal
        do {
            journal = try SwapJournal(bytes, place: name)
        } catch {
            throw SnapshotError(
                .refused, "\(name) is in the way: it is no journal of this program",
                hint: "look at it, and remove it", cause: error)
        }
        let state = journal.state(
            target: try place.inode(of: place.name),
            staged: try place.stage()?.status(of: SwapPlace.treeName)?.inode,
            old: try place.inode(of: journal.old))
        return (journal, state)
    }

    /// Puts the new tree in the place of the old one.
    ///
    /// - Returns: whether it was one step.
    func swap(_ journal: SwapJournal) throws -> Bool {
        guard let stage = try place.stage() else {
            throw SystemCallError("openat", errno: .noSuchFileOrDirectory, path: place.stagePath)
        }
        let parent = place.parent
        var isAtomic = true
        if journal.target == nil {
            try stage.move(SwapPlace.treeName, to: parent, named: place.name)
        } else if try !stage.exchange(SwapPlace.treeName, with: place.name, in: parent) {
            isAtomic = false
            try parent.move(place.name, to: parent, named: journal.old)
            do throws(SystemCallError) {
                try moveIn(stage)
            } catch {
                // Without this the target would be missing until somebody looks.
                try? parent.move(journal.old, to: parent, named: place.name)
                throw error
            }
        }
        try parent.synchronize()
        try stage.synchronize()
        return isAtomic
    }

    /// Goes on where the old tree was moved away and the new one is not yet in its place.
    func complete() throws {
        if let stage = try place.stage() { try moveIn(stage) }
        try place.parent.synchronize()
    }

    private func moveIn(_ stage: DirectoryHandle) throws(SystemCallError) {
        try stage.move(SwapPlace.treeName, to: place.parent, named: place.name)
    }

    /// Gives the old tree and the quarantine their names, and removes what is not needed any more.
    ///
    /// - Returns: which of the two are there.
    func finish(_ journal: SwapJournal) throws -> (old: Bool, quarantine: Bool) {
        let parent = place.parent
        if let stage = try place.stage() {
            for (name, final) in [
                (SwapPlace.treeName, journal.old), (SwapPlace.quarantineName, journal.quarantine),
            ] where try stage.status(of: name) != nil {
                try stage.move(name, to: parent, named: final)
            }
            try parent.synchronize()
            try parent.removeDirectory(named: place.stageName)
        }
        try parent.synchronize()
        try place.journal.remove()
        return (
            try parent.status(of: journal.old) != nil,
            try parent.status(of: journal.quarantine) != nil
        )
    }

    /// Removes a new tree that will not be used, and its journal.
    func discard() throws(SystemCallError) {
        if try place.parent.status(of: place.stageName) != nil {
            try place.parent.removeTree(named: place.stageName)
        }
        try place.parent.synchronize()
        try place.journal.remove()
    }
}
