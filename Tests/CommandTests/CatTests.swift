// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

@Suite("cat")
struct CatTests {
    @Test(arguments: Compression.Codec.allCases)
    func `writes the bytes of a file and nothing else`(codec: Compression.Codec) throws {
        let site = try Session.site
        for (path, source) in [
            ("A01/site-control/SITECTRL.CT0", "A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"),
            ("A01/system-map/SYSTEM.MAP", "A01/SMS/SYSTEM.MAP"),
        ] {
            let result = try BuiltCommand.run(["cat", site.archive(codec), path])
            #expect(result.status == 0)
            #expect(result.errors == "")
            #expect(try isSame(result.output, bytes(of: site.site.path(source))))
        }
    }

    @Test func `what is no file is named`() throws {
        let none = try BuiltCommand.run(["cat", Session.archive, "A01/none"])
        none.expect(1)
        none.expectMessage("error: there is no \"A01/none\" in ")
        let directory = try BuiltCommand.run(["cat", Session.archive, "A01/tree"])
        #expect(directory.status == 64)
        directory.expectMessage("error: \"A01/tree\" is a directory")
    }

    /// A site with a small file, a large one, a second name and a name that needs escapes.
    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.write(noise(1_000, seed: 9), to: "SMALL.BIN")
        try site.write(noise(70 << 20), to: "LARGE.BIN")
        try site.shell("ln SMALL.BIN OTHER.BIN; ln -s SMALL.BIN LINK; echo odd > $'odd\\377'")
        try site.capture(to: "a")
        return site
    }

    @Test func `large files, other names and odd names`() throws {
        let site = try site()
        func cat(_ name: String) throws -> StockTool.Result {
            try BuiltCommand.run(["cat", site.directory.file("a"), "XXX/tree/\(name)"])
        }
        #expect(try isSame(cat("LARGE.BIN").output, noise(70 << 20)))
        #expect(try isSame(cat("OTHER.BIN").output, noise(1_000, seed: 9)))
        #expect(try cat("odd\\xff").text == "odd\n")
        #expect(try cat("LINK").status == 64)
    }

    @Test func `a file that is damaged is status 2, a small one without a byte`() throws {
        let site = try site()
        let good = try bytes(of: site.directory.file("a"))
        // The large file's units are most of the archive.
        var bad = good
        bad[good.count / 2] ^= 1
        try site.directory.write(bad, to: "bad")
        let large = try BuiltCommand.run([
            "cat", site.directory.file("bad"), "XXX/tree/LARGE.BIN",
        ])
        #expect(large.status == 2)
        #expect(large.errors.contains("is damaged"))
        #expect(large.output.count < 70 << 20)
        let other = try BuiltCommand.run([
            "cat", site.directory.file("bad"), "XXX/tree/SMALL.BIN",
        ])
        #expect(other.status == 0)
        let listing = try ArchiveBytes(site.directory.file("a"), find: noise(1_000, seed: 9))
        if let place = listing.place {
            bad = good
            bad[place] ^= 1
            try site.directory.write(bad, to: "bad")
            let small = try BuiltCommand.run([
                "cat", site.directory.file("bad"), "XXX/tree/SMALL.BIN",
            ])
            #expect(small.status == 2)
            #expect(small.output.isEmpty)
        } else {
            Issue.record("noise does not compress, and yet it is not in the archive as it is")
        }
    }
}

/// Where bytes that do not compress stand in an archive.
private struct ArchiveBytes {
    let place: Int?

    init(_ path: String, find wanted: [UInt8]) throws {
        let data = Data(try bytes(of: path))
        place = data.range(of: Data(wanted[100..<140])).map(\.lowerBound)
    }
}
