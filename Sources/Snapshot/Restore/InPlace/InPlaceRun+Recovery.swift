// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// How a run begins, what it finds of an earlier one, and how it ends.
extension InPlaceRun {
    /// Finishes or cleans up what an earlier run left.
    ///
    /// - Returns: the report, when that was this very restore and nothing is left to be done.
    func recover() throws -> RestoreReport? {
        guard let (journal, state) = try swap.current() else {
            guard try place.parent.status(of: place.stageName) == nil else {
                throw SnapshotError(
                    .refused, "\(ScreenText.quoted(place.stagePath)) is in the way",
                    hint: "no journal says what it is; look at it, and remove it")
            }
            return nil
        }
        switch state {
        case .staging, .ready:
            // The same restore goes on with what is there.
            if try !isOfThisRun(journal) { try swap.discard() }
            return nil
        case .halfSwapped, .swapped:
            if state == .halfSwapped { try swap.complete() }
            let isThis = journal.archive == prepared.reader.id.hex
            var report = prepared.report
            report.destination = place.path
            report.inPlace = try finish(journal)
            report.inPlace?.isFinishedEarlier = true
            return isThis ? report : nil
        case .unclear:
            throw SnapshotError(
                .refused,
                "an earlier restore in place was not finished, and somebody moved what it left",
                hint:
                    "look at \(ScreenText.quoted(place.path)), \(ScreenText.quoted(place.stagePath)) and \(ScreenText.quoted(place.parent.fullPath(journal.old))), move what is right to the first, and remove \(ScreenText.quoted(place.journalPath))"
            )
        }
    }

    private func isOfThisRun(_ journal: SwapJournal) throws -> Bool {
        try journal.archive == prepared.reader.id.hex && journal.plan == prepared.fingerprint
            && journal.target == place.inode(of: place.name)
    }

    /// Notes what is going to happen, and makes the staging directory.
    func stage() throws -> SwapJournal {
        if let (journal, _) = try swap.current() {
            // The old name may be taken by now only if somebody wants a conflict.
            try makeStage()
            return journal
        }
        let journal = SwapJournal(
            phase: .staging, archive: prepared.reader.id.hex, plan: prepared.fingerprint,
            target: try place.inode(of: place.name), staged: nil,
            old: try place.freeName("old", moment),
            quarantine: try place.freeName("quarantine", moment))
        try place.journal.replace(with: journal.encoded)
        try makeStage()
        return journal
    }

    private func makeStage() throws {
        guard try place.parent.status(of: place.stageName) == nil else { return }
        try place.parent.makeDirectory(named: place.stageName, permissions: 0o700)
        try place.parent.synchronize()
    }

    /// Gives everything its last name and says where it is.
    func finish(_ journal: SwapJournal) throws -> InPlaceOutcome {
        let left = try swap.finish(journal)
        var outcome = try outcome()
        if left.old { outcome.oldTree = place.parent.fullPath(journal.old) }
        if left.quarantine { outcome.quarantine = place.parent.fullPath(journal.quarantine) }
        return outcome
    }

    /// Where things are before anything is done.
    func outcome() throws -> InPlaceOutcome {
        InPlaceOutcome(
            target: place.path,
            undoneName: place.parent.fullPath(try place.freeName("undone", moment)))
    }
}
