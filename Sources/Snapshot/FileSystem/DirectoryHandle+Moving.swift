// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// How whole directories change places: one name in an open directory each, never a path.
extension DirectoryHandle {
    /// Exchanges what two names stand for, in one step (renameat2(2), `RENAME_EXCHANGE`).
    ///
    /// - Returns: `false` where the kernel or the file system cannot; nothing has changed then.
    func exchange(
        _ name: [UInt8], with other: [UInt8], in directory: DirectoryHandle
    ) throws(SystemCallError) -> Bool {
        let path = CPath(name)
        let otherPath = CPath(other)
        do throws(SystemCallError) {
            _ = try retrying("renameat2", path: fullPath(name)) {
                path.withPointer { from in
                    otherPath.withPointer {
                        unsafe smsb_rename_exchange(number, from, directory.number, $0)
                    }
                }
            }
            return true
        } catch  where Self.isMissing(error.errno) {
            return false
        }
    }

    /// Moves something to a name in another directory of the same file system, where nothing may
    /// have that name.
    func move(
        _ name: [UInt8], to directory: DirectoryHandle, named newName: [UInt8]
    ) throws(SystemCallError) {
        let path = CPath(name)
        let newPath = CPath(newName)
        do throws(SystemCallError) {
            _ = try retrying("renameat2", path: fullPath(name)) {
                path.withPointer { from in
                    newPath.withPointer {
                        unsafe smsb_rename_no_replace(number, from, directory.number, $0)
                    }
                }
            }
        } catch  where Self.isMissing(error.errno) {
            // Only an empty directory could be lost between the question and the answer
            // (rename(2)).
            guard try directory.status(of: newName) == nil else {
                throw SystemCallError(
                    "renameat", errno: .fileExists, path: directory.fullPath(newName))
            }
            _ = try retrying("renameat", path: fullPath(name)) {
                path.withPointer { from in
                    newPath.withPointer { unsafe renameat(number, from, directory.number, $0) }
                }
            }
        }
    }

    /// Whether an error says that there is no such operation here: an old kernel, or a file system
    /// such as NFS.
    private static func isMissing(_ errno: Errno) -> Bool {
        [.invalidArgument, .noFunction, .notSupported].contains(errno)
    }

    /// Removes a directory and everything in it; links in it are removed and not followed.
    func removeTree(named name: [UInt8]) throws(SystemCallError) {
        var open = [name]
        while let path = open.last {
            let directory = try directory(at: path)
            // A directory that was given back without these would bar its own removal.
            try AttributeSetting(number: directory.number, path: directory.path)
                .setPermissions(0o700)
            var below: [[UInt8]] = []
            for name in try directory.names() {
                if try directory.status(of: name)?.kind == .directory {
                    below.append(path + [UInt8(ascii: "/")] + name)
                } else {
                    try directory.removeFile(named: name)
                }
            }
            if below.isEmpty {
                open.removeLast()
                let slash = path.lastIndex(of: UInt8(ascii: "/"))
                let parent = try self.directory(at: slash.map { [UInt8](path[..<$0]) } ?? [])
                try parent.removeDirectory(named: slash.map { [UInt8](path[($0 + 1)...]) } ?? path)
            } else {
                open += below
            }
        }
    }

    /// Takes the directory for this process alone, until the handle is dropped (flock(2)).
    ///
    /// - Returns: `false` when another process has it. A file system without locks locks nothing.
    func lock() -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) == -1 {
            if Glibc.errno == EINTR { continue }
            return Glibc.errno != EWOULDBLOCK
        }
        return true
    }
}
