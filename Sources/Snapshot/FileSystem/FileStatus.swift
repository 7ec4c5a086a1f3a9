// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// What `fstat` and `fstatat` say about a file: enough to describe it, and to see that it changed.
struct FileStatus: Sendable, Hashable {
    /// The kind of a file, from the upper bits of `st_mode`.
    enum Kind: Sendable, Hashable {
        case file
        case directory
        case symbolicLink
        case fifo
        case socket
        case device
        case unknown

        /// The word for it in messages.
        var title: String {
            switch self {
            case .file: "file"
            case .directory: "directory"
            case .symbolicLink: "symbolic link"
            case .fifo: "FIFO"
            case .socket: "socket"
            case .device: "device"
            case .unknown: "file of unknown kind"
            }
        }
    }

    let kind: Kind
    let permissions: UInt16
    let ownerID: UInt32
    let groupID: UInt32
    let linkCount: UInt64
    let size: UInt64
    /// Blocks of 512 bytes that the file occupies; less than its size says for a sparse file.
    let blocks: UInt64
    let modified: Timestamp
    /// The time of the last change of the inode: moves with every write, and nobody can set it
    /// back.
    let changed: Timestamp
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .symbolicLink
        case S_IFIFO: kind = .fifo
        case S_IFSOCK: kind = .socket
        case S_IFCHR, S_IFBLK: kind = .device
        default: kind = .unknown
        }
        permissions = UInt16(status.st_mode & 0o7777)
        ownerID = status.st_uid
        groupID = status.st_gid
        linkCount = UInt64(status.st_nlink)
        size = UInt64(clamping: status.st_size)
        blocks = UInt64(clamping: status.st_blocks)
        modified = Self.timestamp(status.st_mtim)
        changed = Self.timestamp(status.st_ctim)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Whether this is the same file in the same state: identity, size and both times.
    func isSameState(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode && kind == other.kind && size == other.size
            && modified == other.modified && changed == other.changed
    }

    /// Which file it is, whatever its name.
    struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    var identity: Identity { Identity(device: device, inode: inode) }

    /// Whether fewer blocks are allocated than the size needs: only then is it worth asking for
    /// holes.
    var mayHaveHoles: Bool { blocks < (size + 511) / 512 }

    private static func timestamp(_ time: timespec) -> Timestamp {
        // The kernel never gives nanoseconds outside 0...999,999,999; a broken driver gets whole
        // seconds.
        Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(clamping: time.tv_nsec))
            ?? Timestamp(wholeSeconds: Int64(time.tv_sec))
    }
}

extension FileStatus {
    /// What there is under a path of the user's, links followed (stat(2)); `nil` when there is
    /// nothing.
    static func following(_ path: [UInt8]) throws(SystemCallError) -> FileStatus? {
        var status = stat()
        let name = CPath(path)
        do throws(SystemCallError) {
            _ = try retrying("stat", path: path) {
                name.withPointer { unsafe fstatat(AT_FDCWD, $0, &status, 0) }
            }
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
        return FileStatus(status)
    }
}
