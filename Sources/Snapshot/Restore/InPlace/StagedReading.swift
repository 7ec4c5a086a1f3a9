// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Reads back what was written and compares it with the archive, file by file.
struct StagedReading {
    private let prepared: PreparedRestore
    private let target: DestinationTree

    init(_ prepared: PreparedRestore, _ target: DestinationTree) {
        self.prepared = prepared
        self.target = target
    }

    /// Compares kind, content, target of links, and the times that are data.
    ///
    /// - Returns: how many entries are right, and what is not.
    /// - Throws: ``SnapshotError`` when it was interrupted, ``ManifestError``.
    func run() throws -> (entries: Int, findings: [Finding]) {
        var (entries, findings) = (0, [Finding]())
        try prepared.forEachLine { line in
            guard let entry = try prepared.selection.target(of: line)?.target,
                let path = prepared.placing.place(of: entry)?.path
            else { return }
            if prepared.options.isInterrupted() {
                throw SnapshotError(.interrupted, "interrupted; the target is untouched")
            }
            if let problem = problem(of: entry, at: path) {
                findings.append(Finding(.restored, path: path, problem))
            } else {
                entries += 1
            }
        }
        return (entries, findings)
    }

    /// What is wrong with an entry; `nil` when it is right.
    private func problem(of entry: Entry, at path: EntryPath) -> String? {
        do throws(SystemCallError) {
            let directory = try target.directory(at: path.parent)
            let name = [UInt8](path.lastName)
            guard let status = try directory.status(of: name) else { return "it is not there" }
            switch entry.kind {
            case .directory:
                return status.kind == .directory ? nil : "it is a \(status.kind.title)"
            case .symbolicLink(let linkTarget):
                guard status.kind == .symbolicLink else { return "it is a \(status.kind.title)" }
                return try directory.linkTarget(of: name) == linkTarget
                    ? nil : "it leads elsewhere"
            case .file(let size, let digest), .hardLink(_, let size, let digest):
                guard status.kind == .file else { return "it is a \(status.kind.title)" }
                let file = try directory.file(at: name)
                // From the disk, as far as the kernel lets go of what it has.
                file.dropCache()
                guard status.size == size, try file.digest() == digest else {
                    return "what was read back is not what the archive holds"
                }
                return TimedFile(entry).flatMap {
                    $0.finding(path, status.modified, entry.attributes.modified)?.message
                }
            }
        } catch {
            return "it could not be read back: \(error)"
        }
    }
}
