// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("GNU tar")
struct TarTests {
    @Test(.enabled(if: StockTool.isThere("tar")), arguments: Compression.Codec.allCases)
    func `tar xf gives the identical tree without a word`(codec: Compression.Codec) throws {
        let site = try SampleSite()
        let archive = site.directory.file("A01-test\(codec.fileExtension)")
        _ = try Capture(site.inputs, options: SampleSite.options(codec))
            .run(to: .file([UInt8](archive.utf8)))
        try site.directory.makeDirectory("out")
        let tar = try StockTool.run("tar", ["xf", archive], in: site.directory.file("out"))
        #expect(tar.status == 0)
    }
}
