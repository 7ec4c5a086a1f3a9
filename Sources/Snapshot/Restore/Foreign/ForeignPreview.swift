// SPDX-License-Identifier: Apache-2.0

/// Says what a restore of a foreign archive into an empty directory would do, entry by entry.
struct ForeignPreview {
    /// Longer paths are not looked up name by name: the restore itself will say what is above them.
    private static let longestChain = 4_096

    private(set) var report: RestoreReport
    /// Where something that is no directory goes.
    private var taken = RestorePlaces()
    private var directories = RestorePlaces()
    /// The directories that are entries themselves.
    private var listed = RestorePlaces()
    private var files = RestorePlaces()

    init(_ report: RestoreReport) {
        self.report = report
    }

    /// The decision about the next entry.
    mutating func decide(_ entry: Entry) -> PlannedEntry {
        let path = entry.restoredPath ?? entry.path
        let decision = decision(entry, at: path)
        let isMade = decision.action == .create
        if isMade, entry.kind.isFile { _ = files.insert(path) }
        let planned = PlannedEntry(
            decision: decision, path: path, bytes: isMade ? entry.storedSize : 0,
            isQuarantined: false, isDirectory: entry.kind == .directory)
        switch decision.action {
        case .create: report.created += 1
        case .refuse:
            report.refuse(path, decision.reason ?? "")
        default: report.kept += 1
        }
        report.bytes = report.bytes.clampedSum(with: planned.bytes)
        return planned
    }

    private mutating func decision(_ entry: Entry, at path: EntryPath) -> RestoreDecision {
        if path.bytes.count <= Self.longestChain {
            var above = path.parent
            while let directory = above {
                if taken.contains(directory) {
                    return RestoreDecision(
                        .refuse, "\(ScreenText.quoted(directory.bytes)) is no directory")
                }
                _ = directories.insert(directory)
                above = directory.parent
            }
        }
        if entry.kind == .directory {
            if taken.contains(path) { return .takenPlace }
            _ = directories.insert(path)
            return RestoreDecision(listed.insert(path) ? .create : .keep)
        }
        if directories.contains(path) {
            return RestoreDecision(.refuse, "a directory has its name")
        }
        guard taken.insert(path) else { return .takenPlace }
        if case .hardLink(let target, _, _) = entry.kind {
            let file = target.droppingFirst(1) ?? target
            guard files.contains(file) else {
                return RestoreDecision(.refuse, ExistingEntries.isLinkToNothing(file))
            }
            _ = files.insert(path)
        }
        return RestoreDecision(.create)
    }
}
