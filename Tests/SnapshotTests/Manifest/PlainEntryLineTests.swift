// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Plain line of an entry")
struct PlainEntryLineTests {
    /// What the other reader makes of a line, the one that takes every spelling.
    private static func reference(_ line: [UInt8]) -> ManifestEntry? {
        guard let value = try? JSONParser.parse(line[...]) else { return nil }
        return try? ManifestEntry(json: value, line: 1)
    }

    private static func plainEntries() throws -> [ManifestEntry] {
        let digest = Hashing.digest(of: [UInt8]("abc".utf8))
        let kinds: [Entry.Kind] = [
            .file(size: 3, digest: digest), .file(size: 0, digest: digest), .directory,
            .file(size: 999_999_999_999_999_999, digest: digest),
        ]
        return try kinds.flatMap { kind in
            try [nil, ComponentKind.tree].flatMap { component in
                try ["", "sms"].map { owner in
                    var entry = try ManifestEntryTests.entry("data/A01/tree/A B.DLL", kind)
                    entry.component = component
                    entry.attributes.ownerName = [UInt8](owner.utf8)
                    entry.attributes.groupName = [UInt8](owner.utf8)
                    entry.attributes.permissions = 0o7070
                    return ManifestEntry(
                        entry: entry, headerOffset: 0,
                        dataOffset: entry.storedSize > 0 ? 512 : 0)
                }
            }
        }
    }

    @Test func `what nearly all lines are is read, and read alike`() throws {
        for entry in try Self.plainEntries() {
            let found = PlainEntryLine.entry(entry.line.span)
            #expect(found == entry)
            #expect(Self.reference(entry.line) == entry)
        }
    }

    @Test func `a changed line is read alike or left to the other reader`() throws {
        let bytes = [UInt8]("\"\\0917,:{}-+ eZ@\u{7F}\u{E9}\n".utf8)
        var read = 0
        for entry in try Self.plainEntries() {
            let line = entry.line
            for position in line.indices {
                var variants = bytes.map { byte in
                    var changed = line
                    changed[position] = byte
                    return changed
                }
                variants.append([UInt8](line[..<position]))
                variants.append([UInt8](line[..<position] + line[(position + 1)...]))
                variants.append([UInt8](line[...position] + line[position...]))
                for variant in variants {
                    guard let found = PlainEntryLine.entry(variant.span) else { continue }
                    read += 1
                    let expected = Self.reference(variant)
                    if found != expected {
                        Issue.record("\(String(decoding: variant, as: UTF8.self))")
                    }
                }
            }
        }
        // Most changes of a name or a number make another good line.
        #expect(read > 1_000)
    }

    /// What else a good line may look like: what it is, its start, and its end.
    static let others = [
        ("a link", #"{"p":"a","t":"symlink""#, #""to":"b","h":1}"#),
        ("another order", #"{"t":"dir","p":"a""#, #""h":1}"#),
        ("blanks", #"{"p": "a","t":"dir""#, #""h":1}"#),
        ("an escape", #"{"p":"\u0061","t":"dir""#, #""h":1}"#),
        ("no ASCII", #"{"p":"é","t":"dir""#, #""h":1}"#),
        ("an attribute", #"{"p":"a","t":"dir""#, #""acl":"02000000","h":1}"#),
        ("a note", #"{"p":"a","t":"dir""#, #""notes":["changed-while-read"],"h":1}"#),
    ]

    @Test(arguments: others)
    func `any other good line is left to the other reader`(
        what: String, start: String, end: String
    ) throws {
        let middle = #","m":"0777","u":0,"g":0,"mt":"1996-06-24T19:16:05.000000000Z","#
        let bytes = [UInt8]((start + middle + end).utf8)
        let found = PlainEntryLine.entry(bytes.span)
        #expect(found == nil, "\(what)")
        #expect(Self.reference(bytes) != nil, "\(what)")
        #expect(try ManifestLine(text: bytes[...], number: 1).entry() == Self.reference(bytes))
    }
}
