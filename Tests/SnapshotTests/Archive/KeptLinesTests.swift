// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Kept lines of a manifest")
struct KeptLinesTests {
    private func line(_ number: Int, _ text: String) -> ManifestLine {
        ManifestLine(text: [UInt8](text.utf8)[...], number: number)
    }

    @Test func `those that are wanted are kept, in their order`() {
        var kept = KeptLines { $0[5] % 2 == 1 }
        for number in 1...5 { kept.take(line(number, "line \(number)")) }
        #expect(kept.lines?.map(\.number) == [1, 3, 5])
        #expect(kept.lines?.map { String(decoding: $0.text, as: UTF8.self) }.last == "line 5")
    }

    @Test func `too many are not kept at all`() {
        var kept = KeptLines { _ in true }
        let text = String(repeating: "x", count: 1 << 10)
        for number in 0..<(KeptLines.mostBytes >> 10) { kept.take(line(number, text)) }
        #expect(kept.lines?.count == KeptLines.mostBytes >> 10)
        kept.take(line(0, "y"))
        #expect(kept.lines == nil)
        kept.take(line(0, ""))
        #expect(kept.lines == nil)
    }

    @Test func `an archive whose lines were not kept is read again`() throws {
        let archive = try ArchivedSite.plain.get()
        let path = [UInt8](archive.zstdArchive.utf8)
        let all = try ArchiveReader(try ArchiveSource.open(path, identities: .none).0)
        let some = try ArchiveReader(try ArchiveSource.open(path, identities: .none).0) {
            guard let type = LineGlance($0)?.type else { return false }
            return $0.extracting(type).isEqual(to: "dir")
        }
        var (lines, directories) = (0, 0)
        try all.forEachLine { _ in lines += 1 }
        #expect(lines == all.entryCount && lines > 0)
        try some.forEachLine { line in
            let entry = try line.entry().entry
            #expect(entry.kind == .directory)
            directories += 1
        }
        #expect(directories > 0 && directories < lines)
        lines = 0
        try some.forEachEntry { _ in lines += 1 }
        #expect(lines == some.entryCount)
    }
}
