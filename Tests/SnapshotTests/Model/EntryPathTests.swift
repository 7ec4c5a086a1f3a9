// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Entry path")
struct EntryPathTests {
    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]

        init(_ description: String, _ text: String) {
            self.init(description, [UInt8](text.utf8))
        }

        init(_ description: String, _ bytes: [UInt8]) {
            testDescription = description
            self.bytes = bytes
        }

        static let all = [
            Refused("empty", ""),
            Refused("absolute", "/etc/passwd"),
            Refused("slash at the end", "data/"),
            Refused("two slashes", "data//a"),
            Refused("dot", "."),
            Refused("dot inside", "data/./a"),
            Refused("dots at the start", "../a"),
            Refused("dots inside", "data/../../a"),
            Refused("dots at the end", "data/.."),
            Refused("NUL", [0x61, 0, 0x62]),
            Refused("a name of 256 bytes", String(repeating: "n", count: 256)),
            Refused("65,537 bytes", String(repeating: "n/", count: 32_768) + "n"),
        ]
    }

    @Test(arguments: Refused.all)
    func `bytes that are no relative, normalised path are refused`(refused: Refused) {
        #expect(EntryPath(bytes: refused.bytes) == nil)
    }

    struct Accepted: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let names: Int
    }

    static let accepted = [
        Accepted(testDescription: "one name", bytes: [0x61], names: 1),
        Accepted(testDescription: "three dots", bytes: [0x2E, 0x2E, 0x2E], names: 1),
        Accepted(testDescription: "hidden", bytes: [UInt8](".a/..b".utf8), names: 2),
        Accepted(testDescription: "newline and escape", bytes: [0x0A, 0x1B], names: 1),
        Accepted(testDescription: "no UTF-8", bytes: [0xFF, 0x2F, 0xC3], names: 2),
        Accepted(
            testDescription: "a name of 255 bytes", bytes: [UInt8](repeating: 0x6E, count: 255),
            names: 1),
        Accepted(
            testDescription: "65,535 bytes",
            bytes: [UInt8]((String(repeating: "n/", count: 32_767) + "n").utf8), names: 32_768),
    ]

    @Test(arguments: accepted)
    func `any other bytes are a path and stay as they are`(accepted: Accepted) throws {
        let path = try #require(EntryPath(bytes: accepted.bytes))
        #expect(path.bytes == accepted.bytes)
        #expect(path.names.count == accepted.names)
    }

    @Test func `two spellings of one text are two paths`() throws {
        let composed = try #require(EntryPath("\u{E9}"))
        let decomposed = try #require(EntryPath("e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func `two invalid names are two paths`() throws {
        let one = try #require(EntryPath(bytes: [0xFE]))
        let other = try #require(EntryPath(bytes: [0xFF]))
        #expect(one != other)
        #expect(one.description == "\\xfe")
    }

    @Test func `paths are ordered by their bytes`() throws {
        let texts = ["a/z", "B", "a", "a b", "a-b", "\u{E9}", "b"]
        let sorted = texts.compactMap { EntryPath($0) }.sorted().map(\.description)
        #expect(sorted == ["B", "a", "a b", "a-b", "a/z", "b", "\u{E9}"])
    }

    @Test func `a path knows its parts`() throws {
        let path = try #require(EntryPath("data/A01/tree/A.DLL"))
        #expect([UInt8](path.lastName) == [UInt8]("A.DLL".utf8))
        #expect(path.parent == EntryPath("data/A01/tree"))
        #expect(EntryPath("data")?.parent == nil)
        #expect(path.droppingFirst(1) == EntryPath("A01/tree/A.DLL"))
        #expect(path.droppingFirst(3) == EntryPath("A.DLL"))
        #expect(path.droppingFirst(4) == nil)
    }

    @Test func `a path below another begins with it and a slash`() throws {
        let tree = try #require(EntryPath("data/tree"))
        let cases = [
            ("data/tree", true), ("data/tree/a", true), ("data/trees", false), ("data", false),
        ]
        for (text, isBelow) in cases {
            #expect(EntryPath(text)?.isAtOrBelow(tree) == isBelow, "\(text)")
        }
    }

    @Test func `a name is appended only if it is one and fits`() throws {
        let path = try #require(EntryPath("a"))
        #expect(path.appending(name: "b".utf8)?.description == "a/b")
        #expect(path.appending(name: "b/c".utf8) == nil)
        #expect(path.appending(name: "..".utf8) == nil)
        #expect(path.appending(name: "".utf8) == nil)
        let long = try #require(
            EntryPath(bytes: [UInt8]((String(repeating: "n/", count: 32_767) + "n").utf8)))
        #expect(long.appending(name: "b".utf8) == nil)
        #expect(long.appending(path) == nil)
        #expect(path.appending(try #require(EntryPath("b/c")))?.description == "a/b/c")
    }

    @Test func `only data and overlay hold what was captured`() {
        for name in ["data", "data/A01", "overlay", "overlay/x"] {
            #expect(path(name).isPayload, "\(name)")
        }
        for name in ["dat", "data2/x", "smsbackup/manifest.json", "bagit.txt", "DATA/x"] {
            #expect(!path(name).isPayload, "\(name)")
        }
    }
}
