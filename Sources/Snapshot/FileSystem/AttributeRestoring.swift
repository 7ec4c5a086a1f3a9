// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Sets the attributes of a restored file or directory through its descriptor, and reads them back.
///
/// What the destination cannot take is reported, never lost silently. Set-id bits are not given
/// back unless they are asked for: a program that runs as somebody else must not come out of an
/// archive by itself. Neither are attributes that give rights to a program or belong to the
/// machine.
struct AttributeRestoring: Sendable {
    private let mayChangeOwners = ProcessPrivileges.mayChangeOwners
    private let owners: OwnerRestoring
    private let permissionMask: UInt16

    init(_ policy: AttributePolicy = AttributePolicy()) {
        owners = OwnerRestoring(policy.owners)
        permissionMask = policy.restoresSetIDs ? 0o7777 : 0o1777
    }

    /// Sets everything, the modification time last, because everything else moves it or depends on
    /// it.
    ///
    /// - Returns: what could not be set, and what reads back otherwise.
    func apply(
        _ attributes: FileAttributes, to number: CInt, entry path: EntryPath, at fullPath: [UInt8],
        isDirectory: Bool = false
    ) -> [Warning] {
        let setting = AttributeSetting(number: number, path: fullPath)
        var warnings: [Warning] = []
        func warn(_ kind: AttributeKind, _ message: String) {
            warnings.append(Warning(.attribute, path.bytes, message, attribute: kind))
        }
        func attempt(
            _ kind: AttributeKind, _ what: @autoclosure () -> String,
            _ body: () throws(SystemCallError) -> Void
        ) -> Bool {
            do throws(SystemCallError) {
                try body()
                return true
            } catch {
                warn(kind, "\(what()) could not be set: \(error.errno)")
                return false
            }
        }
        func readBack(_ kind: AttributeKind, _ what: String, _ attribute: ExtendedAttribute) {
            do throws(SystemCallError) {
                if try !setting.holds(attribute) {
                    warn(kind, "\(what) reads back as something else")
                }
            } catch {
                warn(kind, "\(what) could not be read back: \(error.errno)")
            }
        }
        let wanted = owners.wanted(attributes)
        if let name = wanted.unknownName {
            warn(.owner, "nobody is called \(ScreenText.quoted(name)) here: its number was used")
        }
        if mayChangeOwners, let owner = wanted.owner {
            _ = attempt(.owner, "owner \(owner.user):\(owner.group)") {
                () throws(SystemCallError) in
                try setting.setOwner(owner.user, group: owner.group)
            }
        }
        for attribute in attributes.extended {
            let name = ScreenText.quoted(attribute.name)
            guard Self.isOfTheSite(attribute.name) else {
                warn(.extended, "extended attribute \(name) was not restored: it is a machine's")
                continue
            }
            let isSet = attempt(.extended, "extended attribute \(name)") {
                () throws(SystemCallError) in
                try setting.setExtendedAttribute(attribute)
            }
            if isSet { readBack(.extended, "extended attribute \(name)", attribute) }
        }
        let lists = lists(of: attributes, isDirectory: isDirectory)
        for (name, list) in lists {
            _ = attempt(.accessControl, "access control list \(ScreenText.quoted(name))") {
                () throws(SystemCallError) in
                if let list {
                    try setting.setExtendedAttribute(
                        ExtendedAttribute(name: name, value: list.attributeValue))
                } else {
                    // A directory with a default list gives one to whatever is created in it.
                    try setting.removeExtendedAttribute(name)
                }
            }
        }
        let permissions = attributes.permissions & permissionMask
        if permissions != attributes.permissions {
            warn(.setIDs, "its set-id bits were not restored")
        }
        _ = attempt(.permissions, "permissions") { () throws(SystemCallError) in
            try setting.setPermissions(permissions)
        }
        for (name, list) in lists {
            // A list that says no more than the mode is kept as the mode.
            guard let list, list.lines.count > 3 else { continue }
            let attribute = ExtendedAttribute(name: name, value: list.attributeValue)
            readBack(
                .accessControl, "access control list \(ScreenText.quoted(name))", attribute)
        }
        _ = attempt(.modified, "modification time") { () throws(SystemCallError) in
            try setting.setModified(attributes.modified)
        }
        return warnings
    }

    /// Sets the attributes of a directory into which nothing more is written, and reads them back.
    func finish(
        _ path: EntryPath, _ wanted: FileAttributes, in target: DestinationTree
    ) throws(SystemCallError) -> [Warning] {
        try finish(try target.directory(at: path), path, wanted)
    }

