// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Fields of a foreign tar")
struct TarFieldTests {
    private static func number(_ bytes: [UInt8]) -> Int64? {
        let block = bytes + [UInt8](repeating: 0, count: 512 - bytes.count)
        return TarBlock(block).number(0..<bytes.count)
    }

    @Test(
        arguments: [
            ("0000644\0", 420), ("   644 \0", 420), ("644", 420), ("\0\0\0\0\0\0\0\0", 0),
            ("00000008", nil), ("-0000001", nil), ("0x0001\0", nil),
            ("777777777777777777777", Int64.max),
            ("7777777777777777777777", nil),
        ] as [(String, Int64?)])
    func `octal numbers`(text: String, value: Int64?) {
        #expect(Self.number([UInt8](text.utf8)) == value)
    }

    @Test func `binary numbers, also negative ones`() {
        #expect(Self.number([0x80, 0, 0, 0, 0, 0, 1, 0]) == 256)
        #expect(Self.number([UInt8](repeating: 0xFF, count: 12)) == -1)
        #expect(Self.number([0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7)) == .max)
        #expect(Self.number([0x80, 0, 0, 0, 0x80] + [UInt8](repeating: 0, count: 7)) == nil)
        #expect(Self.number([0xBF] + [UInt8](repeating: 0xFF, count: 11)) == nil)
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("835643765", 835_643_765, 0), ("1.5", 1, 500_000_000),
            ("-4.876543211", -5, 123_456_789), ("-4", -4, 0), ("-0.75", -1, 250_000_000),
            ("1.0000000009", 1, 0), ("12.", 12, 0),
        ] as [(String, Int64, Int32)])
    func `times`(text: String, seconds: Int64, nanoseconds: Int32) {
        var records = PaxRecords()
        let isRight = records.add(RawHeader.record("mtime", [UInt8](text.utf8))[...])
        #expect(isRight)
        #expect(
            records.time("mtime") == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(arguments: ["", "-", ".", "1.x", "1e9", "99999999999999999999", "--1", " 1"])
    func `what is no time`(text: String) {
        var records = PaxRecords()
        let isRight = records.add(RawHeader.record("mtime", [UInt8](text.utf8))[...])
        #expect(isRight)
        #expect(records.time("mtime") == nil)
    }

    @Test(arguments: [
        "9 path=xx", "99999 path=x\n", "0 path=x\n", "x path=x\n", "9 pathxxx\n", "8 path=x\n",
        "-9 path=x\n", "10path=xx\n", "2 \n", "999999999999 path=x\n",
    ])
    func `records that lie about their length, or have no key`(text: String) {
        var records = PaxRecords()
        let isRight = records.add([UInt8](text.utf8)[...])
        #expect(!isRight)
    }

    @Test func `the last record of a key counts, and values are bytes`() {
        var records = PaxRecords()
        let value: [UInt8] = [0xFF, 0x0A, 0, 0x3D]
        let text = RawHeader.record("path", [0x61]) + RawHeader.record("path", value)
        let isRight = records.add(text[...])
        #expect(isRight)
        #expect(records["path"] == value)
    }

    @Test func `names of attributes are decoded once`() {
        var records = PaxRecords()
        let text =
            RawHeader.record("SCHILY.xattr.user.b%3Dc%2525", [1])
            + RawHeader.record("SCHILY.xattr.user.a", [])
        let isRight = records.add(text[...])
        #expect(isRight)
        #expect(
            records.extendedAttributes == [
                ExtendedAttribute(name: [UInt8]("user.a".utf8), value: []),
                ExtendedAttribute(name: [UInt8]("user.b=c%25".utf8), value: [1]),
            ])
    }

    @Test func `lists of rights as others write them`() {
        let wanted = AccessControlList(lines: [
            .init(tag: .owner, permissions: 6), .init(tag: .user, id: 1_234, permissions: 5),
            .init(tag: .owningGroup, permissions: 4), .init(tag: .group, id: 7, permissions: 2),
            .init(tag: .mask, permissions: 7), .init(tag: .other, permissions: 0),
        ])
        for text in [
            "user::rw-,user:1234:r-x,group::r--,group:7:-w-,mask::rwx,other::---",
            "u::rw-\nu:lp:r-x:1234\ng::r--\ng:staff:-w-:7 # him\nm::rwx\no::---\n",
            "user::rw-,user:abc:r-x,group::r--,group:7:-w-,mask:rwx,other:---",
        ] {
            let found = AccessControlText.list(
                [UInt8](text.utf8), user: { $0.elementsEqual("abc".utf8) ? 1_234 : nil },
                group: { _ in nil })
            #expect(found == wanted, "\(text)")
        }
        for text in [
            "", "user", "user::rwz", "mask:x:rwx", "default:user::rwx", "user:nobody:rwx", "x::rwx",
            "user:99999999999:rwx",
        ] {
            let found = AccessControlText.list(
                [UInt8](text.utf8), user: { _ in nil }, group: { _ in nil })
            #expect(found == nil, "\(text)")
        }
    }

    @Test func `maps that contradict themselves`() {
        #expect(SparseMap([0, 4, 8, 4], size: 16)?.parts == [0..<4, 8..<12])
        #expect(SparseMap([0, 4, 16, 0], size: 16)?.parts == [0..<4])
        for (numbers, size) in [
            ([0, 4, 3, 4], 16), ([8, 4, 0, 4], 16), ([0, 17], 16), ([0], 16),
            ([.max, 2], 16), ([0, .max], .max),
        ] as [([UInt64], UInt64)] {
            #expect(SparseMap(numbers, size: size) == nil, "\(numbers)")
        }
    }

    @Test func `where names lead`() {
        func place(_ name: String) -> String {
            switch ForeignMember.place(of: [UInt8](name.utf8)) {
            case .below(let path): path.description
            case .top: "top"
            case .refused: "refused"
            }
        }
        for (name, wanted) in [
            ("a", "data/a"), ("./a", "data/a"), ("a//b/./c/", "data/a/b/c"), (".", "top"),
            ("./", "top"), ("", "refused"), ("/a", "refused"), ("//a", "refused"),
            ("..", "refused"), ("a/../b", "refused"), ("a/..", "refused"), ("./..", "refused"),
            ("...", "data/..."), ("a\0b", "refused"),
            (String(repeating: "n", count: 256), "refused"),
            (String(repeating: "n/", count: 40_000), "refused"),
        ] {
            #expect(place(name) == wanted, "\(name.prefix(40))")
        }
    }
}
