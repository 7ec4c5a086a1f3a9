// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// The directory that a tree is written into: everything is created through descriptors below it.
///
/// Directories are made by one thread; files may be made by all.
final class DestinationTree: Sendable {
    private let root: DirectoryHandle

    /// Opens the destination, or makes it when only its last name is missing.
    init(_ path: [UInt8]) throws(SystemCallError) {
        do throws(SystemCallError) {
            root = try DirectoryHandle.open(path)
        } catch  where error.errno == .noSuchFileOrDirectory {
            let parts = SplitPath(ofDirectory: path)
            try DirectoryHandle.open(parts.directory).makeDirectory(
                named: parts.name, permissions: 0o700)
            root = try DirectoryHandle.open(path)
        }
    }

    /// The directory at a path below the destination; `nil` for the destination itself.
    func directory(at path: EntryPath?) throws(SystemCallError) -> DirectoryHandle {
        try root.directory(at: path?.bytes ?? [])
    }

    /// The directory that an entry goes into, and its name there.
    func parent(
        of path: EntryPath, _ recent: RecentDirectory
    ) throws(SystemCallError) -> (directory: DirectoryHandle, name: [UInt8]) {
        try recent.parent(of: path.bytes, below: root)
    }

    /// Makes a directory and those above it, as far as they are missing, and calls `made` with the
    /// path of each that was made, from the top down.
    ///
    /// A path from an archive may have tens of thousands of names: so no recursion, no path that is
    /// looked up again for each of its names, and none of the paths is kept.
    func makeDirectories(
        _ path: EntryPath, made: (EntryPath) -> Void = { _ in }
    ) throws(SystemCallError) {
        // Files come directory by directory, so mostly the one above is there.
        if try makeDirectory(path, made) { return }
        var current = root
        var start = 0
        while start < path.bytes.count {
            let end = path.bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.bytes.count
            let name = [UInt8](path.bytes[start..<end])
            do throws(SystemCallError) {
                current = try current.directory(at: name)
            } catch  where error.errno == .noSuchFileOrDirectory {
                try current.makeDirectory(named: name, permissions: 0o700)
                current = try current.directory(at: name)
                made(path.prefix(endingAt: end))
            }
            start = end + 1
        }
    }

    /// Makes a directory in the one above it, or finds it there; `false` when that is missing.
    private func makeDirectory(
        _ path: EntryPath, _ made: (EntryPath) -> Void
    ) throws(SystemCallError) -> Bool {
        let above: DirectoryHandle
        do throws(SystemCallError) {
            above = try directory(at: path.parent)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return false
        }
        let name = [UInt8](path.lastName)
        do throws(SystemCallError) {
            try above.makeDirectory(named: name, permissions: 0o700)
            made(path)
        } catch  where error.errno == .fileExists {
            _ = try above.directory(at: name)
        }
        return true
    }

    /// What there is at a path; `nil` when there is nothing.
    func status(at path: EntryPath) throws(SystemCallError) -> FileStatus? {
        do throws(SystemCallError) {
            return try directory(at: path.parent).status(of: [UInt8](path.lastName))
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
    }

    /// Whether there is nothing in it.
    func isEmpty() throws(SystemCallError) -> Bool {
        try root.names().isEmpty
    }

    /// A copy of a stream in a file without a name, which is gone when it is closed.
    ///
    /// - Throws: ``SnapshotError`` when interrupted, ``SystemCallError`` when it cannot be read or
    ///   written.
    func copy(of stream: OpenFile, isInterrupted: () -> Bool) throws -> OpenFile {
        let name = [UInt8](".smsbackup-stream".utf8)
        let copy: OpenFile
        if let unnamed = try root.createUnnamedFile(permissions: 0o600) {
            copy = unnamed
        } else {
            copy = try root.createFile(named: name, permissions: 0o600)
            try root.removeFile(named: name)
        }
        let buffer = ByteBuffer(capacity: 1 << 20)
        var offset: UInt64 = 0
        while true {
            if isInterrupted() { throw SnapshotError(.interrupted, "interrupted while reading") }
            let count = try stream.readAvailable(into: buffer, upTo: 1 << 20, waiting: 200)
            if count == 0 { break }
            guard count != nil else { continue }
            try copy.write(buffer, in: 0..<buffer.count, at: offset)
            offset += UInt64(buffer.count)
            buffer.removeAll()
        }
        return copy
    }

    /// Writes everything to the disk.
    func synchronize() throws(SystemCallError) {
        try root.synchronizeFileSystem()
    }
}
