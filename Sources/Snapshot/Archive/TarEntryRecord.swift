// SPDX-License-Identifier: Apache-2.0

import CLibarchive

/// libarchive's `archive_entry`, filled from an `Entry` and read into a `TarMember`: one file, so
/// that the two directions agree.
@safe
struct TarEntryRecord {
    private let record: OpaquePointer

    @unsafe
    init(_ record: OpaquePointer) {
        unsafe self.record = record
    }

    /// Sets everything that a tar header can say about the entry.
    ///
    /// - `path`: the whole path in the tar.
    /// - `bag`: the first name of the paths that links point to.
    func fill(from entry: Entry, path: [UInt8], bag: [UInt8]) {
        unsafe Self.withPath(path) { unsafe archive_entry_set_pathname(record, $0) }
        let attributes = entry.attributes
        unsafe archive_entry_set_perm(record, mode_t(TarMember.headerPermissions(attributes)))
        unsafe archive_entry_set_uid(record, la_int64_t(attributes.ownerID))
        unsafe archive_entry_set_gid(record, la_int64_t(attributes.groupID))
        unsafe Self.withPath(attributes.ownerName) { unsafe archive_entry_set_uname(record, $0) }
        unsafe Self.withPath(attributes.groupName) { unsafe archive_entry_set_gname(record, $0) }
        let time = TarTime(attributes.modified)
        unsafe archive_entry_set_mtime(record, Int(time.seconds), Int(time.nanoseconds))
        setKind(entry.kind, bag: bag)
        for attribute in attributes.extended {
            add(attribute)
        }
        add(attributes.accessControl, as: .access)
        add(attributes.defaultAccessControl, as: .default)
    }

    private func setKind(_ kind: Entry.Kind, bag: [UInt8]) {
        let regular = CUnsignedInt(0o100000)
        unsafe archive_entry_set_size(record, 0)
        switch kind {
        case .file(let size, _):
            unsafe archive_entry_set_filetype(record, regular)
            unsafe archive_entry_set_size(record, la_int64_t(clamping: size))
        case .directory:
            unsafe archive_entry_set_filetype(record, 0o040000)
        case .hardLink(let target, _, _):
            unsafe archive_entry_set_filetype(record, regular)
            unsafe Self.withPath(TarMember.prefix(of: bag) + target.bytes) {
                unsafe archive_entry_set_hardlink(record, $0)
            }
        case .symbolicLink(let target):
            unsafe archive_entry_set_filetype(record, 0o120000)
            unsafe Self.withPath(target) { unsafe archive_entry_set_symlink(record, $0) }
        }
    }

    private func add(_ attribute: ExtendedAttribute) {
        unsafe Self.withPath(attribute.name) { name in
            unsafe attribute.value.withUnsafeBytes {
                unsafe archive_entry_xattr_add_entry(record, name, $0.baseAddress, $0.count)
            }
        }
    }

    private func add(_ list: AccessControlList?, as place: TarAccessControl) {
        guard let list else { return }
        for line in list.lines {
            let tag = TarAccessControl.tag(line.tag)
            let permissions = CInt(line.permissions)
            if let id = TarAccessControl.number(line.id) {
                unsafe _ = archive_entry_acl_add_entry(
                    record, place.type, permissions, tag, id, nil)
            } else {
                unsafe Self.withPath([UInt8](String(line.id).utf8)) {
                    unsafe _ = archive_entry_acl_add_entry(
                        record, place.type, permissions, tag, -1, $0)
                }
            }
        }
        guard !TarAccessControl.isExact(list) else { return }
        add(ExtendedAttribute(name: place.attributeName, value: list.attributeValue))
    }

    /// What the header of the record says.
    func member(headerOffset: Int) -> TarMember {
        let seconds = unsafe archive_entry_mtime(record)
        let nanoseconds = unsafe archive_entry_mtime_nsec(record)
        var extended = extendedAttributes()
        let access = list(.access, &extended)
        let byDefault = list(.default, &extended)
        return unsafe TarMember(
            path: Self.bytes(archive_entry_pathname(record)),
            type: UInt32(archive_entry_filetype(record)),
            hardLink: archive_entry_hardlink(record).map { unsafe Self.bytes($0) },
            symbolicLink: archive_entry_symlink(record).map { unsafe Self.bytes($0) },
            size: UInt64(clamping: archive_entry_size(record)),
            permissions: UInt16(truncatingIfNeeded: archive_entry_perm(record)),
            ownerID: archive_entry_uid(record), groupID: archive_entry_gid(record),
            ownerName: Self.bytes(archive_entry_uname(record)),
            groupName: Self.bytes(archive_entry_gname(record)),
            modified: TarTime(seconds: Int64(seconds), nanoseconds: Int64(nanoseconds)),
            extended: extended, accessControl: access, defaultAccessControl: byDefault,
            headerOffset: headerOffset, dataOffset: headerOffset)
    }

    private func extendedAttributes() -> [ExtendedAttribute] {
        var attributes: [ExtendedAttribute] = []
        unsafe _ = archive_entry_xattr_reset(record)
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while unsafe archive_entry_xattr_next(record, &name, &value, &size) == ARCHIVE_OK {
            attributes.append(
                unsafe ExtendedAttribute(
                    name: TarAttributeName.decode(Self.bytes(name)),
                    value: [UInt8](UnsafeRawBufferPointer(start: value, count: size))))
        }
        return attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// The list that the header has as text; made exact by the extended attribute with the same
    /// list, if there is one, which then is no attribute like others.
    private func list(
        _ place: TarAccessControl, _ extended: inout [ExtendedAttribute]
    ) -> AccessControlList? {
        guard unsafe archive_entry_acl_reset(record, place.type) > 0 else { return nil }
        var lines: [AccessControlList.Line] = []
        var (found, permissions, tag, id): (CInt, CInt, CInt, CInt) = (0, 0, 0, 0)
        var name: UnsafePointer<CChar>?
        while unsafe archive_entry_acl_next(
            record, place.type, &found, &permissions, &tag, &id, &name) == ARCHIVE_OK
        {
            guard let tag = TarAccessControl.tag(tag) else { continue }
            lines.append(
                AccessControlList.Line(
                    tag: tag, id: UInt32(bitPattern: id), permissions: UInt16(permissions & 7)))
        }
        let text = AccessControlList(lines: lines)
        guard let index = extended.firstIndex(where: { $0.name == place.attributeName }),
            let exact = AccessControlList(attributeValue: extended[index].value),
            TarAccessControl.rounded(exact) == text
        else { return text }
        extended.remove(at: index)
        return exact
    }

    private static func withPath(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Void) {
        unsafe (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { unsafe body(start) }
        }
    }

    private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
        guard var end = unsafe text else { return [] }
        var bytes: [UInt8] = []
        while unsafe end.pointee != 0 {
            bytes.append(unsafe UInt8(bitPattern: end.pointee))
            unsafe end += 1
        }
        return bytes
    }
}
