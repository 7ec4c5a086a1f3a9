// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// What a restore does below its destination: always one name in an open directory, never a path.
extension DirectoryHandle {
    /// Creates a directory; an existing one is an error.
    func makeDirectory(named name: [UInt8], permissions: mode_t) throws(SystemCallError) {
        let path = CPath(name)
        _ = try retrying("mkdirat", path: fullPath(name)) {
            path.withPointer { unsafe mkdirat(number, $0, permissions) }
        }
    }

    /// Creates a symbolic link; whatever it points to is neither looked at nor needed.
    func makeSymbolicLink(named name: [UInt8], target: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        let target = CPath(target)
        _ = try retrying("symlinkat", path: fullPath(name)) {
            path.withPointer { name in
                target.withPointer { unsafe symlinkat($0, number, name) }
            }
        }
    }

    /// Gives a file in `directory` one more name here; a symbolic link is linked itself, not
    /// followed.
    func makeHardLink(
        named name: [UInt8], to existing: [UInt8], in directory: DirectoryHandle
    ) throws(SystemCallError) {
        let path = CPath(name)
        let existingPath = CPath(existing)
        _ = try retrying("linkat", path: fullPath(name)) {
            path.withPointer { name in
                existingPath.withPointer {
                    unsafe linkat(directory.number, $0, number, name, 0)
                }
            }
        }
    }

    /// Removes a name that is no directory.
    func removeFile(named name: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        _ = try retrying("unlinkat", path: fullPath(name)) {
            path.withPointer { unsafe unlinkat(number, $0, 0) }
        }
    }

    /// Removes a name that is no directory; it need not be there.
    func removeFileIfThere(named name: [UInt8]) throws(SystemCallError) {
        do throws(SystemCallError) {
            try removeFile(named: name)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return
        }
    }

    /// Removes an empty directory.
    func removeDirectory(named name: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        _ = try retrying("unlinkat", path: fullPath(name)) {
            path.withPointer { unsafe unlinkat(number, $0, AT_REMOVEDIR) }
        }
    }

    /// Moves a file over whatever file has the new name, in one step.
    func rename(_ name: [UInt8], to newName: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        let newPath = CPath(newName)
        _ = try retrying("renameat", path: fullPath(newName)) {
            path.withPointer { from in
                newPath.withPointer { unsafe renameat(number, from, number, $0) }
            }
        }
    }

    /// Moves a file to a name that must be free (renameat2(2), `RENAME_NOREPLACE`).
    func renameWithoutReplacing(_ name: [UInt8], to newName: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        let newPath = CPath(newName)
        _ = try retrying("renameat2", path: fullPath(newName)) {
            path.withPointer { from in
                newPath.withPointer { unsafe smsb_rename_no_replace(number, from, number, $0) }
            }
        }
    }

    /// Opens a file without a name in this directory (open(2), `O_TMPFILE`).
    ///
    /// - Returns: `nil` where the file system has no such files.
    func createUnnamedFile(permissions: mode_t) throws(SystemCallError) -> OpenFile? {
        let path = CPath([UInt8(ascii: ".")])
        do throws(SystemCallError) {
            let descriptor = try retrying("openat", path: self.path) {
                path.withPointer {
                    unsafe openat(number, $0, smsb_O_TMPFILE | O_RDWR | O_CLOEXEC, permissions)
                }
            }
            return OpenFile(owning: DescriptorHandle(owning: descriptor), path: self.path)
        } catch
            where [.notSupported, .isDirectory, .invalidArgument, .noSuchFileOrDirectory]
            .contains(error.errno)
        {
            return nil
        }
    }

    /// Gives an unnamed file a name that must be free.
    func link(_ file: OpenFile, named name: [UInt8]) throws(SystemCallError) {
        let path = CPath(name)
        _ = try retrying("linkat", path: fullPath(name)) {
            path.withPointer { unsafe smsb_link_descriptor(file.number, number, $0) }
        }
    }

    /// Makes new and changed names in the directory survive a power failure.
    func synchronize() throws(SystemCallError) {
        _ = try retrying("fsync", path: path) { fsync(number) }
    }

    /// Writes the whole file system that the directory lies on to its disk.
    func synchronizeFileSystem() throws(SystemCallError) {
        _ = try retrying("syncfs", path: path) { smsb_syncfs(number) }
    }
}
