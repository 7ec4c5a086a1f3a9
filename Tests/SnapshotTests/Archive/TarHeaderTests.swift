// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Tar headers")
struct TarHeaderTests {
    /// An entry that must say the same when its header is read again.
    struct Subject: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let entry: Entry

        init(
            _ description: String, _ path: [UInt8] = [UInt8]("data/x".utf8),
            _ kind: Entry.Kind = .file(size: 3, digest: Hashing.digest(of: [])),
            _ change: (inout FileAttributes) -> Void = { _ in }
        ) {
            testDescription = description
            var attributes = FileAttributes(permissions: 0o640, modified: .init(wholeSeconds: 1))
            change(&attributes)
            entry = Entry(
                path: SnapshotTests.path(path), kind: kind,
                attributes: attributes)
        }

        static let paths = [
            Subject("a path of 100 bytes", [UInt8](repeating: 0x61, count: 100)),
            Subject("a name of 255 bytes", [UInt8](repeating: 0x61, count: 255)),
            Subject("a path of 10,000 bytes", deep(10_000)),
            Subject("a path of 65,536 bytes", deep(65_536)),
            Subject("composed", [UInt8]("data/caf\u{E9}".utf8)),
            Subject("decomposed", [UInt8]("data/cafe\u{301}".utf8)),
            Subject("no UTF-8", [0x64, 0x2F, 0xFF, 0xFE]),
            Subject("newline", [UInt8]("data/a\nb".utf8)),
            Subject("trailing blank", [UInt8]("data/a ".utf8)),
            Subject("equals and percent", [UInt8]("data/a=%25".utf8)),
            Subject("only digits", [UInt8]("12 345".utf8)),
            Subject("backslash", [UInt8]("data/a\\b".utf8)),
        ]

        static let kinds = [
            Subject("directory", [UInt8]("data".utf8), .directory),
            Subject("directory without UTF-8", [0xFF], .directory),
            Subject(
                "9 GiB", [0x61], .file(size: 9 << 30, digest: Hashing.digest(of: []))),
            Subject("link", [0x61], .symbolicLink(target: [UInt8]("../b".utf8))),
            Subject("link to no UTF-8", [0x61], .symbolicLink(target: [0xFF])),
            Subject("link to decomposed", [0x61], .symbolicLink(target: [UInt8]("e\u{301}".utf8))),
            Subject(
                "link of 4,000 bytes", [0x61],
                .symbolicLink(target: [UInt8](repeating: 0x62, count: 4_000))),
            Subject("link to a directory", [0x61], .symbolicLink(target: [UInt8]("b/".utf8))),
            Subject(
                "hard link", [0x62],
                .hardLink(to: path("data/x"), size: 5, digest: Hashing.digest(of: []))),
            Subject(
                "hard link to no UTF-8", [0x62],
                .hardLink(to: path([0xFF]), size: 5, digest: Hashing.digest(of: []))),
        ]

        static let attributes = [
            Subject("set-id and sticky") { $0.permissions = 0o7777 },
            Subject("no permissions") { $0.permissions = 0 },
            Subject("owners beyond octal") { ($0.ownerID, $0.groupID) = (.max - 1, 3_000_000) },
            Subject("owner's names") {
                ($0.ownerName, $0.groupName) = ([UInt8]("Administrator".utf8), [0xFF])
            },
            Subject("an owner's long name") {
                $0.ownerName = [UInt8](repeating: 0x61, count: 200)
            },
            Subject("attributes") {
                $0.extended = [
                    .init(name: [UInt8]("user.a".utf8), value: [0, 0x0A, 0xFF, 0]),
                    .init(name: [UInt8]("user.a=b%3D%".utf8), value: [1]),
                    .init(name: [UInt8]("user.empty".utf8), value: []),
                    .init(name: [UInt8]("user.large".utf8), value: noise(65_536)),
                    .init(name: [UInt8]("user.\u{E9}e\u{301}".utf8), value: [2]),
                ]
            },
            Subject("an attribute whose name is no UTF-8") {
                $0.extended = [.init(name: [UInt8]("user.".utf8) + [0xFF], value: [1])]
            },
            Subject("access control list") {
                $0.accessControl = AccessControlList(attributeValue: AccessControlListTests.stored)
            },
            Subject("a list with a number of 31 bits") { $0.accessControl = list(0x7FFF_FFFF) },
            Subject("a list with a number of 32 bits") { $0.accessControl = list(0x8000_0000) },
            Subject("lists with the largest number") {
                $0.permissions = 0o2670
                $0.accessControl = list(.max - 1)
                $0.defaultAccessControl = list(.max - 1)
            },
            Subject("a list with a large number beside one without") {
                $0.accessControl = list(1_234)
                $0.defaultAccessControl = list(3_000_000_000)
                $0.extended = [.init(name: [UInt8]("user.a".utf8), value: [1])]
            },
            Subject("an attribute that is called like a list and is none") {
                $0.extended = [
                    .init(name: [UInt8]("system.posix_acl_access".utf8), value: [1, 2, 3])
                ]
            },
            Subject("a default list of three lines") {
                $0.defaultAccessControl = AccessControlList(lines: [
                    .init(tag: .owner, permissions: 7), .init(tag: .owningGroup, permissions: 5),
                    .init(tag: .other, permissions: 0),
                ])
            },
        ]

