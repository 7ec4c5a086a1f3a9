// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// How much a file system still takes, or how much something needs of it.
public struct FileSystemRoom: Sendable, Hashable {
    /// Bytes.
    public internal(set) var bytes: UInt64
    /// Files and directories; `nil` where the file system has no limit that it tells.
    public internal(set) var inodes: UInt64?
    /// The bytes in which files grow.
    let blockSize: UInt64

    init(bytes: UInt64, inodes: UInt64?, blockSize: UInt64) {
        self.bytes = bytes
        self.inodes = inodes
        self.blockSize = max(1, blockSize)
    }

    /// What is free for this process on the file system of a directory (fstatvfs(3)).
    init(of directory: DirectoryHandle) throws(SystemCallError) {
        var status = statvfs()
        _ = try retrying("fstatvfs", path: directory.path) {
            unsafe fstatvfs(directory.number, &status)
        }
        let blockSize = UInt64(max(1, status.f_frsize))
        let (bytes, isOver) = UInt64(status.f_bavail).multipliedReportingOverflow(by: blockSize)
        // Btrfs and others make inodes as they are needed and say 0.
        self.init(
            bytes: isOver ? .max : bytes,
            inodes: status.f_files == 0 ? nil : UInt64(status.f_favail), blockSize: blockSize)
    }

    /// Adds a file, a link or a directory that is to be written.
    mutating func add(_ size: UInt64) {
        let (rounded, isOver) = size.addingReportingOverflow(blockSize - 1)
        let blocks = isOver ? UInt64.max / blockSize : rounded / blockSize
        bytes = bytes.clampedSum(with: blocks * blockSize)
        inodes = (inodes ?? 0) + 1
    }

    /// Whether so much fits in here.
    func holds(_ needed: FileSystemRoom) -> Bool {
        needed.bytes <= bytes && (inodes.map { needed.inodes ?? 0 <= $0 } ?? true)
    }
}
