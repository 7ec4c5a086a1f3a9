// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport

@testable import Snapshot

/// Archives whose numbers and attributes lie or are monstrous.
enum HostileNumbers {
    private static let good = "forged/data/XXX/tree/bad"

    private static func header(
        _ description: String, _ message: String, _ change: (inout RawHeader) -> Void
    ) -> HostileCase {
        var header = RawHeader(good)
        change(&header)
        let bytes = header.bytes
        return .refused(description, message, restoring: "not restored") {
            HostileCase.header(&$0, bytes)
        }
    }

    private static func text(
        _ description: String, _ message: String, _ old: String, _ new: String
    ) -> HostileCase {
        .refused(description, message) { Lie.edit(&$0, old, new) }
    }

    /// An attribute that is not given back, or only as far as the destination can hold it.
    private static func attribute(
        _ description: String, restoring: String = "", statuses: Set<Int32> = [0, 3],
        _ change: @escaping @Sendable (inout FileAttributes) -> Void
    ) -> HostileCase {
        .contained(description, restoring: restoring, statuses: statuses, allowed: ["bad"]) {
            change(&$0.units[0][0].entry.attributes)
        }
    }

    private static func extended(_ name: String, _ value: [UInt8]) -> ExtendedAttribute {
        ExtendedAttribute(name: [UInt8](name.utf8), value: value)
    }

    /// What gives a program every right (linux/capability.h, version 2, effective).
    private static let capability: [UInt8] =
        [1, 0, 0, 2] + [UInt8](repeating: 0xFF, count: 8) + [UInt8](repeating: 0, count: 8)

    static let cases: [HostileCase] = [
        header("a size beyond the unit", "unit 2") { $0.size = RawHeader.octal(1 << 30) },
        header("a size of 2^62", "unit 2") {
            $0.size = [0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]
        },
        header("a negative size", "unit 2") { $0.size = [UInt8](repeating: 0xFF, count: 12) },
        header("a size that is no number", "unit 2") { $0.size = [UInt8]("size of me  ".utf8) },
        header("a size that is smaller", "unit 2") { $0.size = RawHeader.octal(1) },
        header("a checksum that is wrong", "unit 2") { $0.checksumError = 1 },
        header("a time that is no number", "unit 2") {
            $0.modified = [UInt8]("yesterday   ".utf8)
        },
        header("set-id bits in the header alone", "disagree in permissions") {
            $0.mode = [UInt8]("006755 \0".utf8)
        },
        .refused("a pax size beside another size", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0, RawHeader.pax("size", "1024") + RawHeader(good, size: 4).bytes)
        },
        .refused("a pax record that lies about its length", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0, RawHeader.extra("x", [UInt8]("99999 path=x\n".utf8)) + RawHeader(good).bytes)
        },
        .refused("a pax record without an end", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0, RawHeader.extra("x", [UInt8]("9 path=xx".utf8)) + RawHeader(good).bytes)
        },
        .refused("a pax header of 4 GiB", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0, RawHeader("./@extra", type: "x", size: 4 << 30).bytes + RawHeader(good).bytes)
        },
        text(
            "a size of 2^62 in the manifest", "\"s\" lie outside every tar", "\"s\":4,",
            "\"s\":9223372036854775807,"),
        text(
            "a size larger than the units", "in the units where it should", "\"s\":4,",
            "\"s\":999999999999,"),
        text("a size below zero", "is not a number from 0", "\"s\":4,", "\"s\":-4,"),
        text("a size with a fraction", "expected", "\"s\":4,", "\"s\":4.5,"),
        text("a size as text", "is not a number", "\"s\":4,", "\"s\":\"4\","),
        text("permissions of five digits", "out of range", "\"m\":\"0644\"", "\"m\":\"77777\""),
        text("permissions with a sign", "out of range", "\"m\":\"0644\"", "\"m\":\"-644\""),
        text("an owner of 2^32", "out of range", "\"u\":0", "\"u\":4294967296"),
        text("a time that is none", "mt", "1996-06-24", "1996-13-99"),
        text("a digest that is none", "sha256", "\"sha256\":\"", "\"sha256\":\"zz"),
        text("a key twice", "a key that is not there yet", "\"s\":4,", "\"s\":4,\"s\":5,"),
        text(
            "holes that overlap", "is not a list of ranges", "\"s\":4,",
            "\"s\":4,\"data\":[[0,3],[1,4]],"),
        text(
            "holes behind the end", "is not a list of ranges", "\"s\":4,",
            "\"s\":4,\"data\":[[0,9]],"),
        text(
            "an attribute without a name", "than extended attributes", "\"s\":4,",
            "\"x\":[{\"n\":\"\",\"v\":\"00\"}],\"s\":4,"),
        text(
            "an attribute with a NUL", "than extended attributes", "\"s\":4,",
            "\"x\":[{\"n\":\"user.\\u0000\",\"v\":\"00\"}],\"s\":4,"),
        text(
            "a list of rights that is none", "is not an access control list", "\"s\":4,",
            "\"acl\":\"0200\",\"s\":4,"),
        attribute("a time before the beginning", statuses: [0, 2, 3]) {
            $0.modified = Timestamp(wholeSeconds: -(1 << 55))
        },
        attribute("a time at the end", statuses: [0, 2, 3]) {
            $0.modified = Timestamp(wholeSeconds: 1 << 55)
        },
        attribute("set-id bits", restoring: "set-id", statuses: [3]) { $0.permissions = 0o6755 },
        attribute("the last owner", statuses: [0, 3]) {
            ($0.ownerID, $0.groupID) = (.max, .max)
        },
        attribute("an owner's name with escapes", statuses: [0, 3]) {
            $0.ownerName = [UInt8]("\u{1B}[2Jroot".utf8)
        },
        attribute("rights of a program", restoring: "security.capability", statuses: [3]) {
            $0.permissions = 0o755
            $0.extended = [extended("security.capability", capability)]
        },
        attribute("a label of the machine", restoring: "security.selinux", statuses: [3]) {
            $0.extended = [extended("security.selinux", [UInt8]("system_u".utf8))]
        },
        attribute("an attribute for root alone", restoring: "trusted.overlay", statuses: [3]) {
            $0.extended = [extended("trusted.overlay.redirect", [UInt8]("/etc".utf8))]
        },
        attribute("an attribute of no class", restoring: "nonsense", statuses: [3]) {
            $0.extended = [extended("nonsense", [1])]
        },
        attribute("a thousand attributes", statuses: [0, 3]) {
            $0.extended = (0..<1_000).map { extended("user.\(10_000 + $0)", [1]) }
        },
        .refused("an attribute of 2 MiB", "header too large", restoring: "not restored") {
            $0.units[0][0].entry.attributes.extended = [extended("user.large", noise(2 << 20))]
        },
        attribute("an attribute of 100 KiB", restoring: "user.large", statuses: [3]) {
            $0.extended = [extended("user.large", noise(100 << 10))]
        },
        attribute("rights for whom the mode does not name", statuses: [0, 3]) {
            $0.accessControl = AccessControlList(lines: [
                .init(tag: .owner, permissions: 6), .init(tag: .user, id: 65_534, permissions: 7),
                .init(tag: .owningGroup, permissions: 4), .init(tag: .mask, permissions: 7),
                .init(tag: .other, permissions: 4),
            ])
            $0.permissions = 0o674
        },
    ]
}
