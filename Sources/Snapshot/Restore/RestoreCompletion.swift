// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// What comes after the last file: the attributes of directories, and the times that are data, once
/// more.
struct RestoreCompletion {
    private let prepared: PreparedRestore
    private let target: DestinationTree
    private let directories: RestorePlaces
    private let attributes: AttributeRestoring
    /// When the archive was made: the time of the directories that the archive itself added.
    private let created: Timestamp

    /// `directories`: those that get their attributes; others keep what they have.
    init(_ prepared: PreparedRestore, _ target: DestinationTree, directories: RestorePlaces) {
        self.prepared = prepared
        attributes = AttributeRestoring(prepared.options.attributes)
        self.target = target
        self.directories = directories
        created = prepared.reader.description.created
    }

    /// Sets the attributes of the directories, the deepest first, then looks after the copy lists
    /// and, last of all, after every `SYSTEM.MAP`.
    func run(_ report: inout RestoreReport) throws {
        var timed: [(file: TimedFile, path: EntryPath, time: Timestamp)] = []
        let failed = Set(report.notRestored.map(\.path))
        try prepared.forEachLine {
            Self.canMatter($0)
        } _: { line in
            let entry = try line.entry().entry
            if entry.kind == .directory, let path = prepared.placing.place(of: entry)?.path {
                // Setting the times of a directory does not touch the one above it, but a mode
                // without "x" would bar the way down: so from the bottom up, which is their
                // order in the archive.
                if directories.contains(path) {
                    report.attributes.add(try finish(path, entry.attributes))
                }
            } else if let file = TimedFile(entry), let path = place(of: entry),
                !failed.contains(path)
            {
                timed.append((file, path, entry.attributes.modified))
            }
        }
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

    /// Whether the entry of a line can be a directory, or a file whose time is data; `false` is
    /// certain.
    private static func canMatter(_ line: Span<UInt8>) -> Bool {
        guard let glance = LineGlance(line) else { return true }
        return line.extracting(glance.type).isEqual(to: "dir")
            || TimedFile.canBeOne(line.extracting(glance.path))
    }

    private func finish(_ path: EntryPath, _ wanted: FileAttributes) throws -> [Warning] {
        do throws(SystemCallError) {
            var wanted = wanted
            let isGenerated = wanted == .generated(permissions: 0o755, at: created)
            if isGenerated, !ProcessPrivileges.mayChangeOwners {
                // No file system ever held this directory: it belongs to whoever restores.
                let own = try target.directory(at: path).status()
                (wanted.ownerID, wanted.groupID) = (own.ownerID, own.groupID)
            }
            return try attributes.finish(path, wanted, in: target)
        } catch {
            return [Warning(.attribute, path.bytes, "its attributes could not be set: \(error)")]
        }
    }
}
