// SPDX-License-Identifier: Apache-2.0

extension TarMember {
    /// The entry that the header describes, for an archive whose manifest is lost; `nil` for a
    /// member of the archive's own, or one that no writer of ours makes.
    ///
    /// `bag`: the first name of its path. The digest of a file is not known here, and holds nothing.
    func entry(bag: [UInt8]) -> Entry? {
        guard let path = Self.entryPath(path, bag) else { return nil }
        let none = Hashing().finish()
        let kind: Entry.Kind
        if let hardLink {
            guard let target = Self.entryPath(hardLink, bag) else { return nil }
            kind = .hardLink(to: target, size: 0, digest: none)
        } else {
            switch type {
            case 0o100000 where size <= UInt64(Int64.max) / 2:
                kind = .file(size: size, digest: none)
            case 0o040000: kind = .directory
            case 0o120000:
                guard let target = symbolicLink, !target.isEmpty else { return nil }
                kind = .symbolicLink(target: target)
            default: return nil
            }
        }
        var attributes = FileAttributes(
            permissions: filePermissions, ownerID: UInt32(clamping: ownerID),
            groupID: UInt32(clamping: groupID), modified: modified.moment, ownerName: ownerName,
            groupName: groupName)
        attributes.extended = extended
        attributes.accessControl = accessControl
        attributes.defaultAccessControl = defaultAccessControl
        return Entry(path: path, kind: kind, attributes: attributes)
    }

    private static func entryPath(_ path: [UInt8], _ bag: [UInt8]) -> EntryPath? {
        let trimmed = path.last == UInt8(ascii: "/") ? path.dropLast() : path[...]
        let prefix = bag + [UInt8(ascii: "/")]
        guard trimmed.starts(with: prefix),
            let path = EntryPath(bytes: [UInt8](trimmed.dropFirst(prefix.count))),
            path.isPayload
        else { return nil }
        return path
    }

    /// What `st_mode` has: with an access control list, the mask stands in the group's bits.
    private var filePermissions: UInt16 {
        guard let mask = accessControl?.lines.first(where: { $0.tag == .mask }) else {
            return permissions & 0o7777
        }
        return permissions & 0o7707 | mask.permissions << 3
    }
}

extension TarTime {
    /// The time that the pair stands for; −1 s may have been any time of the second after it.
    var moment: Timestamp {
        let whole = Timestamp(wholeSeconds: seconds)
        guard nanoseconds > 0, nanoseconds < 1_000_000_000 else { return whole }
        if seconds >= 0 {
            return Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds)) ?? whole
        }
        guard seconds > Int64.min else { return whole }
        return Timestamp(seconds: seconds - 1, nanoseconds: Int32(1_000_000_000 - nanoseconds))
            ?? whole
    }
}
