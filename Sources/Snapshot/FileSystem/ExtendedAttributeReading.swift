// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// Reads the extended attributes of open files of one file system, also those that it does not
/// list.
///
/// ntfs-3g, ntfs3 and cifs answer for DOS attributes, NT security descriptors and creation times
/// only when they are asked by name; `listxattr` does not know them.
struct ExtendedAttributeReading: Sendable {
    /// The names to ask for besides the listed ones.
    private let unlistedNames: [[UInt8]]

    /// Names as ntfs-3g documents them (ntfs-3g(8), "extended attributes").
    private static let ntfs3g = [
        "system.ntfs_attrib", "system.ntfs_acl", "system.ntfs_times", "system.ntfs_dos_name",
        "system.ntfs_reparse_data",
    ]
    /// Names of the kernel's ntfs3 driver (`fs/ntfs3/xattr.c`).
    private static let ntfs3 = ["system.dos_attrib", "system.ntfs_attrib", "system.ntfs_security"]
    /// Names of the kernel's cifs client (`fs/smb/client/xattr.c`).
    private static let cifs = [
        "user.cifs.dosattrib", "user.cifs.creationtime", "system.cifs_ntsd_full",
        "system.cifs_ntsd", "system.cifs_acl",
    ]

    /// Never carried: they belong to the machine, not to the site.
    private static let machineOnly = [
        "security.selinux", "security.capability", "security.ima", "security.evm",
    ]
    .map { [UInt8]($0.utf8) }
    private static let machineOnlyPrefix = [UInt8]("trusted.".utf8)
    private static let accessList = [UInt8]("system.posix_acl_access".utf8)
    private static let defaultList = [UInt8]("system.posix_acl_default".utf8)

    /// How much room attributes and lists may take in the header of an entry, in bytes.
    ///
    /// libarchive reads no header of more than 1 MiB; the rest is for the path, the path of a link,
    /// and the owner.
    static let largest = 768 << 10

    /// Learns from statfs(2) which file system an open directory or file lies on.
    init(fileSystemOf number: CInt, path: [UInt8]) throws(SystemCallError) {
        let type = try retrying("fstatfs", path: path) { smsb_file_system_type(number) }
        let names: [String] =
            switch type {
            // FUSE_SUPER_MAGIC; another FUSE file system just has none of the names.
            case 0x6573_5546: Self.ntfs3g
            case 0x7366_746E: Self.ntfs3
            case 0xFF53_4D42, 0xFE53_4D42: Self.cifs  // CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC
            default: []
            }
        unlistedNames = names.map { [UInt8]($0.utf8) }
    }

    /// Fills in the extended attributes and access control lists of an open file or directory.
    ///
    /// Access control lists come first, then the attributes in the order of their names, as far as
    /// they fit.
    ///
    /// - Parameters:
    ///   - number: the descriptor.
    ///   - path: its path, for messages.
    ///   - attributes: what gets them.
    /// - Returns: what is there and was not read.
    /// - Throws: ``SystemCallError`` when not even their names can be read.
    func read(
        _ number: CInt, path: [UInt8], into attributes: inout FileAttributes
    ) throws(SystemCallError) -> [UnreadAttribute] {
        var unread: [UnreadAttribute] = []
        var excess: [[UInt8]] = []
        var room = Self.largest
        for name in Self.ordered(try listedNames(number, path: path) + unlistedNames) {
            do throws(SystemCallError) {
                guard let value = try value(number, path: path, name: name) else { continue }
                let size = Self.size(name, value)
                guard size <= room else {
                    excess.append(name)
                    continue
                }
                room -= size
                switch name {
                case Self.accessList:
                    attributes.accessControl = AccessControlList(attributeValue: value)
                case Self.defaultList:
                    attributes.defaultAccessControl = AccessControlList(attributeValue: value)
                default: attributes.extended.append(ExtendedAttribute(name: name, value: value))
                }
            } catch {
                unread.append(UnreadAttribute(path: path, name: name, error: error))
            }
        }
        attributes.extended.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return unread + [UnreadAttribute(path: path, tooLarge: excess)].compactMap(\.self)
    }

    /// What belongs to the site, in an order that does not depend on the file system.
    private static func ordered(_ names: [[UInt8]]) -> [[UInt8]] {
        let carried = names.filter {
            !machineOnly.contains($0) && !$0.starts(with: machineOnlyPrefix)
        }
        let lists = [accessList, defaultList]
        return lists.filter(carried.contains)
            + carried.filter { !lists.contains($0) }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The most bytes that an attribute takes in a tar header.
    private static func size(_ name: [UInt8], _ value: [UInt8]) -> Int {
        // A list is a text there, with up to 64 bytes for each 8 of the value; in a name any byte
        // may become three.
        let isList = name == accessList || name == defaultList
        return isList ? 8 * value.count : 3 * name.count + value.count + 64
    }

    private func listedNames(_ number: CInt, path: [UInt8]) throws(SystemCallError) -> [[UInt8]] {
        do throws(SystemCallError) {
            let bytes = try sized("flistxattr", path: path) {
                unsafe smsb_flistxattr(number, $0, UInt($1))
            }
            return bytes.split(separator: 0).map { [UInt8]($0) }
        } catch  where error.errno == .notSupported {
            return []
        }
    }

    private func value(
        _ number: CInt, path: [UInt8], name: [UInt8]
    ) throws(SystemCallError) -> [UInt8]? {
        let cName = CPath(name)
        do throws(SystemCallError) {
            return try sized("fgetxattr", path: path) { buffer, size in
                cName.withPointer { unsafe smsb_fgetxattr(number, $0, buffer, UInt(size)) }
            }
        } catch  where error.errno == .noData || error.errno == .notSupported {
            return nil
        }
    }

    /// Asks for the size, then for the bytes; asks again when the answer grew in between.
    @safe
    private func sized(
        _ call: String, path: [UInt8], _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
    ) throws(SystemCallError) -> [UInt8] {
        while true {
            let size = try retrying(call, path: path) { body(nil, 0) }
            if size == 0 { return [] }
            let buffer = ByteBuffer(capacity: size)
            do throws(SystemCallError) {
                _ = try buffer.append(upTo: size) { free throws(SystemCallError) in
                    let start = unsafe free.baseAddress?.assumingMemoryBound(to: CChar.self)
                    return try retrying(call, path: path) { unsafe body(start, free.count) }
                }
            } catch  where error.errno == .outOfRange {
                continue
            }
            return buffer.bytes
        }
    }
}
