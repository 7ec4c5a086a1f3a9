// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// The target of a restore in place, and the names beside it.
struct SwapPlace {
    /// The directory that holds the target.
    let parent: DirectoryHandle
    /// The target's name.
    let name: [UInt8]

    /// Finds the target; links in its path are followed.
    ///
    /// - Throws: ``SnapshotError`` when it is something that cannot change places.
    init(_ target: [UInt8]) throws {
        let text = ScreenText.quoted(target)
        if try FileStatus.following(target) == nil {
            let parts = SplitPath(ofDirectory: target)
            parent = try DirectoryHandle.open(DirectoryHandle.resolve(parts.directory))
            name = parts.name
        } else {
            (parent, name) = try DirectoryHandle.openParent(
                ofResolved: DirectoryHandle.resolve(target))
        }
        guard EntryPath.isName(name) else {
            throw SnapshotError(.usage, "\(text) is no directory that could be replaced")
        }
        guard let status = try parent.status(of: name) else { return }
        guard status.kind == .directory else {
            throw SnapshotError(
                .usage, "\(text) is a \(status.kind.title), expected the directory of a site")
        }
        guard try parent.status().device == status.device else {
            throw SnapshotError(
                .refused, "\(text) is a file system of its own, and cannot change places",
                hint: "mount the file system one level higher, and name the directory in it")
        }
    }

    /// The path of the target.
    var path: [UInt8] { parent.fullPath(name) }
    /// The directory that the new tree is written into.
    var stageName: [UInt8] { hidden("stage") }
    /// The path of it.
    var stagePath: [UInt8] { parent.fullPath(stageName) }
    /// The journal.
    var journal: JournalFile { JournalFile(parent, named: hidden("journal")) }
    /// The path of the journal.
    var journalPath: [UInt8] { parent.fullPath(hidden("journal")) }

    /// The new tree in the staging directory.
    static let treeName = [UInt8](ComponentKind.tree.folder.utf8)
    /// What goes to the quarantine, in the staging directory.
    static let quarantineName = [UInt8](RestoreLayout.quarantine.utf8)

    private func hidden(_ what: String) -> [UInt8] {
        [UInt8(ascii: ".")] + name + [UInt8](".smsbackup-\(what)".utf8)
    }

    /// The inode of the directory under a name; `nil` for nothing.
    func inode(of name: [UInt8]) throws(SystemCallError) -> UInt64? {
        try parent.status(of: name)?.inode
    }

    /// The staging directory; `nil` when there is none.
    func stage() throws(SystemCallError) -> DirectoryHandle? {
        guard try parent.status(of: stageName) != nil else { return nil }
        return try parent.directory(at: stageName)
    }

    /// A name beside the target that is free, with a date in it.
    func freeName(_ word: String, _ moment: Timestamp) throws -> [UInt8] {
        for number in 1...1_000 {
            let suffix = number == 1 ? "" : "-\(number)"
            let free = name + [UInt8](".\(word)-\(moment.compactDescription)\(suffix)".utf8)
            if try parent.status(of: free) == nil { return free }
        }
        throw SystemCallError("openat", errno: .fileExists, path: path)
    }
}
