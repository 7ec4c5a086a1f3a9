// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// One run of ``InPlaceRestoration``, stage by stage.
struct InPlaceRun {
    let prepared: PreparedRestore
    let place: SwapPlace
    let moment: Timestamp
    let onStage: (InPlaceStage) -> Void

    var swap: TreeSwap { TreeSwap(place: place) }

    init(
        prepared: PreparedRestore, place: SwapPlace, moment: Timestamp,
        onStage: @escaping (InPlaceStage) -> Void
    ) {
        self.prepared = prepared
        self.place = place
        self.moment = moment
        self.onStage = onStage
    }

    /// Says what would be done, and whether there is room for it.
    func preview(_ onDecision: (PlannedEntry) -> Void) throws -> RestoreReport {
        var report = try look(onDecision)
        report.inPlace = try outcome()
        if let (_, state) = try swap.current() {
            report.warnings.append(
                Warning(
                    .notQuiet, place.path,
                    state == .swapped || state == .halfSwapped
                        ? "an earlier restore in place was ended before it was finished; the next one finishes it"
                        : "an earlier restore in place was ended; the next one goes on with it, or cleans up"
                ))
        }
        return report
    }

    /// Restores.
    ///
    /// `verify`: proves the archive, or throws.
    func restore(verify: () throws -> Void) throws -> RestoreReport {
        guard place.parent.lock() else {
            throw SnapshotError(
                .refused,
                "another restore in place works in \(ScreenText.quoted(place.parent.path))")
        }
        if let finished = try recover() { return finished }
        try verify()
        onStage(.verified)
        _ = try look { _ in }
        let journal = try stage()
        let target = try DestinationTree(place.stagePath)
        var report = try write(to: target)
        try readBack(target)
        return try exchange(journal, &report)
    }

    // MARK: - The stages

    /// Goes through the plan, and makes sure that there is room for what it writes.
    private func look(_ onDecision: (PlannedEntry) -> Void) throws -> RestoreReport {
        let free = try FileSystemRoom(of: place.parent)
        // Staging directory, journal and its successor.
        var needed = FileSystemRoom(bytes: 0, inodes: 3, blockSize: free.blockSize)
        var report = try Restoration.preview(prepared) { planned in
            let action = planned.decision.action
            if action == .create || action == .replace { needed.add(planned.allocation) }
            onDecision(planned)
        }
        report.destination = place.path
        guard free.holds(needed) else {
            func text(_ room: FileSystemRoom) -> String {
                "\(room.bytes) bytes and \(room.inodes.map(String.init) ?? "any number of") files"
            }
            throw SnapshotError(
                .refused,
                "there is no room beside \(ScreenText.quoted(place.path)): \(text(needed)) are needed, \(text(free)) are free",
                hint: "both trees must fit; make room, or restore to another file system")
        }
        onStage(.hasRoom(needed: needed, free: free))
        return report
    }

    private func write(to target: DestinationTree) throws -> RestoreReport {
        let report: RestoreReport
        do {
            report = try Restoration.carryOut(prepared)
        } catch let error as SnapshotError where error.kind == .interrupted {
            throw SnapshotError(
                .interrupted, "interrupted; \(ScreenText.quoted(place.path)) is untouched",
                hint: "the same command goes on, another one cleans up")
        }
        let lost = report.notRestored.count - report.prevented
        let reasons =
            report.findings.map { "\($0)" }
            + report.notRestored.map { "\(ScreenText.quoted($0.path.bytes)): \($0.reason)" }
        if lost > 0 || !report.findings.isEmpty {
            throw notTouched("not everything could be written", reasons)
        }
        onStage(.written(place.stagePath))
        return report
    }

    private func readBack(_ target: DestinationTree) throws {
        let (entries, findings) = try StagedReading(prepared, target).run()
        guard findings.isEmpty else {
            throw notTouched("what was written does not read back", findings.map { "\($0)" })
        }
        onStage(.readBack(entries))
    }

    private func notTouched(_ what: String, _ reasons: [String]) -> SnapshotError {
        let count = reasons.count > 1 ? " and \(reasons.count - 1) more" : ""
        return SnapshotError(
            .system,
            "\(what) beside \(ScreenText.quoted(place.path)), which was not touched: \(reasons.first ?? "")\(count)",
            hint:
                "the same command goes on with what is in \(ScreenText.quoted(place.stagePath)); another one removes it"
        )
    }

    /// Lets the trees change places.
    private func exchange(
        _ journal: SwapJournal, _ report: inout RestoreReport
    ) throws -> RestoreReport {
        var journal = journal
        guard let staged = try place.stage()?.status(of: SwapPlace.treeName) else {
            throw SnapshotError(.missing, "the archive holds no directory of the site")
        }
        guard try place.inode(of: place.name) == journal.target else {
            throw notTouched("meanwhile somebody put another directory there", [])
        }
        journal.phase = .ready
        journal.staged = staged.inode
        try place.journal.replace(with: journal.encoded)
        let isAtomic: Bool
        do {
            isAtomic = try swap.swap(journal)
        } catch {
            if try swap.current()?.state == .ready {
                let errno = (error as? SystemCallError)?.errno
                // Moving a directory to another one changes the directory itself (rename(2)).
                let who =
                    errno == .permissionDenied || errno == .notPermitted
                    ? " as root or as its owner" : ""
                throw SnapshotError(
                    .system,
                    "cannot put the new tree in the place of \(ScreenText.quoted(place.path)), which is as it was",
                    hint:
                        "the new tree is in \(ScreenText.quoted(place.stagePath)); run the same command again\(who)",
                    cause: error)
            }
            throw error
        }
        onStage(.swapped(isAtomic: isAtomic))
        report.destination = place.path
        report.inPlace = try finish(journal)
        return report
    }
}
