// SPDX-License-Identifier: Apache-2.0

/// Puts a member together of its headers.
struct ForeignMemberBuilder {
    private let owners = OwnerNumbers()

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - block: its own header.
    ///   - header: what stood before it.
    ///   - pax: the records that apply to it.
    ///   - size: the bytes that follow, with the map of a sparse file.
    ///   - sparse: what is known of its holes.
    ///   - rest: the bytes that follow, without that map.
    /// - Returns: the member, also where something of it is wrong.
    func member(
        _ block: TarBlock, _ header: ForeignHeader, _ pax: PaxRecords, size: UInt64,
        _ sparse: ForeignSparse, rest: UInt64
    ) -> ForeignMember {
        let name = pax["GNU.sparse.name"] ?? pax["path"] ?? header.longName ?? block.name
        let link = pax["linkpath"] ?? header.longLink ?? block.text(157..<257)
        var problem: String?
        var map: SparseMap?
        switch sparse {
        case .none, .cut: break
        case .malformed: problem = "the map of its holes is malformed"
        case .map(let numbers, let whole):
            map = numbers.flatMap { numbers in whole.flatMap { SparseMap(numbers, size: $0) } }
            if map?.storedSize != rest {
                (map, problem) = (nil, "the map of its holes contradicts its size")
            }
        }
        var losses: [(kind: AttributeKind, message: String)] = []
        let attributes = attributes(block, pax, &losses)
        let kind = Self.kind(block, name: name, link: link)
        return ForeignMember(
            name: name, kind: kind, size: kind == .file ? map?.size ?? rest : 0, sparse: map,
            attributes: attributes, losses: losses, problem: problem)
    }

    private static func kind(
        _ block: TarBlock, name: [UInt8], link: [UInt8]
    ) -> ForeignMember.Kind {
        switch block.type {
        case 0, UInt8(ascii: "0"):
            // V7 had no type for a directory.
            let isDirectory = block.dialect == .old && name.last == UInt8(ascii: "/")
            return isDirectory ? .directory : .file
        case UInt8(ascii: "7"), UInt8(ascii: "S"): return .file
        case UInt8(ascii: "1"): return .hardLink(link)
        case UInt8(ascii: "2"): return .symbolicLink(link)
        case UInt8(ascii: "3"): return .other("a character device")
        case UInt8(ascii: "4"): return .other("a block device")
        // D: a directory of an incremental archive, with a list of names behind it.
        case UInt8(ascii: "5"), UInt8(ascii: "D"): return .directory
        case UInt8(ascii: "6"): return .other("a FIFO")
        case UInt8(ascii: "V"): return .other("the label of a volume")
        case UInt8(ascii: "M"): return .other("the rest of a file that another volume begins")
        default: return .other("a member of type \(ScreenText.quoted([block.type]))")
        }
    }

    private func attributes(
        _ block: TarBlock, _ pax: PaxRecords,
        _ losses: inout [(kind: AttributeKind, message: String)]
    ) -> FileAttributes {
        func number(_ range: Range<Int>, _ kind: AttributeKind, _ what: String) -> Int64 {
            if let number = block.number(range) { return number }
            losses.append((kind, "its header has no \(what) that is a number"))
            return 0
        }
        let mode = number(100..<108, .permissions, "permissions")
        func owner(_ key: String, _ range: Range<Int>) -> UInt32 {
            let found = pax.number(key).flatMap { Int64(exactly: $0) }
            let id = found ?? number(range, .owner, "owner")
            if let id = UInt32(exactly: id) { return id }
            losses.append((.owner, "its header has the owner \(id), which nobody can be"))
            return 0
        }
        var modified = pax.time("mtime")
        if modified == nil {
            if pax["mtime"] != nil {
                losses.append((.modified, "its pax header has no time that is one"))
            }
            modified = Timestamp(wholeSeconds: number(136..<148, .modified, "time"))
        }
        var attributes = FileAttributes(
            permissions: UInt16(mode & 0o7777), ownerID: owner("uid", 108..<116),
            groupID: owner("gid", 116..<124), modified: modified ?? Timestamp(wholeSeconds: 0),
            ownerName: pax["uname"] ?? (block.dialect == .old ? [] : block.text(265..<297)),
            groupName: pax["gname"] ?? (block.dialect == .old ? [] : block.text(297..<329)))
        attributes.extended = pax.extendedAttributes
        attributes.accessControl = list("SCHILY.acl.access", pax, &losses)
        attributes.defaultAccessControl = list("SCHILY.acl.default", pax, &losses)
        attributes.takePermissionsOfList()
        return attributes
    }

    private func list(
        _ key: String, _ pax: PaxRecords,
        _ losses: inout [(kind: AttributeKind, message: String)]
    ) -> AccessControlList? {
        guard let text = pax[key], !text.isEmpty else { return nil }
        let list = AccessControlText.list(text, user: owners.user, group: owners.group)
        if list == nil {
            losses.append(
                (
                    .accessControl,
                    "its access control list \(key) is none, or names somebody who is not here"
                ))
        }
        return list
    }
}

extension FileAttributes {
    /// Makes the permissions what `st_mode` has with the access control list: its mask stands in
    /// the group's bits, where a tar may have the group's own.
    fileprivate mutating func takePermissionsOfList() {
        guard let mask = accessControl?.lines.first(where: { $0.tag == .mask }) else { return }
        permissions = permissions & 0o7707 | mask.permissions << 3
    }
}
