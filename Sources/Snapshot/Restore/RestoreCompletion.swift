// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// What comes after the last file: the attributes of directories, and the times that are data, once
/// more.
struct RestoreCompletion {
    private let prepared: PreparedRestore
    private let target: DestinationTree
    private let directories: RestorePlaces

    /// `directories`: those that get their attributes; others keep what they have.
    init(_ prepared: PreparedRestore, _ target: DestinationTree, directories: RestorePlaces) {
        self.prepared = prepared
        self.target = target
        self.directories = directories
    }

    /// Sets the attributes of the directories, then looks after the copy lists and, last of all,
    /// after every `SYSTEM.MAP`.
    func run(_ report: inout RestoreReport) throws {
        var timed: [(file: TimedFile, path: EntryPath, time: Timestamp)] = []
        let failed = Set(report.notRestored.map(\.path))
        let finishing = try DirectoryFinishing(prepared, target, directories, report.attributes) {
            entry in
            if let file = TimedFile(entry), let path = place(of: entry), !failed.contains(path) {
                timed.append((file, path, entry.attributes.modified))
            }
        }
        try OrderedPipeline(workers: finishing.workers).run(finishing)
        report.attributes = finishing.tally
        // Maintenance Manager compares the lists with the map, so the map is the last.
        for kind in [TimedFile.copyList, .systemMap] {
            for (file, path, time) in timed where file == kind {
                report.findings += file.settle(path, time, in: target)
            }
        }
    }

    /// Where a wanted file went, when that is its own place.
    private func place(of entry: Entry) -> EntryPath? {
        guard let wanted = prepared.selection.target(of: entry),
            case .at(let path) = prepared.placing.place(of: wanted)
        else { return nil }
        return path
    }
}
