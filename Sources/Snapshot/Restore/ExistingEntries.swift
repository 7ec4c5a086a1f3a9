// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Looks at what exists where entries are to go, as far as a decision needs it.
struct ExistingEntries {
    let overwrite: RestoreOptions.Overwrite

    /// What is to be done with an entry that is no hard link.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - name: The name it gets.
    ///   - directory: Where it gets it; `nil` when the directory does not exist either.
    /// - Returns: what is to be done, and why.
    /// - Throws: ``SystemCallError`` when what exists cannot be looked at.
    func decision(
        for entry: Entry, named name: [UInt8], in directory: DirectoryHandle?
    ) throws(SystemCallError) -> RestoreDecision {
        let existing = try directory?.status(of: name)
        return try .decide(entry.kind, over: existing?.kind, overwrite) {
            () throws(SystemCallError) in
            guard let directory, let existing else { return false }
            if case .symbolicLink(let target) = entry.kind {
                guard existing.kind == .symbolicLink else { return false }
                return try directory.linkTarget(of: name) == target
            }
            return try Self.hasContent(entry, existing, name, in: directory)
        }
    }

    /// What is to be done with a hard link.
    ///
    /// `file`: which file it is to be another name of; `nil` when that is not there yet.
    func decision(
        forLink link: Entry, to file: FileStatus.Identity?, named name: [UInt8],
        in directory: DirectoryHandle?
    ) throws(SystemCallError) -> RestoreDecision {
        let existing = try directory?.status(of: name)
        return try .decide(link.kind, over: existing?.kind, overwrite) {
            file != nil && existing?.identity == file
        }
    }

    /// Whether the file that exists has the entry's bytes: by digest, never by its time.
    static func hasContent(
        _ entry: Entry, _ status: FileStatus, _ name: [UInt8], in directory: DirectoryHandle
    ) throws(SystemCallError) -> Bool {
        guard let content = entry.content, status.kind == .file, status.size == content.size else {
            return false
        }
        return try directory.file(at: name).digest() == content.digest
    }

    /// The sentence about a hard link whose file is not at its place.
    static func isLinkToNothing(_ existing: EntryPath) -> String {
        "\(ScreenText.quoted(existing.bytes)), which it is a link to, was not restored"
    }
}

extension OpenFile {
    /// The digest of all bytes from the current position on.
    func digest() throws(SystemCallError) -> Digest {
        let buffer = ByteBuffer(capacity: 1 << 20)
        var hashing = Hashing()
        while try read(into: buffer, upTo: 1 << 20) > 0 {
            hashing.update(buffer, in: 0..<buffer.count)
            buffer.removeAll()
        }
        return hashing.finish()
    }
}
