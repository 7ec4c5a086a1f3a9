// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// What comes after the last file: the attributes of directories, and `SYSTEM.MAP` once more.
struct RestoreCompletion {
    private let reader: ArchiveReader
    private let target: DestinationTree
    private let made: Set<EntryPath>
    private let attributes = AttributeRestoring()
    /// When the archive was made: the time of the directories that the archive itself added.
    private let created: Timestamp

    /// `made`: the directories that the restore made; others keep their attributes.
    init(_ reader: ArchiveReader, _ target: DestinationTree, made: Set<EntryPath>) {
        self.reader = reader
        self.target = target
        self.made = made
        created = reader.description.created
    }

    /// Sets the attributes of the directories, the deepest first, then looks after every
    /// `SYSTEM.MAP`.
    func run(_ selection: RestoreSelection, _ report: inout RestoreReport) throws {
        var directories: [(path: EntryPath, attributes: FileAttributes)] = []
        var maps: [(path: EntryPath, attributes: FileAttributes)] = []
        let failed = Set(report.notRestored.map(\.path))
        var manifest = try reader.entries()
        reading: while true {
            switch try manifest.next() {
            case .entry(let line):
                guard canMatter(line) else { continue }
                let found = try line.entry()
                guard let path = found.entry.restoredPath else { continue }
                if found.entry.kind == .directory, made.contains(path) {
                    directories.append((path, found.entry.attributes))
                } else if Self.isSystemMap(found.entry), selection.target(of: found.entry) != nil,
                    !failed.contains(path)
                {
                    maps.append((path, found.entry.attributes))
                }
            case .end: break reading
            default: continue
            }
        }
        // Setting the times of a directory does not touch the one above it, but a mode without "x"
        // would bar the way down: so from the bottom up, which is their order in the archive.
        for (path, attributes) in directories {
            report.warnings += try finish(path, attributes)
        }
        for (path, attributes) in maps { report.findings += try finishMap(path, attributes) }
    }

    /// Whether the entry of a line can be a directory that was made, or a map; `false` is certain.
    private func canMatter(_ line: ManifestLine) -> Bool {
        guard let path = line.plainPath.flatMap({ EntryPath(bytes: [UInt8]($0)) }) else {
            return true
        }
        return Self.isSystemMapName(path) || path.droppingFirst(1).map(made.contains) == true
    }

    private static func isSystemMap(_ entry: Entry) -> Bool {
        guard case .file = entry.kind else { return false }
        return isSystemMapName(entry.path)
    }

    private static func isSystemMapName(_ path: EntryPath) -> Bool {
        DirectoryHandle.lowercased([UInt8](path.lastName)).elementsEqual("system.map".utf8)
    }

    private func finish(_ path: EntryPath, _ wanted: FileAttributes) throws -> [Warning] {
        do throws(SystemCallError) {
            let directory = try target.directory(at: path)
            var wanted = wanted
            let isGenerated = wanted == .generated(permissions: 0o755, at: created)
            if isGenerated, !ProcessPrivileges.mayChangeOwners {
                // No file system ever held this directory: it belongs to whoever restores.
                let own = try directory.status()
                (wanted.ownerID, wanted.groupID) = (own.ownerID, own.groupID)
            }
            let problems = attributes.apply(
                wanted, to: directory.number, entry: path, at: directory.path)
            return problems
                + attributes.differences(try directory.status(), from: wanted, entry: path)
        } catch {
            return [Warning(.attribute, path.bytes, "its attributes could not be set: \(error)")]
        }
    }

    /// Sets the time of a `SYSTEM.MAP` again, now that nothing else will be written, and reads it
    /// back.
    private func finishMap(_ path: EntryPath, _ wanted: FileAttributes) throws -> [Finding] {
        do throws(SystemCallError) {
            let directory = try target.directory(at: path.parent)
            let file = try directory.file(at: [UInt8](path.lastName))
            try AttributeSetting(number: file.number, path: file.path).setModified(wanted.modified)
            let found = try file.status().modified
            if found == wanted.modified { return [] }
            return [
                Finding(
                    .restored, path: path,
                    "its modification time is \(found), the archive says \(wanted.modified): every client would reinstall (Q166771)"
                )
            ]
        } catch {
            return [
                Finding(
                    .restored, path: path, "its modification time could not be checked: \(error)")
            ]
        }
    }
}
