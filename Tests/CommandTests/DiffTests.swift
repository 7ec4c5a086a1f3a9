// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("diff")
struct DiffTests {
    @Test func `an archive is the same as another of the site, whatever its compression`() throws {
        let site = try Session.site
        let result = try BuiltCommand.run(["diff", site.zstdArchive, site.gzipArchive])
        result.expect(0)
        let lines = result.text.split(separator: "\n")
        #expect(lines.count == 2, "\(result.text)")
        #expect(lines.first?.hasPrefix("ignored: */tree/LOGS, ") == true)
        #expect(lines.last?.hasPrefix("no difference: ") == true)
        let quiet = try BuiltCommand.run(["diff", "-q", site.zstdArchive, site.gzipArchive])
        quiet.expect(0)
        #expect(quiet.text == "")
    }

    @Test(arguments: ["zstd", "gzip"])
    func `an archive is the same as the site that it was taken of`(codec: String) throws {
        let site = try Session.site
        let archive = codec == "zstd" ? site.zstdArchive : site.gzipArchive
        let result = try BuiltCommand.run(["diff", archive] + Session.inputs)
        result.expect(0)
        #expect(!result.text.contains("not compared"))
        #expect(result.text.contains("no difference: "))
    }

    @Test func `what nothing was given for is named, and status 3`() throws {
        let site = try Session.site
        let result = try BuiltCommand.run(["diff", site.zstdArchive, site.site.root])
        result.expect(3)
        for name in [
            "registry export", "database dump", "child secondary site B01",
            "child secondary site C01",
        ] {
            #expect(
                result.text.contains(
                    "not compared: \(name): nothing was given to compare it with\n"))
        }
    }

    @Test func `one that is not there or no archive is status 1`() throws {
        let directory = try TemporaryDirectory()
        let archive = try Session.archive
        let text = try directory.write([UInt8]("no archive\n".utf8), to: "text")
        for arguments in [
            ["diff", archive, directory.file("none")], ["diff", directory.file("none"), archive],
            ["diff", archive, text], ["diff", text, archive],
            ["diff", archive, archive, "NO.SUCH.NAME"],
            ["diff", archive, directory.path, "--registry", directory.file("none")],
        ] {
            let result = try BuiltCommand.run(arguments)
            result.expect(1)
            #expect(!result.text.contains("no difference"))
        }
        let usage = try BuiltCommand.run(["diff", archive, archive, "--registry", text])
        #expect(usage.status == 64)
    }
}
