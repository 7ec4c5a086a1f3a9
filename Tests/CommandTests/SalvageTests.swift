// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("salvage")
struct SalvageTests {
    @Test func `a whole archive is status 0, as a file and as a stream`() throws {
        let site = try Session.site
        for archive in [site.zstdArchive, site.gzipArchive] {
            let directory = try TemporaryDirectory()
            let result = try BuiltCommand.run(["salvage", archive, directory.file("file")])
            result.expect(0)
            #expect(result.text.contains(" proved, 0 partly, 0 lost; into "))
            #expect(result.text.contains("proved    \"data/A01/site-control/SITECTRL.CT0\"\n"))
            let piped = try StockTool.shell(
                #"cat "$1" | "$2" salvage -q - "$3""#,
                [archive, BuiltCommand.path, directory.file("stream")])
            piped.expect(0)
            #expect(piped.text == "")
            let same = try StockTool.run(
                "diff",
                ["-r", "--no-dereference", directory.file("file"), directory.file("stream")])
            #expect((same.status, same.text) == (0, ""))
            try BuiltCommand.run([
                "restore", "-q", archive, directory.file("restored"), "--queues", "restore",
            ]).expect(0)
            let identifier = try directory.names(in: "file/proved")
            try #require(identifier.count == 1)
            let equal = try StockTool.run(
                "diff",
                [
                    "-r", "--no-dereference", directory.file("restored"),
                    directory.file("file/proved/\(identifier[0])"),
                ])
            #expect((equal.status, equal.text) == (0, ""))
        }
    }

    @Test func `the middle of an archive from a pipe is status 2 and says what is not known`()
        throws
    {
        let directory = try TemporaryDirectory()
        let archive = try Session.archive
        let result = try StockTool.shell(
            #"tail -c +2000 "$1" | head -c -60000 | "$2" salvage - "$3""#,
            [archive, BuiltCommand.path, directory.file("out")])
        result.expect(2)
        #expect(result.text.contains("the manifest is lost, so what else is lost is not known\n"))
        #expect(result.text.contains("[manifest] the manifest of archive "))
        #expect(try directory.names() == ["out"])
    }

    @Test func `what cannot be looked at or written is status 1`() throws {
        let directory = try TemporaryDirectory()
        let archive = try Session.archive
        let none = try BuiltCommand.run(["salvage", directory.file("none"), directory.file("out")])
        none.expect(1)
        none.expectMessage("error: cannot salvage \"\(directory.file("none"))\"")
        let taken = try BuiltCommand.run(["salvage", archive, "/"])
        taken.expect(1)
        taken.expectMessage("error: \"/\" is not empty")
        // A real file of which nothing can be read.
        let unreadable = try BuiltCommand.run(
            ["salvage", "/proc/self/mem", directory.file("mem")])
        #expect(unreadable.status != 0)
    }

    @Test func `attributes that are not set are counted, with three examples`() throws {
        let site = try BareSite()
        try site.shell(
            "for n in 1 2 3 4 5 6 7; do echo $n > F$n.EXE; done; chmod 4755 F[1-5].EXE")
        try site.capture(to: "a")
        let archive = site.directory.file("a")
        let result = try BuiltCommand.run(["salvage", archive, site.directory.file("out")])
        result.expect(3)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 4, "\(result.errors)")
        #expect(lines.prefix(3).allSatisfy { $0.hasSuffix("its set-id bits were not restored") })
        result.expectMessage("warning: set-id: 5 entries in all are not as the archive has them")
    }

    @Test func `an interrupted salvage is status 130`() throws {
        let directory = try TemporaryDirectory()
        // A stream that never ends: the copy of it is interrupted.
        let result = try StockTool.shell(
            #"""
            mkfifo "$1/fifo"; sleep 20 > "$1/fifo" & writer=$!
            "$2" salvage - "$1/out" < "$1/fifo" 2> "$1/errors" & salvage=$!
            # Until it catches SIGINT, which bash lets its background jobs ignore.
            for attempt in $(seq 3000); do
                grep -q '^SigCgt:.*[2367abef]$' /proc/$salvage/status && break
                sleep 0.01
            done
            kill -INT $salvage; wait $salvage; status=$?; kill $writer
            cat "$1/errors" >&2; exit $status
            """#, [directory.path, BuiltCommand.path])
        #expect(result.status == 130, "\(result.errors)")
    }
}
