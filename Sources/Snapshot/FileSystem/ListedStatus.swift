// SPDX-License-Identifier: Apache-2.0

/// What a listing remembers of a ``FileStatus``: what orders and announces a capture.
///
/// A listing holds a million of them, so it has 44 bytes, where the status has 88. What a capture
/// says of a file it asks the file itself, when it opens it.
struct ListedStatus: Sendable {
    // The order of the fields leaves no gaps.
    let size: UInt64
    private let inode: UInt64
    let modified: Timestamp
    let ownerID: UInt32
    let groupID: UInt32
    /// Linux numbers devices with 32 bits, whatever `dev_t` has room for (`include/linux/types.h`).
    private let device: UInt32
    let permissions: UInt16
    let kind: FileStatus.Kind
    /// Whether the file has more names than this one.
    let hasOtherNames: Bool

    init(_ status: FileStatus) {
        size = status.size
        inode = status.inode
        modified = status.modified
        ownerID = status.ownerID
        groupID = status.groupID
        device = UInt32(truncatingIfNeeded: status.device)
        permissions = status.permissions
        kind = status.kind
        hasOtherNames = status.linkCount > 1
    }

    /// Which file it is, whatever its name; to be compared with that of another item of a listing.
    var identity: FileStatus.Identity {
        FileStatus.Identity(device: UInt64(device), inode: inode)
    }
}
