// SPDX-License-Identifier: Apache-2.0

import CLibarchive

/// How an access control list stands in a tar header.
///
/// libarchive writes one as text (`SCHILY.acl.access`), which GNU tar, bsdtar and star understand.
/// It keeps the numbers of users and groups as `int`: it would write one of 2^31 or more as 0,
/// which is root, and reads it as 2^31−1. So such a number goes out as if it were a name, which
/// gives the same text, and the whole list once more as the extended attribute that the kernel
/// keeps it in (acl(5)), from which it is read exactly.
enum TarAccessControl {
    case access
    case `default`

    /// libarchive's name for the kind of list.
    var type: CInt {
        switch self {
        case .access: ARCHIVE_ENTRY_ACL_TYPE_ACCESS
        case .default: ARCHIVE_ENTRY_ACL_TYPE_DEFAULT
        }
    }

    /// The extended attribute with the same list.
    var attributeName: [UInt8] {
        switch self {
        case .access: [UInt8]("system.posix_acl_access".utf8)
        case .default: [UInt8]("system.posix_acl_default".utf8)
        }
    }

    /// The number of a line as libarchive takes it; `nil` when it is too large for it.
    static func number(_ id: UInt32) -> CInt? {
        id == .max ? -1 : CInt(exactly: id)
    }

    /// Whether libarchive reads the text of the list as it is.
    static func isExact(_ list: AccessControlList) -> Bool {
        list.lines.allSatisfy { number($0.id) != nil }
    }

    /// The list as libarchive reads its text.
    static func rounded(_ list: AccessControlList) -> AccessControlList {
        AccessControlList(
            lines: list.lines.map {
                let id = number($0.id) == nil ? UInt32(CInt.max) : $0.id
                return AccessControlList.Line(tag: $0.tag, id: id, permissions: $0.permissions)
            })
    }

    private static let tags: [(AccessControlList.Tag, CInt)] = [
        (.owner, ARCHIVE_ENTRY_ACL_USER_OBJ), (.user, ARCHIVE_ENTRY_ACL_USER),
        (.owningGroup, ARCHIVE_ENTRY_ACL_GROUP_OBJ), (.group, ARCHIVE_ENTRY_ACL_GROUP),
        (.mask, ARCHIVE_ENTRY_ACL_MASK), (.other, ARCHIVE_ENTRY_ACL_OTHER),
    ]

    /// libarchive's tag of a line.
    static func tag(_ tag: AccessControlList.Tag) -> CInt {
        tags.first { $0.0 == tag }?.1 ?? 0
    }

    /// The tag of a line that libarchive read; `nil` for one of another kind of list.
    static func tag(_ tag: CInt) -> AccessControlList.Tag? {
        tags.first { $0.1 == tag }?.0
    }
}
