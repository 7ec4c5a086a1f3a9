// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Files of the same name and size stand in one unit; that must never be seen in what comes back.
@Suite("Twins in one unit")
struct TwinTests {
    /// Copies, and files that only look like them: one bit differs, at the start, in the middle, at
    /// the end.
    private func site() throws -> BareSite {
        let site = try BareSite()
        let content = noise(3_000_000)
        for place in ["A", "B", "C", "D", "E"] { try site.write(content, to: "\(place)/X.DLL") }
        for (place, index) in [("F", 0), ("G", 1_500_000), ("H", 2_999_999)] {
            var other = content
            other[index] ^= 1
            try site.write(other, to: "\(place)/x.dll")
        }
        try site.write(noise(8_000_000, seed: 2), to: "A/LARGE.DLL")
        try site.write(noise(8_000_000, seed: 2), to: "B/LARGE.DLL")
        try site.shell("ln A/X.DLL Z.DLL; truncate -s 3000000 I.DLL; mkdir I; mv I.DLL I/X.DLL")
        return site
    }

    @Test(arguments: Compression.Codec.allCases)
    func `each comes back with its own bytes`(codec: Compression.Codec) throws {
        let site = try site()
        try site.capture(to: "a", codec)
        #expect(try site.verify("a").findings == [])
        let restored = try site.restore("a", to: "out")
        #expect(restored.notRestored == [])
        #expect(restored.findings == [])
        let difference = try StockTool.run(
            "diff", ["-r", site.root, site.directory.file("out/XXX/tree")])
        #expect(difference.text == "")
        #expect(difference.status == 0)
    }

    @Test func `copies cost next to nothing, also for stock tools`() throws {
        let site = try site()
        try site.capture(to: "a.tar.zst")
        let size = try bytes(of: site.directory.file("a.tar.zst")).count
        // Two different contents that do not compress: all else is copies, but for one bit.
        #expect(size < 3_000_000 * 3 + 8_000_000 + 400_000)
        let listed = try StockTool.run(
            "tar", ["--zstd", "-xf", "a.tar.zst"], in: site.directory.path)
        #expect(listed.status == 0, "\(listed.errors)")
        let difference = try StockTool.run(
            "diff", ["-r", site.root, site.directory.file("XXX-test/data/XXX/tree")])
        #expect(difference.text == "")
    }

    @Test func `a twin that is damaged loses its unit's files, and no others are named`() throws {
        let site = try site()
        try site.capture(to: "a")
        let path = site.directory.file("a")
        var damaged = try bytes(of: path)
        let reader = try ArchiveReader(OpenFile.open([UInt8](path.utf8)))
        let unit = try #require(
            reader.units.prefix(reader.payloadUnitCount).max { $0.count < $1.count })
        damaged[Int(unit.fileOffset) + Int(unit.compressedCount) / 2] ^= 4
        try Data(damaged).write(to: URL(fileURLWithPath: path))
        let named = Set(try site.verify("a").findings.compactMap(\.path).map(\.description))
        #expect(!named.isEmpty)
        let restored = try site.restore("a", to: "out")
        let lost = Set(restored.notRestored.map { "data/\($0.path)" })
        #expect(named == lost)
    }
}
