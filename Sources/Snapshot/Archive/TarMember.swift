// SPDX-License-Identifier: Apache-2.0

/// What one tar header says: to be compared with the manifest, never trusted for anything else.
struct TarMember: Sendable, Hashable {
    /// The whole path, with the name of the bag.
    var path: [UInt8]
    /// The file type bits of `st_mode`.
    var type: UInt32
    var hardLink: [UInt8]?
    var symbolicLink: [UInt8]?
    var size: UInt64
    var permissions: UInt16
    var ownerID: Int64
    var groupID: Int64
    var ownerName: [UInt8]
    var groupName: [UInt8]
    var modified: TarTime
    var extended: [ExtendedAttribute]
    var accessControl: AccessControlList?
    var defaultAccessControl: AccessControlList?
    /// Where its header begins in the unit.
    var headerOffset: Int
    /// Where its bytes begin in the unit.
    var dataOffset: Int

    /// What stands before every path of a tar; nothing for a tar without a name of its own.
    static func prefix(of bag: [UInt8]) -> [UInt8] {
        bag.isEmpty ? [] : bag + [UInt8(ascii: "/")]
    }

    /// Names every field in which the header differs from an entry of the manifest.
    func differences(from entry: Entry, bag: [UInt8]) -> [String] {
        differences(from: entry, path: Self.prefix(of: bag) + entry.path.bytes, bag: bag)
    }

    /// The mode field of the header that belongs to some attributes.
    ///
    /// The lines of an access control list for owner, group and others share their bits with the
    /// mode in libarchive, so the header has the group's own permissions where the file system
    /// shows the mask: whoever unpacks without lists must not give the group what the mask allows.
    static func headerPermissions(_ attributes: FileAttributes) -> UInt16 {
        guard let list = attributes.accessControl else { return attributes.permissions }
        return list.lines.reduce(attributes.permissions) { permissions, line in
            switch line.tag {
            case .owner: permissions & ~0o700 | line.permissions << 6
            case .owningGroup: permissions & ~0o070 | line.permissions << 3
            case .other: permissions & ~0o007 | line.permissions
            case .user, .group, .mask: permissions
            }
        }
    }

    /// The same with the whole path that the header must have.
    func differences(from entry: Entry, path expected: [UInt8], bag: [UInt8]) -> [String] {
        var fields: [String] = []
        func compare(_ field: String, _ isEqual: Bool) {
            if !isEqual { fields.append(field) }
        }
        let prefix = Self.prefix(of: bag)
        // libarchive writes and reads the path of a directory with a slash at its end.
        let path = self.path.last == UInt8(ascii: "/") ? [UInt8](self.path.dropLast()) : self.path
        compare("path", path == expected)
        switch entry.kind {
        case .file(let size, _):
            compare("kind", type == 0o100000 && hardLink == nil && symbolicLink == nil)
            compare("size", self.size == size)
        case .directory:
            compare("kind", type == 0o040000 && hardLink == nil)
        case .hardLink(let target, _, _):
            compare("link target", hardLink == prefix + target.bytes)
        case .symbolicLink(let target):
            compare("kind", type == 0o120000 && hardLink == nil)
            compare("link target", symbolicLink == target)
        }
        let attributes = entry.attributes
        compare("permissions", permissions == Self.headerPermissions(attributes))
        compare("owner", ownerID == Int64(attributes.ownerID) && ownerName == attributes.ownerName)
        compare("group", groupID == Int64(attributes.groupID) && groupName == attributes.groupName)
        compare("modification time", modified == TarTime(attributes.modified))
        compare("extended attributes", extended == attributes.extended)
        compare("access control list", accessControl == attributes.accessControl)
        compare(
            "default access control list", defaultAccessControl == attributes.defaultAccessControl)
        return fields
    }
}

/// A time as libarchive puts it into a pax header.
///
/// libarchive writes `seconds.nanoseconds` as one decimal number, so a time before 1970 must be
/// given to it as a negative decimal: −4.876543211 s is (−4, 876543211), where `timespec` has (−5,
/// 123456789). Between −1 and 0 s there is no such pair; the header then holds −1 s and the
/// manifest the truth.
struct TarTime: Sendable, Hashable {
    let seconds: Int64
    let nanoseconds: Int64

    init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The pair that stands for a time.
    init(_ moment: Timestamp) {
        if moment.seconds >= 0 || moment.nanoseconds == 0 {
            self.init(seconds: moment.seconds, nanoseconds: Int64(moment.nanoseconds))
        } else if moment.seconds == -1 {
            self.init(seconds: -1, nanoseconds: 0)
        } else {
            self.init(
                seconds: moment.seconds + 1, nanoseconds: 1_000_000_000 - Int64(moment.nanoseconds))
        }
    }
}

/// Names of extended attributes as libarchive puts them into pax keywords.
///
/// It writes bytes that a keyword cannot hold as `%HH`, `%` itself among them, and does not undo
/// that when it reads.
enum TarAttributeName {
    /// The name that a keyword stands for; each `%HH` is decoded once.
    static func decode(_ name: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var rest = name[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, digits.first != "+",
                digits.first != "-", let value = UInt8(digits, radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return out
    }
}
