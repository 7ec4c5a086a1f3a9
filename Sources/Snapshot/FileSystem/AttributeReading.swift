// SPDX-License-Identifier: Apache-2.0

/// Reads everything that a file system holds about a file but its bytes; one for each thread.
final class AttributeReading {
    private var names = OwnerNames()
    private var fileSystems: [UInt64: ExtendedAttributeReading] = [:]
    /// Extended attributes that were there and were not read, since the last call of
    /// ``takeUnread()``.
    private var unread: [UnreadAttribute] = []

    /// The attributes of an open file.
    func attributes(of file: OpenFile, status: FileStatus) throws(SystemCallError) -> FileAttributes
    {
        try attributes(of: file.number, path: file.path, status: status)
    }

    /// The attributes of an open directory.
    func attributes(of directory: DirectoryHandle) throws(SystemCallError) -> FileAttributes {
        try attributes(of: directory.number, path: directory.path, status: try directory.status())
    }

    /// The attributes of something that cannot be opened itself: a symbolic link.
    func plainAttributes(_ status: FileStatus) -> FileAttributes {
        plainAttributes(ListedStatus(status))
    }

    /// The same of an item of a listing.
    func plainAttributes(_ status: ListedStatus) -> FileAttributes {
        FileAttributes(
            permissions: status.permissions, ownerID: status.ownerID, groupID: status.groupID,
            modified: status.modified, ownerName: names.user(status.ownerID),
            groupName: names.group(status.groupID))
    }

    /// The attributes that were not read, and forgets them.
    func takeUnread() -> [UnreadAttribute] {
        defer { unread = [] }
        return unread
    }

    private func attributes(
        of number: CInt, path: [UInt8], status: FileStatus
    ) throws(SystemCallError) -> FileAttributes {
        var attributes = plainAttributes(status)
        let reading = try reading(number, path: path, device: status.device)
        unread += try reading.read(number, path: path, into: &attributes)
        return attributes
    }

    private func reading(
        _ number: CInt, path: [UInt8], device: UInt64
    ) throws(SystemCallError) -> ExtendedAttributeReading {
        if let known = fileSystems[device] { return known }
        let reading = try ExtendedAttributeReading(fileSystemOf: number, path: path)
        fileSystems[device] = reading
        return reading
    }
}
