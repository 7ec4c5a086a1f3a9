// SPDX-License-Identifier: Apache-2.0

/// A POSIX access control list (acl(5)).
public struct AccessControlList: Sendable, Hashable {
    /// Whom a line of the list is about; the raw values are those of `linux/posix_acl.h`.
    public enum Tag: UInt16, Sendable, Hashable {
        case owner = 0x01
        case user = 0x02
        case owningGroup = 0x04
        case group = 0x08
        case mask = 0x10
        case other = 0x20
    }

    /// One line of the list.
    public struct Line: Sendable, Hashable {
        /// Whom it is about.
        public let tag: Tag
        /// The user or group for ``Tag/user`` and ``Tag/group``; `UInt32.max` otherwise.
        public let id: UInt32
        /// Read 4, write 2, execute 1.
        public let permissions: UInt16

        /// Makes a line.
        public init(tag: Tag, id: UInt32 = .max, permissions: UInt16) {
            self.tag = tag
            self.id = tag == .user || tag == .group ? id : .max
            self.permissions = permissions & 7
        }
    }

    /// The lines in the kernel's order: by tag, then by number.
    public let lines: [Line]

    /// Makes a list; the lines are put in order.
    public init(lines: [Line]) {
        self.lines = lines.sorted { ($0.tag.rawValue, $0.id) < ($1.tag.rawValue, $1.id) }
    }

    /// Reads the value of `system.posix_acl_access` or `system.posix_acl_default`
    /// (`linux/posix_acl_xattr.h`, version 2); `nil` when the bytes are something else.
    public init?(attributeValue bytes: [UInt8]) {
        guard bytes.count >= 4, (bytes.count - 4).isMultiple(of: 8),
            bytes[0..<4].elementsEqual([2, 0, 0, 0])
        else { return nil }
        var lines: [Line] = []
        for start in stride(from: 4, to: bytes.count, by: 8) {
            let tag = UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8
            let permissions = UInt16(bytes[start + 2]) | UInt16(bytes[start + 3]) << 8
            let id = (0..<4).reduce(UInt32(0)) {
                $0 | UInt32(bytes[start + 4 + $1]) << (8 * UInt32($1))
            }
            guard let tag = Tag(rawValue: tag), permissions <= 7 else { return nil }
            lines.append(Line(tag: tag, id: id, permissions: permissions))
        }
        self.init(lines: lines)
    }

    /// The value of the extended attribute that sets this list.
    public var attributeValue: [UInt8] {
        var bytes: [UInt8] = [2, 0, 0, 0]
        for line in lines {
            for value in [line.tag.rawValue, line.permissions] {
                bytes += [UInt8(value & 0xFF), UInt8(value >> 8)]
            }
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: line.id >> (8 * UInt32($0))) }
        }
        return bytes
    }
}
