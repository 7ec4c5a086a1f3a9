// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// A directory of this process alone (mode 0700), removed with everything in it when it is over.
///
/// A process that is killed by SIGKILL leaves it behind; its name begins with
/// `smsbackup-scratch-` and says which process it was.
final class ScratchDirectory {
    /// Its absolute path without links.
    let path: [UInt8]
    /// The directory.
    let handle: DirectoryHandle
    private let parent: DirectoryHandle
    private let name: [UInt8]
    private let device: UInt64

    /// The directory that a scratch directory is made in: `parent`, or else the one that `TMPDIR`
    /// names, or `/var/tmp`; absolute and without links.
    static func place(_ parent: [UInt8]?) throws(SystemCallError) -> DirectoryHandle {
        try DirectoryHandle.open(try DirectoryHandle.resolve(parent ?? TemporaryFile.directory))
    }

    /// Makes a new one below `parent`.
    init(in parent: DirectoryHandle) throws(SystemCallError) {
        var attempt = 0
        while true {
            let name = [UInt8]("smsbackup-scratch-\(getpid())-\(attempt)".utf8)
            do throws(SystemCallError) {
                try parent.makeDirectory(named: name, permissions: 0o700)
                self.name = name
                break
            } catch  where error.errno == .fileExists && attempt < 1_000 {
                attempt += 1
            }
        }
        self.parent = parent
        path = parent.fullPath(name)
        do throws(SystemCallError) {
            handle = try parent.directory(at: name)
            let status = try handle.status()
            device = status.device
            // The mode of a new directory is less what the umask takes away, or what a default
            // access control list says.
            if status.permissions & 0o777 != 0o700 {
                try AttributeSetting(number: handle.number, path: path).setPermissions(0o700)
            }
        } catch {
            // On a path that already fails, and what is removed is ours and empty.
            try? parent.removeDirectory(named: name)
            throw error
        }
    }

    /// Calls `body` with each directory in it, itself included, and with what lies directly there.
    ///
    /// Each directory comes before those below it. A restored one that this user may not open is
    /// passed over, with all that is below it.
    func forEachDirectory(
        _ body: (_ path: [UInt8], _ entries: [(name: [UInt8], status: FileStatus)]) throws -> Void
    ) throws {
        var waiting: [[UInt8]] = [[]]
        while let path = waiting.popLast() {
            guard let directory = try directory(at: path) else { continue }
            let entries = try entries(of: directory)
            try body(path, entries)
            for entry in entries.reversed() where entry.status.kind == .directory {
                waiting.append(Self.join(path, entry.name))
            }
        }
    }

    /// A directory in it; `nil` when this user may not open it.
    private func directory(at path: [UInt8]) throws(SystemCallError) -> DirectoryHandle? {
        do throws(SystemCallError) {
            return try handle.directory(at: path)
        } catch  where error.errno == .permissionDenied {
            return nil
        }
    }

    /// The bytes of all blocks that are allocated in it, each file once.
    func allocatedBytes() throws -> UInt64 {
        var blocks = try handle.status().blocks
        var seen: Set<FileStatus.Identity> = []
        try forEachDirectory { _, entries in
            for (_, status) in entries {
                let isShared = status.kind != .directory && status.linkCount > 1
                if isShared, !seen.insert(status.identity).inserted { continue }
                blocks &+= status.blocks
            }
        }
        let (bytes, overflow) = blocks.multipliedReportingOverflow(by: 512)
        return overflow ? .max : bytes
    }

    /// Removes it with everything in it, as far as that is possible; links are not followed, and
    /// another file system that somebody mounted in it is left alone.
    ///
    /// - Throws: the first error; something is left then.
    func remove() throws(SystemCallError) {
        var firstError: SystemCallError?
        var waiting: [(path: [UInt8], isEmptied: Bool)] = [([], false)]
        while let (path, isEmptied) = waiting.popLast() {
            do throws(SystemCallError) {
                if isEmptied {
                    try removeEmpty(path)
                } else {
                    waiting.append((path, true))
                    let directory = try handle.directory(at: path)
                    for (name, status) in try entries(of: directory) {
                        guard status.kind == .directory else {
                            try directory.removeFile(named: name)
                            continue
                        }
                        guard status.device == device else {
                            throw SystemCallError(
                                "unlinkat", errno: .resourceBusy, path: directory.fullPath(name))
                        }
                        // What was restored may be closed to its own owner.
                        if status.permissions & 0o700 != 0o700 {
                            try directory.setPermissions(0o700, ofDirectory: name)
                        }
                        waiting.append((Self.join(path, name), false))
                    }
                }
            } catch {
                firstError = firstError ?? error
            }
        }
        if let firstError { throw firstError }
    }

    private func removeEmpty(_ path: [UInt8]) throws(SystemCallError) {
        guard !path.isEmpty else { return try parent.removeDirectory(named: name) }
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
            return try handle.removeDirectory(named: path)
        }
        try handle.directory(at: [UInt8](path[..<slash])).removeDirectory(
            named: [UInt8](path[(slash + 1)...]))
    }

    private func entries(
        of directory: DirectoryHandle
    ) throws(SystemCallError) -> [(name: [UInt8], status: FileStatus)] {
        var entries: [(name: [UInt8], status: FileStatus)] = []
        for name in try directory.names() {
            if let status = try directory.status(of: name) { entries.append((name, status)) }
        }
        return entries
    }

    private static func join(_ path: [UInt8], _ name: [UInt8]) -> [UInt8] {
        path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
    }
}

extension DirectoryHandle {
    /// Sets the permissions of a directory that this user owns and may be unable to open
    /// (fchmodat(2)); in a private directory only, for a link would be followed.
    fileprivate func setPermissions(
        _ permissions: mode_t, ofDirectory name: [UInt8]
    ) throws(SystemCallError) {
        let path = CPath(name)
        _ = try retrying("fchmodat", path: fullPath(name)) {
            path.withPointer { unsafe fchmodat(number, $0, permissions, 0) }
        }
    }
}
