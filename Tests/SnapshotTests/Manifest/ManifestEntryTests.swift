// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Manifest entry")
struct ManifestEntryTests {
    static let digest = Hashing.digest(of: [UInt8]("abc".utf8))

    static func entry(_ path: String, _ kind: Entry.Kind) throws -> Entry {
        Entry(
            path: try #require(EntryPath(path)), kind: kind,
            attributes: FileAttributes(
                permissions: 0o644, ownerID: 7, groupID: 8,
                modified: Timestamp(wholeSeconds: 835_643_765)),
            component: .tree)
    }

    private func roundTrip(_ entry: ManifestEntry) throws -> ManifestEntry {
        try ManifestEntry(json: JSONParser.parse(entry.line[...]), line: 1)
    }

    @Test func `a file is one line with a fixed order of keys`() throws {
        var entry = try Self.entry("data/A01/tree/A.DLL", .file(size: 3, digest: Self.digest))
        entry.attributes.ownerName = [UInt8]("sms".utf8)
        let line = ManifestEntry(entry: entry, headerOffset: 512, dataOffset: 1_024).line
        let expected =
            #"{"p":"data/A01/tree/A.DLL","t":"file","c":"tree","m":"0644","u":7,"g":8,"un":"sms","#
            + #""mt":"1996-06-24T19:16:05.000000000Z","s":3,"sha256":"\#(Self.digest.hex)","#
            + #""h":512,"o":1024}"#
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }

    @Test func `every field comes back`() throws {
        var entry = try Self.entry("data/x", .file(size: 10_000_000_000, digest: Self.digest))
        entry.notes = [.changedWhileRead, .paddedWithZeros]
        entry.dataRanges = [0..<5, 7..<10_000_000_000]
        entry.attributes.permissions = 0o7777
        entry.attributes.ownerID = .max
        entry.attributes.groupName = [0xFF, 0x00]
        entry.attributes.modified = try #require(Timestamp(seconds: -1, nanoseconds: 999_999_999))
        entry.attributes.extended = [
            ExtendedAttribute(name: [UInt8]("user.a=%".utf8), value: [0, 1, 0xFF]),
            ExtendedAttribute(name: [0x75, 0xFF], value: []),
        ]
        entry.attributes.accessControl = AccessControlList(
            attributeValue: AccessControlListTests.stored)
        entry.attributes.defaultAccessControl = AccessControlList(lines: [])
        let whole = ManifestEntry(entry: entry, headerOffset: 1, dataOffset: 2)
        #expect(try roundTrip(whole) == whole)
    }

    struct Named: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: Entry.Kind
    }

    static let kinds = [
        Named(testDescription: "empty file", kind: .file(size: 0, digest: digest)),
        Named(testDescription: "directory", kind: .directory),
        Named(testDescription: "symbolic link", kind: .symbolicLink(target: [UInt8]("../x".utf8))),
        Named(testDescription: "link to bytes", kind: .symbolicLink(target: [0xFF, 0x0A])),
    ]

    @Test(arguments: kinds)
    func `an entry without bytes has no place for them`(named: Named) throws {
        var entry = try Self.entry("overlay/x", named.kind)
        entry.component = nil
        let whole = ManifestEntry(entry: entry, headerOffset: 99, dataOffset: 99)
        #expect(try JSONParser.parse(whole.line[...])["o"] == nil)
        #expect(try roundTrip(whole) == whole)
    }

    @Test func `a hard link carries size and digest of its file`() throws {
        let target = try #require(EntryPath("data/x"))
        let entry = try Self.entry("data/y", .hardLink(to: target, size: 3, digest: Self.digest))
        let whole = ManifestEntry(entry: entry, headerOffset: 1, dataOffset: 1)
        #expect(try roundTrip(whole) == whole)
        #expect(whole.dataRange == 1..<1)
    }

    @Test func `a name that is no UTF-8 is written in hexadecimal`() throws {
        let path = try #require(EntryPath(bytes: [0x64, 0x2F, 0xFF]))
        var entry = try Self.entry("data", .directory)
        entry.path = path
        let whole = ManifestEntry(entry: entry, headerOffset: 1, dataOffset: 1)
        #expect(try JSONParser.parse(whole.line[...])["p_hex"]?.text == "642fff")
        #expect(try roundTrip(whole) == whole)
    }
}

