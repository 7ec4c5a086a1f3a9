// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// How what the user gave, and what NT wrote, is found.
extension DirectoryHandle {
    /// The names in the directory that are `name` without regard to the case of ASCII letters.
    ///
    /// NT keeps the case of a name and does not care for it; a mounted or copied site shows every
    /// spelling.
    func names(matching name: String) throws(SystemCallError) -> [[UInt8]] {
        let wanted = Self.lowercased([UInt8](name.utf8))
        return try names().filter { Self.lowercased($0) == wanted }
    }

    /// The name with ASCII letters in lower case; other bytes stay, whatever encoding they have.
    static func lowercased(_ name: [UInt8]) -> [UInt8] {
        name.map { lowercased($0) }
    }

    /// A byte of a name, an ASCII letter in lower case.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// The absolute path without links that a path of the user's leads to (realpath(3)).
    static func resolve(_ path: [UInt8]) throws(SystemCallError) -> [UInt8] {
        let name = CPath(path)
        let resolved = name.withPointer { unsafe realpath($0, nil) }
        guard let resolved = unsafe resolved else { throw SystemCallError("realpath", path: path) }
        defer { unsafe free(resolved) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }

    /// Opens a directory by a path that the user gave; `nil` when nothing has its name.
    static func openIfThere(_ path: [UInt8]) throws(SystemCallError) -> DirectoryHandle? {
        do throws(SystemCallError) {
            return try open(path)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
    }

    /// Opens the directory that holds a resolved path, and gives the last name of it.
    static func openParent(
        ofResolved path: [UInt8]
    ) throws(SystemCallError) -> (directory: DirectoryHandle, name: [UInt8]) {
        let parts = SplitPath(path)
        return (try open(parts.directory), parts.name)
    }

    /// Whether the directory is the one with this identity or lies somewhere below it.
    func isAtOrBelow(_ identity: FileStatus.Identity) throws(SystemCallError) -> Bool {
        var path = self.path
        var current = self
        while true {
            let own = try current.status().identity
            if own == identity { return true }
            path += [UInt8]("/..".utf8)
            let parent = try Self.open(path)
            if try parent.status().identity == own { return false }
            current = parent
        }
    }
}

extension DirectoryHandle {
    /// Why the file at a relative path could not be read, asked without opening it (faccessat(2)
    /// with the effective user); `nil` when it may be.
    func obstacleToReading(_ relative: [UInt8]) -> SystemCallError? {
        // Longer paths than one call takes are simply tried when their turn comes.
        guard relative.count < 4_000 else { return nil }
        let name = CPath(relative)
        do throws(SystemCallError) {
            _ = try retrying("faccessat", path: fullPath(relative)) {
                name.withPointer { unsafe faccessat(number, $0, R_OK, AT_EACCESS) }
            }
            return nil
        } catch {
            return error
        }
    }
}

extension DirectoryHandle {
    /// The directories at a path below this one, whatever the case of the letters A to Z in it.
    func directories(matching path: some Sequence<ArraySlice<UInt8>>) throws(SystemCallError)
        -> [DirectoryHandle]
    {
        var found = [self]
        for wanted in path {
            let key = Self.lowercased([UInt8](wanted))
            var next: [DirectoryHandle] = []
            for directory in found {
                for name in try directory.names() where Self.lowercased(name) == key {
                    guard try directory.status(of: name)?.kind == .directory else { continue }
                    next.append(try directory.directory(at: name))
                }
            }
            found = next
        }
        return found
    }
}