        static func list(_ id: UInt32) -> AccessControlList {
            AccessControlList(lines: [
                .init(tag: .owner, permissions: 6), .init(tag: .group, id: id, permissions: 4),
                .init(tag: .owningGroup, permissions: 4), .init(tag: .mask, permissions: 4),
                .init(tag: .other, permissions: 0),
            ])
        }

        static func deep(_ count: Int) -> [UInt8] {
            (0..<count).map { ($0 + 1).isMultiple(of: 200) && $0 + 1 < count ? 0x2F : 0x61 }
        }
    }

    static let times: [(Int64, Int32)] = [
        (0, 0), (0, 1), (-1, 0), (-1, 1), (-1, 999_999_999), (-2, 0), (-2, 500_000_000),
        (-5, 123_456_789), (-2_208_988_800, 1), (-62_135_596_800, 0), (-62_167_219_200, 7),
        (2_147_483_648, 0), (8_589_934_592, 999_999_999), (253_402_300_799, 999_999_999),
        (300_000_000_000, 0), (1_000_000_000, 100),
    ]

    private func roundTrip(_ entry: Entry) throws -> [String] {
        let buffer = ByteBuffer(capacity: 1_024)
        let bag = [UInt8]("bag".utf8)
        try TarHeaderEncoder(bag: bag).append(entry, to: buffer)
        #expect(buffer.count.isMultiple(of: 512))
        let members = try TarUnitReader.members(in: buffer, limit: 1)
        let member = try #require(members.first)
        #expect(member.headerOffset == 0)
        #expect(member.dataOffset == buffer.count)
        return member.differences(from: entry, bag: bag)
    }

    @Test(arguments: Subject.paths + Subject.kinds + Subject.attributes)
    func `a header says what the entry says`(subject: Subject) throws {
        #expect(try roundTrip(subject.entry) == [])
    }

    @Test(arguments: times)
    func `a header carries the time, and the manifest the rest of it`(
        seconds: Int64, nanoseconds: Int32
    ) throws {
        let time = try #require(Timestamp(seconds: seconds, nanoseconds: nanoseconds))
        #expect(try roundTrip(Subject("time") { $0.modified = time }.entry) == [])
    }

    @Test func `headers are the same every time`() throws {
        for subject in Subject.paths + Subject.kinds + Subject.attributes {
            let buffers = [ByteBuffer(capacity: 64), ByteBuffer(capacity: 64)]
            for buffer in buffers {
                try TarHeaderEncoder(bag: [0x62]).append(subject.entry, to: buffer)
            }
            #expect(buffers[0].bytes == buffers[1].bytes, "\(subject.testDescription)")
        }
    }

    @Test func `every difference is named`() throws {
        let subject = Subject("file")
        let buffer = ByteBuffer(capacity: 64)
        try TarHeaderEncoder(bag: [0x62]).append(subject.entry, to: buffer)
        let member = try #require(try TarUnitReader.members(in: buffer, limit: 1).first)
        var other = subject.entry
        other.path = path("data/y")
        other.kind = .file(size: 4, digest: Hashing.digest(of: []))
        other.attributes = FileAttributes(
            permissions: 0o1640, ownerID: 1, groupID: 1, modified: .init(wholeSeconds: 2))
        other.attributes.extended = [.init(name: [0x61], value: [])]
        other.attributes.accessControl = Subject.list(1)
        other.attributes.defaultAccessControl = Subject.list(1)
        #expect(
            member.differences(from: other, bag: [0x62]) == [
                "path", "size", "permissions", "owner", "group", "modification time",
                "extended attributes", "access control list", "default access control list",
            ])
        other.kind = .directory
        #expect(member.differences(from: other, bag: [0x62]).contains("kind"))
        other.kind = .symbolicLink(target: [0x61])
        #expect(member.differences(from: other, bag: [0x62]).contains("link target"))
    }
}