    /// The same of a directory that is open; `path` is where it lies below the destination.
    func finish(
        _ directory: DirectoryHandle, _ path: EntryPath, _ wanted: FileAttributes
    ) throws(SystemCallError) -> [Warning] {
        let problems = apply(
            wanted, to: directory.number, entry: path, at: directory.path, isDirectory: true)
        return problems + differences(try directory.status(), from: wanted, entry: path)
    }

    /// Sets owner and time of a symbolic link that was just made; it has nothing else.
    func apply(
        _ attributes: FileAttributes, toLink name: [UInt8], in directory: DirectoryHandle,
        entry path: EntryPath
    ) throws(SystemCallError) -> [Warning] {
        // By descriptor: under the name there may be something else by now.
        guard let link = try directory.symbolicLink(named: name) else {
            return [
                Warning(
                    .attribute, path.bytes, "it was replaced while its attributes were set",
                    attribute: .all)
            ]
        }
        let wanted = owners.wanted(attributes)
        if mayChangeOwners, let owner = wanted.owner {
            try link.setOwnerOfLink(owner.user, group: owner.group)
        }
        try link.setModifiedOfLink(attributes.modified)
        var expected = attributes
        // A link has no permissions of its own.
        let status = try link.status()
        expected.permissions = status.permissions
        return differences(status, from: expected, entry: path)
    }

    /// Takes out of an entry what is not given back, for a restore that writes no file itself.
    ///
    /// - Returns: what was taken out.
    func reduce(_ entry: inout Entry) -> [Warning] {
        var warnings: [Warning] = []
        let wanted = owners.wanted(entry.attributes)
        if let owner = wanted.owner, (owner.user, owner.group) == (0, 0) {
            (entry.attributes.ownerID, entry.attributes.groupID) = owner
            entry.attributes.ownerName = [UInt8]("root".utf8)
            entry.attributes.groupName = [UInt8]("root".utf8)
        }
        let subject = entry.path.bytes
        if entry.attributes.permissions & ~permissionMask != 0 {
            entry.attributes.permissions &= permissionMask
            warnings.append(
                Warning(
                    .attribute, subject, "its set-id bits were not restored", attribute: .setIDs))
        }
        entry.attributes.extended.removeAll { attribute in
            if Self.isOfTheSite(attribute.name) { return false }
            let name = ScreenText.quoted(attribute.name)
            warnings.append(
                Warning(
                    .attribute, subject,
                    "extended attribute \(name) was not restored: it is a machine's",
                    attribute: .extended))
            return true
        }
        return warnings
    }

    /// Compares what the file system says now with what was to be set.
    func differences(_ status: FileStatus, from attributes: FileAttributes, entry path: EntryPath)
        -> [Warning]
    {
        var warnings: [Warning] = []
        func warn(_ kind: AttributeKind, _ message: String) {
            warnings.append(Warning(.attribute, path.bytes, message, attribute: kind))
        }
        if status.modified != attributes.modified {
            warn(
                .modified,
                "the destination holds the modification time \(status.modified), the archive \(attributes.modified)"
            )
        }
        if status.permissions != attributes.permissions & permissionMask {
            let (found, wanted) = (
                String(status.permissions, radix: 8), String(attributes.permissions, radix: 8)
            )
            warn(.permissions, "the permissions are \(found), the archive says \(wanted)")
        }
        if let owner = owners.wanted(attributes).owner,
            status.ownerID != owner.user || status.groupID != owner.group
        {
            warn(
                .owner,
                "the owner is \(status.ownerID):\(status.groupID), the archive says \(attributes.ownerID):\(attributes.groupID)"
            )
        }
        return warnings
    }

    /// Whether an extended attribute is one that a site's file system keeps.
    ///
    /// Those of the classes `security` and `trusted` are rights and marks of a machine (xattr(7));
    /// Samba's copy of the NT rights is the exception.
    private static func isOfTheSite(_ name: [UInt8]) -> Bool {
        name.starts(with: "user.".utf8) || name.starts(with: "system.".utf8)
            || name.elementsEqual("security.NTACL".utf8)
    }

    /// The lists to set, and to remove where there is none; only a directory can have the second
    /// without being told to (acl(5)).
    private func lists(
        of attributes: FileAttributes, isDirectory: Bool
    ) -> [(name: [UInt8], list: AccessControlList?)] {
        let lists = [(Self.accessList, attributes.accessControl)]
        guard isDirectory || attributes.defaultAccessControl != nil else { return lists }
        return lists + [(Self.defaultList, attributes.defaultAccessControl)]
    }

    private static let accessList = [UInt8]("system.posix_acl_access".utf8)
    private static let defaultList = [UInt8]("system.posix_acl_default".utf8)
}
