// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

/// A reader that was written from `docs/FORMAT.md` alone: where it fails, the page or the writer is wrong.
///
/// It needs the Python module pyzstd, which comes together with bagit.py (`Scripts/setup`).
@Suite("Independent reader", .enabled(if: StockTool.isThere("bagit.py")))
struct IndependentReaderTests {
    private static let script =
        "\(StockTool.repository)/Tests/InteroperabilityTests/Resources/reader.py"

    private static func read(_ arguments: [String]) throws -> StockTool.Result {
        try StockTool.run("python3", [script] + arguments)
    }

    private static func makeArchive(
        of site: SampleSite, _ codec: Compression.Codec
    ) throws -> String {
        let archive = site.directory.file("A01-test\(codec.fileExtension)")
        _ = try Capture(site.inputs, options: SampleSite.options(codec))
            .run(to: .file([UInt8](archive.utf8)))
        return archive
    }

    @Test(arguments: Compression.Codec.allCases)
    func `it finds an archive with every oddity intact`(codec: Compression.Codec) throws {
        let site = try SampleSite(quirks: true)
        let archive = try Self.makeArchive(of: site, codec)
        let result = try Self.read(["verify", archive])
        #expect(result.text.hasPrefix("intact: "), "\(result.text) \(result.errors)")
        #expect(result.status == 0)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `it extracts the identical tree`(codec: Compression.Codec) throws {
        let site = try SampleSite(quirks: true)
        let archive = try Self.makeArchive(of: site, codec)
        let destination = site.directory.file("read")
        let result = try Self.read(["extract", archive, destination])
        #expect(result.status == 0, "\(result.text) \(result.errors)")
        var before = try TreeState(site.root)
        // A FIFO has no content to capture.
        before.nodes["QUIRKS/QUEUE.PIP"] = nil
        let after = try TreeState(destination + "/A01/tree")
        #expect(before.differences(from: after) == [])
    }

    @Test(arguments: Compression.Codec.allCases)
    func `it and verify both find each flipped bit`(codec: Compression.Codec) throws {
        let site = try SampleSite()
        let archive = try Self.makeArchive(of: site, codec)
        let intact = try bytes(of: archive)
        var random = SeededNumbers(seed: 7)
        for _ in 0..<8 {
            let damage = Damage.flippedBit(Int.random(in: 0..<(intact.count * 8), using: &random))
            let damaged = try site.directory.write(damage.applied(to: intact), to: "damaged")
            let report = try Verification(level: .full, workers: 2).run([UInt8](damaged.utf8))
            let result = try Self.read(["verify", damaged])
            #expect(!report.findings.isEmpty, "\(damage)")
            #expect(result.status == 2, "\(damage): \(result.text) \(result.errors)")
        }
    }
}
