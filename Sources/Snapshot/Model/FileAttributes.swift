// SPDX-License-Identifier: Apache-2.0

/// What a file system holds about an entry besides its name, kind and bytes.
public struct FileAttributes: Sendable, Hashable {
    /// The permission bits of `st_mode`, set-id and sticky bits included: 0 to 0o7777.
    public var permissions: UInt16
    /// The numeric owner.
    public var ownerID: UInt32
    /// The numeric group.
    public var groupID: UInt32
    /// The owner's name on the machine of the capture, or empty when it has none.
    public var ownerName: [UInt8]
    /// The group's name on the machine of the capture, or empty when it has none.
    public var groupName: [UInt8]
    /// The time of the last change of the content.
    public var modified: Timestamp
    /// Extended attributes, ordered by name, without the POSIX access control lists.
    public var extended: [ExtendedAttribute]
    /// The POSIX access control list, when it says more than ``permissions``.
    public var accessControl: AccessControlList?
    /// The list that new entries of a directory inherit.
    public var defaultAccessControl: AccessControlList?

    /// Makes attributes without extended attributes and access control lists.
    public init(
        permissions: UInt16, ownerID: UInt32 = 0, groupID: UInt32 = 0, modified: Timestamp,
        ownerName: [UInt8] = [], groupName: [UInt8] = []
    ) {
        self.permissions = permissions
        self.ownerID = ownerID
        self.groupID = groupID
        self.ownerName = ownerName
        self.groupName = groupName
        self.modified = modified
        extended = []
    }

    /// The attributes of what the archive itself adds: root's, and as old as the capture.
    static func generated(permissions: UInt16, at moment: Timestamp) -> FileAttributes {
        FileAttributes(
            permissions: permissions, modified: moment, ownerName: [UInt8]("root".utf8),
            groupName: [UInt8]("root".utf8))
    }
}

/// One extended attribute (xattr(7)).
///
/// Samba, ntfs-3g, ntfs3 and cifs show DOS attributes, NT security descriptors and alternate
/// streams this way.
public struct ExtendedAttribute: Sendable, Hashable {
    /// The full name with its class, for example `user.DOSATTRIB`; bytes without NUL.
    public let name: [UInt8]
    /// The value; any bytes.
    public let value: [UInt8]

    /// Makes an attribute.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
