// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Sets the attributes of a restored file or directory through its descriptor, and reads them back.
///
/// What the destination cannot take is reported, never lost silently. Set-id bits are not given
/// back: a program that runs as somebody else must not come out of an archive unasked.
struct AttributeRestoring {
    private let mayChangeOwners = ProcessPrivileges.mayChangeOwners

    /// Sets everything, the modification time last, because everything else moves it or depends on
    /// it.
    ///
    /// - Returns: what could not be set, and what reads back otherwise.
    func apply(
        _ attributes: FileAttributes, to number: CInt, entry path: EntryPath, at fullPath: [UInt8]
    ) -> [Warning] {
        let setting = AttributeSetting(number: number, path: fullPath)
        var warnings: [Warning] = []
        func attempt(_ what: String, _ body: () throws(SystemCallError) -> Void) {
            do throws(SystemCallError) {
                try body()
            } catch {
                warnings.append(
                    Warning(.attribute, path.bytes, "\(what) could not be set: \(error.errno)"))
            }
        }
        if mayChangeOwners {
            attempt("owner \(attributes.ownerID):\(attributes.groupID)") {
                () throws(SystemCallError) in
                try setting.setOwner(attributes.ownerID, group: attributes.groupID)
            }
        }
        for attribute in allExtended(attributes) {
            attempt("extended attribute \(ScreenText.quoted(attribute.name))") {
                () throws(SystemCallError) in
                try setting.setExtendedAttribute(attribute)
            }
        }
        for name in absentLists(attributes) {
            attempt("inherited \(ScreenText.quoted(name))") { () throws(SystemCallError) in
                try setting.removeExtendedAttribute(name)
            }
        }
        let permissions = attributes.permissions & 0o1777
        if permissions != attributes.permissions {
            warnings.append(Warning(.attribute, path.bytes, "its set-id bits were not restored"))
        }
        attempt("permissions") { () throws(SystemCallError) in
            try setting.setPermissions(permissions)
        }
        attempt("modification time") { () throws(SystemCallError) in
            try setting.setModified(attributes.modified)
        }
        return warnings
    }

    /// Compares what the file system says now with what was to be set.
    func differences(_ status: FileStatus, from attributes: FileAttributes, entry path: EntryPath)
        -> [Warning]
    {
        var warnings: [Warning] = []
        if status.modified != attributes.modified {
            warnings.append(
                Warning(
                    .attribute, path.bytes,
                    "the destination holds the modification time \(status.modified), the archive \(attributes.modified)"
                ))
        }
        if status.permissions != attributes.permissions & 0o1777 {
            let (found, wanted) = (
                String(status.permissions, radix: 8), String(attributes.permissions, radix: 8)
            )
            warnings.append(
                Warning(
                    .attribute, path.bytes,
                    "the permissions are \(found), the archive says \(wanted)"))
        }
        if status.ownerID != attributes.ownerID || status.groupID != attributes.groupID {
            warnings.append(
                Warning(
                    .attribute, path.bytes,
                    "the owner is \(status.ownerID):\(status.groupID), the archive says \(attributes.ownerID):\(attributes.groupID)"
                ))
        }
        return warnings
    }

    private func allExtended(_ attributes: FileAttributes) -> [ExtendedAttribute] {
        attributes.extended
            + lists(of: attributes).compactMap { name, list in
                list.map { ExtendedAttribute(name: name, value: $0.attributeValue) }
            }
    }

    /// The access control lists that the entry does not have; a directory with a default list gives
    /// one to whatever is created in it.
    private func absentLists(_ attributes: FileAttributes) -> [[UInt8]] {
        lists(of: attributes).filter { $0.list == nil }.map(\.name)
    }

    private func lists(
        of attributes: FileAttributes
    ) -> [(name: [UInt8], list: AccessControlList?)] {
        [
            ([UInt8]("system.posix_acl_access".utf8), attributes.accessControl),
            ([UInt8]("system.posix_acl_default".utf8), attributes.defaultAccessControl),
        ]
    }
}
