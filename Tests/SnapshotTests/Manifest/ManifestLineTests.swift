// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Manifest line")
struct ManifestLineTests {
    private func lines(of archive: String) throws -> [ManifestLine] {
        let reader = try ArchiveReader(try OpenFile.open([UInt8](archive.utf8)))
        var manifest = try reader.entries()
        var lines: [ManifestLine] = []
        while true {
            switch try manifest.next() {
            case .entry(let line): lines.append(line)
            case .end: return lines
            default: break
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `what is seen at a glance is what the entry says`(codec: Compression.Codec) throws {
        let lines = try lines(of: ArchivedSite.odd.get().archive(codec))
        #expect(lines.count > 500)
        var plain = 0
        for line in lines {
            let entry = try line.entry()
            #expect(line.plainHeaderOffset == entry.headerOffset)
            if let component = LineGlance(line.text.span)?.component {
                let isSame = line.text.span.extracting(component)
                    .isEqual(to: entry.entry.component?.rawValue ?? "")
                #expect(isSame)
            }
            guard let path = line.plainPath else { continue }
            plain += 1
            #expect([UInt8](path) == entry.entry.path.bytes)
        }
        // All but the names with backslashes, control characters and what is not UTF-8.
        #expect(plain < lines.count)
        #expect(plain > lines.count - 20)
    }

    struct Glance: CustomTestStringConvertible, Sendable {
        let text: String
        let path: String?
        let offset: UInt64?
        var testDescription: String { text }

        init(_ text: String, path: String? = nil, offset: UInt64? = nil) {
            self.text = text
            self.path = path
            self.offset = offset
        }

        static let all = [
            Glance(#"{"p":"a/b","h":12}"#, path: "a/b", offset: 12),
            Glance(#"{"p":"a/b","h":12,"o":99}"#, path: "a/b", offset: 12),
            Glance(#"{"p":"a\"b","h":0}"#, offset: 0),
            Glance(#"{"p":"a\u002fb","h":7,"o":8}"#, offset: 7),
            Glance(#"{"p_hex":"ff","h":7}"#, offset: 7),
            Glance(#"{"t":"file","p":"a","h":7}"#, offset: 7),
            Glance(#"{ "p":"a","h": 7}"#),
            Glance(#"{"p":"a","o":7}"#, path: "a"),
            Glance(#"{"p":"a","h":7,"x":[]}"#, path: "a"),
            Glance(#"{"p":"a","x":{"h":7}}"#, path: "a"),
            Glance(#"{"p":"a","h":-7}"#, path: "a"),
            Glance(#"{"p":"a","un":"\",\"h\":7}"#, path: "a"),
            Glance(#"{"p":"a","h":1234567890123456789}"#, path: "a"),
            Glance(#"{"p":"a"#), Glance(#"{"p":""#), Glance("{"), Glance(""), Glance("}"),
            Glance(#"{"p":"","h":}"#, path: ""),
        ]
    }

    @Test(arguments: Glance.all) func `a glance sees only what is plain`(glance: Glance) {
        let line = ManifestLine(text: [UInt8](glance.text.utf8)[...], number: 1)
        #expect(line.plainPath.map { String(decoding: $0, as: UTF8.self) } == glance.path)
        #expect(line.plainHeaderOffset == glance.offset)
    }

    @Test func `a component is seen where the writer puts it`() {
        func component(_ text: String) -> String? {
            LineGlance(text.utf8.span)?.component
                .map { String(decoding: [UInt8](text.utf8)[$0], as: UTF8.self) }
        }
        #expect(component(#"{"p":"a","t":"file","c":"tree","m":"0644"}"#) == "tree")
        #expect(component(#"{"p":"a","t":"dir","m":"0755"}"#) == nil)
        #expect(component(#"{"p":"a","c":"tree","t":"file"}"#) == nil)
        #expect(component(#"{"p":"a\\","t":"file","c":"tree"}"#) == nil)
    }
}