@Suite("Malformed manifest entry")
struct MalformedManifestEntryTests {
    /// A change to a good line and, as the case's name, the problem that it must give.
    struct Malformed: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let old: String
        let new: String

        init(_ problem: String, _ old: String, _ new: String) {
            testDescription = problem
            self.old = old
            self.new = new
        }

        static let all = [
            Malformed("\"p\" is missing", #""p":"data/x","#, ""),
            Malformed("\"p\" is not a path: \"data/../x\"", "data/x", "data/../x"),
            Malformed("\"p\" is not a path: \"/x\"", "data/x", "/x"),
            Malformed("\"p\" is not text", #""p":"data/x""#, #""p":1"#),
            Malformed("\"p_hex\" is not hexadecimal", #""p":"data/x""#, #""p_hex":"zz""#),
            Malformed(
                "\"p_hex\" holds text that belongs under \"p\"", #""p":"data/x""#,
                #""p_hex":"61""#),
            Malformed("unknown kind of entry", #""t":"file""#, #""t":"fifo""#),
            Malformed("unknown component", #""c":"tree""#, #""c":"soup""#),
            Malformed("\"m\", \"u\" or \"g\" is out of range", "0644", "10000"),
            Malformed("\"m\", \"u\" or \"g\" is out of range", "0644", "rw"),
            Malformed("\"m\", \"u\" or \"g\" is out of range", #""u":7"#, #""u":4294967296"#),
            Malformed("\"u\" is not a number from 0 to 2^63", #""u":7"#, #""u":-1"#),
            Malformed("\"mt\" is not a time", "1996-06-24", "1996-06-31"),
            Malformed("\"s\" is missing", #""s":3,"#, ""),
            Malformed("\"sha256\" is not a SHA-256 digest", #""sha256":""#, #""sha256":"0"#),
            Malformed("\"o\" is missing", #","o":1024"#, ""),
            Malformed("\"o\" and \"s\" lie outside every tar", #""o":1024"#, #""o":511"#),
            Malformed(
                "\"o\" and \"s\" lie outside every tar", #""s":3"#, #""s":9223372036854775807"#),
            Malformed("\"h\" is not a number from 0 to 2^63", #""h":512"#, #""h":-512"#),
            Malformed("unknown note", #""h""#, #""notes":["odd"],"h""#),
            Malformed("\"data\" is not a list", #""h""#, #""data":3,"h""#),
            Malformed(
                "\"data\" is not a list of ranges in order", #""h""#, #""data":[[0,4]],"h""#),
            Malformed(
                "\"data\" is not a list of ranges in order", #""h""#, #""data":[[2,2]],"h""#),
            Malformed(
                "\"data\" is not a list of ranges in order", #""h""#,
                #""data":[[1,2],[0,1]],"h""#),
            Malformed("\"data\" is not a list of ranges in order", #""h""#, #""data":[[0]],"h""#),
            Malformed("\"acl\" is not an access control list", #""h""#, #""acl":"00","h""#),
            Malformed(
                "\"x\" holds something else than extended attributes", #""h""#,
                #""x":[{"n":"","v":""}],"h""#),
            Malformed(
                "\"x\" holds something else than extended attributes", #""h""#,
                #""x":[{"n":"a","v":"0"}],"h""#),
            Malformed("\"to\" is not the target of a link", #""t":"file""#, #""t":"symlink""#),
            Malformed(
                "\"to\" is not the target of a link", #""t":"file""#,
                #""t":"symlink","to":"a\u0000b""#),
            Malformed("\"to\" is missing", #""t":"file""#, #""t":"link""#),
            Malformed("\"to\" is not a path: \"../x\"", #""t":"file""#, #""t":"link","to":"../x""#),
        ]
    }

    @Test(arguments: Malformed.all)
    func `a line that breaks a rule is refused with the reason`(malformed: Malformed) throws {
        let entry = try ManifestEntryTests.entry(
            "data/x", .file(size: 3, digest: ManifestEntryTests.digest))
        let good = String(
            decoding: ManifestEntry(entry: entry, headerOffset: 512, dataOffset: 1_024).line,
            as: UTF8.self)
        #expect(good.contains(malformed.old))
        let text = good.replacing(malformed.old, with: malformed.new)
        let error = #expect(throws: ManifestError.self) {
            try ManifestEntry(json: JSONParser.parse([UInt8](text.utf8)[...]), line: 9)
        }
        #expect(error?.problem == malformed.testDescription)
    }
}
