// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// A file that appears whole under its name, or does not appear.
///
/// It has no name while it is written (`O_TMPFILE`), so a process that is killed leaves nothing
/// behind. Where the file system cannot do that, it has a temporary name in the same directory.
/// ``publish()`` writes it to the disk, gives it its name without ever replacing one, and writes
/// the directory to the disk. Dropping the value before that removes the temporary name.
final class PublishedFile {
    /// The file, open for reading and writing.
    let file: OpenFile
    private let directory: DirectoryHandle
    private let name: [UInt8]
    /// The name that the file has meanwhile, or `nil` when it has none.
    private var temporaryName: [UInt8]?
    /// Whether the file stands under its name.
    private(set) var isPublished = false

    /// Opens a new file that is to be called `name` in `directory`.
    ///
    /// - Throws: `EEXIST` when that name is taken.
    init(in directory: DirectoryHandle, named name: [UInt8]) throws(SystemCallError) {
        self.directory = directory
        self.name = name
        if try directory.status(of: name) != nil {
            throw SystemCallError("openat", errno: .fileExists, path: directory.fullPath(name))
        }
        if let unnamed = try directory.createUnnamedFile(permissions: 0o600) {
            file = unnamed
            return
        }
        (file, temporaryName) = try Self.createNamed(in: directory, like: name)
    }

    deinit {
        // Only on a path that already fails; there is nobody to tell.
        if let temporaryName { try? directory.removeFile(named: temporaryName) }
    }

    /// The path that the file will have.
    var path: [UInt8] { directory.fullPath(name) }

    /// Makes everything that was written survive a power failure; the file still has no name.
    ///
    /// After an error nothing is known about the file, and it must not be published: the kernel
    /// reports a lost write only once (fsync(2)).
    func synchronize() throws(SystemCallError) {
        try file.synchronize()
    }

    /// Gives the file its name.
    ///
    /// When the directory cannot be written to the disk, nobody knows whether the name would
    /// survive a power failure, so it is taken back; ``isPublished`` tells whether that worked.
    ///
    /// - Throws: `EEXIST` when somebody else took the name meanwhile; theirs is left alone.
    func publish() throws(SystemCallError) {
        try giveName()
        isPublished = true
        do throws(SystemCallError) {
            try directory.synchronize()
        } catch {
            try? withdraw()
            throw error
        }
    }

    /// Takes the name back, if it is still this file's.
    private func withdraw() throws(SystemCallError) {
        guard try directory.status(of: name)?.identity == file.status().identity else { return }
        try directory.removeFile(named: name)
        isPublished = false
    }

    private func giveName() throws(SystemCallError) {
        if let temporary = temporaryName {
            do throws(SystemCallError) {
                try directory.renameWithoutReplacing(temporary, to: name)
            } catch  where error.errno == .invalidArgument || error.errno == .noFunction {
                // No RENAME_NOREPLACE here (NFS, some FUSE): a second link refuses a taken name as
                // well.
                try directory.makeHardLink(named: name, to: temporary, in: directory)
                try directory.removeFile(named: temporary)
            }
            temporaryName = nil
        } else {
            try directory.link(file, named: name)
        }
    }

    private static func createNamed(
        in directory: DirectoryHandle, like name: [UInt8]
    ) throws(SystemCallError) -> (OpenFile, [UInt8]?) {
        // Names of 255 bytes have no room for more.
        let base = [UInt8](".".utf8) + name.prefix(200) + [UInt8](".partial-\(getpid())-".utf8)
        var attempt = 0
        while true {
            let temporary = base + [UInt8](String(attempt).utf8)
            do throws(SystemCallError) {
                return (try directory.createFile(named: temporary, permissions: 0o600), temporary)
            } catch  where error.errno == .fileExists && attempt < 1_000 {
                attempt += 1
            }
        }
    }
}
