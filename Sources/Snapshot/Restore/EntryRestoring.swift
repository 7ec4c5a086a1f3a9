// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Restores single entries below the destination, each according to what exists there.
struct EntryRestoring {
    let target: DestinationTree
    let overwrite: RestoreOptions.Overwrite
    let attributes = AttributeRestoring()

    /// Restores one small entry whose bytes are in `raw`; hard links wait until their files are
    /// there.
    ///
    /// `start` is where the entry's bytes lie in `raw`.
    func restore(_ item: inout RestoreItem, from raw: ByteBuffer, at start: Int) {
        do throws(SystemCallError) {
            switch item.entry.kind {
            case .directory, .hardLink: return
            case .symbolicLink(let linkTarget):
                item.outcome = try makeSymbolicLink(item, to: linkTarget)
            case .file(let size, let digest):
                let range = start..<(start + Int(size))
                guard range.upperBound <= raw.count, Hashing.digest(of: raw, in: range) == digest
                else {
                    item.outcome = .notRestored(
                        "its content is lost: it does not have its SHA-256")
                    return
                }
                try writeFile(&item, raw, range)
            }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
    }

    private func writeFile(
        _ item: inout RestoreItem, _ raw: ByteBuffer, _ range: Range<Int>
    ) throws(SystemCallError) {
        guard let file = try create(&item) else { return }
        do throws(SystemCallError) {
            try file.write(raw, in: range, at: 0)
            let warnings = try file.finish(attributes)
            item.outcome = file.isReplacement ? .replaced(warnings) : .created(warnings)
        } catch {
            file.discard()
            throw error
        }
    }

    /// Creates the file of an item; `nil` when something is there that stays.
    func create(_ item: inout RestoreItem) throws(SystemCallError) -> DestinationFile? {
        let directory = try target.directory(at: item.path.parent)
        let name = [UInt8](item.path.lastName)
        guard let existing = try directory.status(of: name) else {
            return try DestinationFile(item.entry, at: item.path, in: directory, replacing: false)
        }
        if overwrite == .never {
            item.outcome = .notRestored("it exists already")
        } else if existing.kind == .directory {
            item.outcome = .notRestored("a directory has its name")
        } else if overwrite == .changed, try hasContent(item.entry, existing, name, in: directory) {
            item.outcome = .kept
        } else {
            return try DestinationFile(item.entry, at: item.path, in: directory, replacing: true)
        }
        return nil
    }

    /// Whether the file that exists has the entry's bytes: by digest, never by its time.
    private func hasContent(
        _ entry: Entry, _ status: FileStatus, _ name: [UInt8], in directory: DirectoryHandle
    ) throws(SystemCallError) -> Bool {
        guard let content = entry.content, status.kind == .file, status.size == content.size else {
            return false
        }
        let file = try directory.file(at: name)
        let buffer = ByteBuffer(capacity: 1 << 20)
        var hashing = Hashing()
        while try file.read(into: buffer, upTo: 1 << 20) > 0 {
            hashing.update(buffer, in: 0..<buffer.count)
            buffer.removeAll()
        }
        return hashing.finish() == content.digest
    }

    private func makeSymbolicLink(
        _ item: RestoreItem, to linkTarget: [UInt8]
    ) throws(SystemCallError) -> RestoreItem.Outcome {
        let directory = try target.directory(at: item.path.parent)
        let name = [UInt8](item.path.lastName)
        if let existing = try directory.status(of: name) {
            if existing.kind == .symbolicLink, try directory.linkTarget(of: name) == linkTarget {
                return .kept
            }
            guard overwrite != .never, existing.kind != .directory else {
                return .notRestored("it exists already")
            }
            try directory.removeFile(named: name)
        }
        try directory.makeSymbolicLink(named: name, target: linkTarget)
        let wanted = item.entry.attributes
        if ProcessPrivileges.mayChangeOwners {
            try directory.setOwner(wanted.ownerID, group: wanted.groupID, ofLink: name)
        }
        try directory.setModified(wanted.modified, ofLink: name)
        return .created([])
    }

    /// Makes one more name of a file that this run proved.
    func makeHardLink(_ item: RestoreItem, to existing: EntryPath) -> RestoreItem.Outcome {
        do throws(SystemCallError) {
            let directory = try target.directory(at: item.path.parent)
            let name = [UInt8](item.path.lastName)
            let existingDirectory = try target.directory(at: existing.parent)
            let existingName = [UInt8](existing.lastName)
            guard let file = try existingDirectory.status(of: existingName), file.kind == .file
            else {
                return .notRestored(
                    "\(ScreenText.quoted(existing.bytes)), which it is a link to, was not restored")
            }
            if let taken = try directory.status(of: name) {
                if taken.identity == file.identity { return .kept }
                guard overwrite != .never, taken.kind != .directory else {
                    return .notRestored("it exists already")
                }
                try directory.removeFile(named: name)
            }
            try directory.makeHardLink(named: name, to: existingName, in: existingDirectory)
            return .created([])
        } catch {
            return .notRestored("\(error)")
        }
    }
}
