// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Lines of a manifest that are passed over")
struct ManifestPassingTests {
    /// What comes out of a manifest: lines that are not wanted count, and nothing else tells
    /// whether they were given or passed.
    struct Reading: Equatable {
        var entries = 0
        var wanted: [String] = []
        var others = 0
        var error: String?
    }

    private static let digest = String(repeating: "0", count: 64)

    private func read(
        _ text: String, pieces: Int, passes: Bool, isWanted: @escaping LineFilter
    ) -> Reading {
        var rest = [UInt8](text.utf8)[...]
        var manifest = ManifestReader(.done) { pending in
            guard !rest.isEmpty else { return false }
            pending += rest.prefix(pieces)
            rest = rest.dropFirst(pieces)
            return true
        }
        var reading = Reading()
        do {
            while true {
                if passes {
                    reading.entries += manifest.passEntries(before: .max, unless: isWanted)
                }
                switch try manifest.next() {
                case .entry(let line):
                    reading.entries += 1
                    if isWanted(line.text.span) {
                        let words = String(decoding: line.text, as: UTF8.self)
                        reading.wanted.append("\(line.number) at \(manifest.lineStart): \(words)")
                    }
                case .end:
                    try manifest.expectEnd()
                    return reading
                default: reading.others += 1
                }
            }
        } catch {
            reading.error = "\(error)"
            return reading
        }
    }

    /// Lists of entries, right and wrong.
    static let lists = [
        #"{"p":"a","t":"file"},|{"p":"b","t":"dir"},|{"p":"c","t":"file"}|],"#,
        #"{"p":"a","t":"file"}|],"#, "],", "],|", "]", "", ",", "|,", "{},|{},|],", "{},|{}|{},|],",
        "{},|],|", "{},|]", "{},||{}|],", "{},|],x", "{},|,|{}|],", "{}|],|],", "{},|]{},|{}|],",
        #"{"p":"a","t":"file"},|]x,|{"p":"c"}|],"#, #"{"p":"a"},|"units":[|],"#,
        #"{"p":"a\",\"t\":\"dir"},|{"p":"b","t":"dir"}|],"#, #"{"p":"a","t":"dir"|],"#,
        #"{"p":"a","t":"dir,|{"p":"b","t":"dir"},|{}|],"#, "x,|y,|z|],", "{},|{},|{},", "{},|{}",
    ]

    @Test(arguments: lists)
    func `a list that is passed over says what it says when it is read`(list: String) {
        let head =
            #"{"format":{"name":"smsbackup-archive","version":"1.0","requires":[]},|"entries":[|"#
        let tail = "|\"warnings\":[|],|\"manifest_sha256\":\"\(Self.digest)\"}|"
        let text = (head + list + tail).replacing("|", with: "\n")
        let filters: [LineFilter] = [
            { _ in false }, { _ in true }, { $0.count % 2 == 0 },
            { LineGlance($0).map { $0.type.count == 3 } ?? true },
        ]
        for filter in filters {
            for pieces in [1, 7, 64, 1 << 20] {
                let one = read(text, pieces: pieces, passes: false, isWanted: filter)
                let other = read(text, pieces: pieces, passes: true, isWanted: filter)
                #expect(one == other, "pieces of \(pieces)")
            }
        }
    }

    @Test func `what is passed over ends where it is told to`() throws {
        let text = "\"entries\":[\n" + String(repeating: "{},\n", count: 100) + "{}\n],\n"
        var isGiven = false
        var manifest = ManifestReader(.done) { pending in
            guard !isGiven else { return false }
            isGiven = true
            pending += [UInt8](("{\"x\":1,\n" + text).utf8)
            return true
        }
        guard case .entry = try manifest.next() else {
            Issue.record("no entry")
            return
        }
        let start = manifest.lineStart
        // Lines of four bytes: those that begin at 4, 8 and 12 behind the first.
        #expect(manifest.passEntries(before: start + 13) { _ in false } == 3)
        #expect(manifest.lineStart == start + 12)
        #expect(manifest.passEntries(before: start + 13) { _ in false } == 0)
        #expect(manifest.passEntries(before: .max) { _ in true } == 0)
        // All but the last, which has no comma.
        #expect(manifest.passEntries(before: .max) { _ in false } == 96)
    }

    @Test func `a glance gives the path as it is restored`() {
        func restored(_ text: String) -> String? {
            let bytes = [UInt8](text.utf8)
            return LineGlance(bytes.span)?.restoredPath(in: bytes.span)
                .map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        #expect(restored(#"{"p":"data/A01/x","t":"file"}"#) == "A01/x")
        #expect(restored(#"{"p":"overlay/é","t":"file"}"#) == "é")
        #expect(restored(#"{"p":"data","t":"dir"}"#) == nil)
        #expect(restored(#"{"p":"data/","t":"dir"}"#) == "")
        #expect(restored(#"{"p":"data/A01/x"}"#) == nil)
        #expect(restored(#"{"p":"data/A01/x","t":"file"#) == nil)
        #expect(restored(#"{"p":"data/\\","t":"file"}"#) == nil)
    }
}
