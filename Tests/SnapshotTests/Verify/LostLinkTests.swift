// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Other names of a lost file")
struct LostLinkTests {
    @Test func `every name of a lost file is named, and no other file`() throws {
        let site = try SampleSite()
        let root = site.path("B01/SMS")
        // Random bytes fill a unit of their own, so that its damage hits nothing else.
        let prepared = try StockTool.shell(
            "head -c 3000000 /dev/urandom > BIG.BIN && ln BIG.BIN LINK.BIN && ln BIG.BIN ZLINK.BIN",
            in: root)
        #expect(prepared.status == 0)
        var inputs = CaptureInputs(site: [UInt8](root.utf8))
        inputs.registry = [[UInt8](site.path("backup/sms-registry-B01.reg").utf8)]
        let archive = site.directory.file("a.tar.zst")
        _ = try Capture(inputs, options: SampleSite.options())
            .run(to: .file([UInt8](archive.utf8)))
        let whole = try Verification(level: .full, workers: 2).run([UInt8](archive.utf8))
        #expect(whole.findings == [])

        let reader = try ArchiveReader(OpenFile.open([UInt8](archive.utf8)))
        let unit = try #require(reader.units.max { $0.compressedCount < $1.compressedCount })
        let bit = (Int(unit.fileOffset) + Int(unit.compressedCount) / 2) * 8
        let damaged = try site.directory.write(
            Damage.flippedBit(bit).applied(to: bytes(of: archive)), to: "damaged.tar.zst")
        let report = try Verification(level: .full, workers: 2).run([UInt8](damaged.utf8))
        let lost = report.findings.filter { $0.code == .content }.compactMap(\.path?.description)
        #expect(
            lost.sorted() == [
                "data/B01/tree/BIG.BIN", "data/B01/tree/LINK.BIN", "data/B01/tree/ZLINK.BIN",
            ])
        #expect(report.filesChecked + 2 == whole.filesChecked)
    }
}
