// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A small file that says how far something is, so that it can be finished after a crash.
///
/// It is replaced whole and is on the disk before ``replace(with:)`` returns.
struct JournalFile {
    private let directory: DirectoryHandle
    private let name: [UInt8]

    init(_ directory: DirectoryHandle, named name: [UInt8]) {
        self.directory = directory
        self.name = name
    }

    /// What a run that was killed while it wrote leaves behind; the next one writes over it.
    private var newName: [UInt8] { Self.newName(of: name) }

    /// The name that the new content has until it is whole.
    static func newName(of name: [UInt8]) -> [UInt8] { name + [UInt8](".new".utf8) }

    /// The content, or `nil` when there is no such file.
    ///
    /// - Throws: ``SystemCallError`` when it cannot be read, is no file, or has more than `limit`
    ///   bytes.
    func bytes(limit: Int) throws(SystemCallError) -> [UInt8]? {
        do throws(SystemCallError) {
            let file = try directory.file(at: name)
            let path = directory.fullPath(name)
            guard try file.status().kind == .file else {
                throw SystemCallError("openat", errno: .invalidArgument, path: path)
            }
            let bytes = try file.bytes(at: 0, count: limit + 1)
            guard bytes.count <= limit else {
                throw SystemCallError("read", errno: .fileTooLarge, path: path)
            }
            return bytes
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
    }

    /// Puts new content under the name and on the disk.
    func replace(with bytes: [UInt8]) throws(SystemCallError) {
        try directory.removeFileIfThere(named: newName)
        try directory.replaceFile(
            named: name, through: newName, with: bytes, permissions: 0o600)
    }

    /// Removes the file; it need not be there.
    func remove() throws(SystemCallError) {
        try directory.removeFileIfThere(named: newName)
        try directory.removeFileIfThere(named: name)
        try directory.synchronize()
    }
}
