// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("list and show")
struct ListShowTests {
    @Test func `list names every entry as restore takes it`() throws {
        let directory = try TemporaryDirectory()
        let list = try BuiltCommand.run(["list", Session.archive])
        list.expect(0)
        try BuiltCommand.run([
            "restore", "-q", Session.archive, directory.file("out"), "--queues", "restore",
        ]).expect(0)
        let found = try StockTool.shell(
            "find A01 -type d -printf '%p/\\n' -o -print | grep -av bersicht",
            in: directory.file("out"))
        let listed = list.text.split(separator: "\n").filter { !$0.contains("bersicht") }
        #expect(listed.sorted() == found.text.split(separator: "\n").sorted())
    }

    @Test func `a name that is not UTF-8 is shown with its byte escaped`() throws {
        let list = try BuiltCommand.run(["list", Session.archive, "*bersicht.doc"])
        list.expect(0)
        #expect(list.text.contains("/\\xdcbersicht.doc\n"), "\(list.text)")
    }

    @Test func `list takes patterns without regard to case`() throws {
        let list = try BuiltCommand.run(["list", Session.archive, "sitectrl.ct0", "*/registry/*"])
        list.expect(0)
        let paths = list.text.split(separator: "\n").map(String.init)
        #expect(
            paths == [
                "A01/site-control/SITECTRL.CT0", "A01/registry/sms-registry.reg",
                "A01/children/B01/Sitectrl.ct0", "A01/children/C01/sitectrl.ct0",
                "A01/tree/SITE.SRV/SITECFG.BOX/SITECTRL.CT0",
            ])
    }

    @Test func `the long list has kind, permissions, owner, size, time and digest`() throws {
        let site = try Session.site.site
        let list = try BuiltCommand.run(["list", "-l", Session.archive, "A01/registry"])
        list.expect(0)
        let columns = list.text.split(separator: "\n")[0].split(separator: " ").map(String.init)
        let file = site.path("backup/sms-registry.reg")
        let stat = try StockTool.run("stat", ["-c", "- 0%a %u:%g %s", file])
        let sum = try StockTool.run("sha256sum", [file])
        let wanted =
            stat.text.split(whereSeparator: \.isWhitespace).map(String.init) + [
                "1999-03-13T22:04:36.000000000Z", String(sum.text.prefix(16)),
                "A01/registry/sms-registry.reg",
            ]
        #expect(columns == wanted)
    }

    @Test func `the long list shows what links point to`() throws {
        let archive = try ArchivedSite.odd.get().zstdArchive
        let list = try BuiltCommand.run(["list", "--long", archive, "A01/tree/QUIRKS"])
        list.expect(0)
        #expect(list.text.contains("A01/tree/QUIRKS/LINK.TXT -> TARGET.TXT\n"))
        #expect(
            list.text.contains("A01/tree/QUIRKS/HARD2.DAT link to A01/tree/QUIRKS/HARD1.DAT\n"))
        #expect(list.text.contains("A01/tree/QUIRKS/LINE\\nBREAK.TXT\n"))
    }

    @Test func `show says what the archive is`() throws {
        for archive in [try Session.site.zstdArchive, try Session.site.gzipArchive] {
            let show = try BuiltCommand.run(["show", archive])
            show.expect(0)
            let lines = show.text.split(separator: "\n")
            #expect(lines[0] == "site A01, primary, server SRVZUERICH, build 786")
            #expect(lines[1].hasPrefix("taken       2001-09-09T01:46:40Z by smsbackup "))
            #expect(lines[2] == "name        A01-test")
            #expect(lines.contains { $0.hasPrefix("  database dump") })
        }
    }

    @Test func `show hands out the manifest and the page as they lie in the archive`() throws {
        for archive in [try Session.site.zstdArchive, try Session.site.gzipArchive] {
            for (option, member) in [
                ("--manifest", "smsbackup/manifest.json"),
                ("--restore-guide", "smsbackup/RESTORE.txt"),
            ] {
                let show = try BuiltCommand.run(["show", option, archive])
                show.expect(0)
                let tar = try StockTool.run("tar", ["xOf", archive, "A01-test/\(member)"])
                #expect(!tar.output.isEmpty)
                #expect(show.output == tar.output)
            }
        }
    }

    @Test func `a result that nobody takes is status 1`() throws {
        let result = try StockTool.shell(
            #""$1" list "$2" > /dev/full"#, [BuiltCommand.path, Session.archive])
        result.expect(1)
        result.expectMessage("error: cannot write the result: No space left on device")
    }
}
