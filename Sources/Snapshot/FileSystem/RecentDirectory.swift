// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Keeps the directory open that was asked for last: the files of one directory come one after the
/// other, and to find it again for each costs as much as to open the file.
///
/// What is opened is beneath the root at that moment (``DirectoryHandle``). Somebody may move it
/// away afterwards, so it is kept for one unit of the archive, not longer. One thread uses it.
final class RecentDirectory {
    private var last: (root: DirectoryHandle, path: ArraySlice<UInt8>, directory: DirectoryHandle)?

    /// The directory that holds what lies at a relative path below a root, and the name it has
    /// there.
    func parent(
        of path: [UInt8], below root: DirectoryHandle
    ) throws(SystemCallError) -> (directory: DirectoryHandle, name: [UInt8]) {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return (root, path) }
        let name = [UInt8](path[(slash + 1)...])
        let above = path[..<slash]
        if let last, last.root === root, last.path == above { return (last.directory, name) }
        let directory = try root.directory(at: [UInt8](above))
        last = (root, above, directory)
        return (directory, name)
    }

    /// Closes the directory.
    func forget() {
        last = nil
    }
}
