// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Attributes of what is restored")
struct RestoreAttributesTests {
    @Test func `the time of SYSTEM.MAP is exact and set last`() throws {
        let site = try BareSite()
        try site.shell(
            """
            mkdir BOX; echo other > BOX/system.map
            touch -d '1996-06-24 19:16:05.123456789 UTC' SYSTEM.MAP
            touch -d '1969-12-31 23:59:59.25 UTC' BOX/system.map
            """)
        try site.capture(to: "a")
        let report = try site.restore("a", to: "out")
        #expect(report.findings == [])
        let times = try StockTool.shell(
            "stat -c '%.9Y' system-map/SYSTEM.MAP tree/SYSTEM.MAP tree/BOX/system.map",
            in: site.directory.file("out/XXX")
        ).text
        #expect(
            times == "835643765.123456789\n835643765.123456789\n-0.750000000\n"
                || times.hasPrefix(
                    "835643765.123456789\n835643765.123456789\n-")
        )
        // Kept because its bytes are right: its time is set all the same.
        try StockTool.run("touch", [site.directory.file("out/XXX/tree/SYSTEM.MAP")])
        try site.restore("a", to: "out") { $0.overwrite = .changed }
        let again = try StockTool.shell(
            "stat -c '%.9Y' tree/SYSTEM.MAP", in: site.directory.file("out/XXX")
        ).text
        #expect(again == "835643765.123456789\n")
    }

    @Test func `a default list of the destination is not inherited`() throws {
        let site = try BareSite()
        try site.shell("mkdir D; echo in > D/in; setfacl -m u:7:r D/in")
        try site.write(noise(3_000_000), to: "LARGE.BIN")
        try site.capture(to: "a")
        let out = try site.directory.makeDirectory("out")
        try StockTool.shell("setfacl -d -m u:1000:rwx,m::rwx .", in: out)
        #expect(try site.restore("a", to: "out").attributes.isEmpty)
        let lists = try [site.root, out + "/XXX/tree"].map {
            try StockTool.shell("getfacl -R -n -p . | sort", in: $0).text
        }
        #expect(lists[0] == lists[1])
    }

    @Test func `holes are holes again`() throws {
        let site = try BareSite()
        try site.shell(
            """
            truncate -s 64M HOLE; truncate -s 64M ISLAND; truncate -s 1M SMALL
            printf x | dd of=ISLAND bs=1 seek=33000000 conv=notrunc status=none
            """)
        try site.capture(to: "a")
        try site.restore("a", to: "out")
        for name in ["HOLE", "ISLAND", "SMALL"] {
            var (before, after) = (stat(), stat())
            #expect(stat("\(site.root)/\(name)", &before) == 0)
            #expect(stat(site.directory.file("out/XXX/tree/\(name)"), &after) == 0)
            #expect(after.st_size == before.st_size)
            #expect(after.st_blocks <= before.st_blocks)
            #expect(after.st_blocks < 100)
        }
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `anyone may restore, and is told which owners are not kept`() throws {
        let site = try BareSite()
        try site.shell(
            """
            mkdir -p A/B/C; echo in > A/B/C/in; chmod 444 A/B/C/in
            touch -d @1000 A/B/C/in A/B/C; chmod 400 A/B A/B/C; touch -d @2000 A/B A
            chmod 500 A
            """)
        try site.capture(to: "a")
        try StockTool.shell("chmod 755 .; chmod 644 a; mkdir -m 777 out", in: site.directory.path)
        let result = try StockTool.shell(
            "\"$@\"",
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", BuiltCommand.path]
                + ["restore", site.directory.file("a"), site.directory.file("out")])
        #expect(!result.errors.contains("could not be set"), "\(result.errors)")
        #expect(result.errors.contains("the owner is 65534:65534, the archive says 0:0"))
        let tree = site.directory.file("out/XXX/tree")
        let show = "stat -c '%n %a %Y' A A/B A/B/C A/B/C/in"
        #expect(
            try StockTool.shell(show, in: site.root).text == StockTool.shell(show, in: tree).text)
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `many directories that nobody may enter are finished from the bottom up`() throws {
        let site = try BareSite()
        try site.shell(
            """
            for number in $(seq 100); do
                mkdir -p D$number/E/F/G; echo in > D$number/E/F/in
                touch -d @1000 D$number/E/F/G D$number/E/F; chmod 400 D$number/E/F/G D$number/E/F
                touch -d @2000 D$number/E; chmod 600 D$number/E
            done
            chmod 500 D*; touch -d @3000 D* .
            """)
        try site.capture(to: "a")
        try StockTool.shell("chmod 755 .; chmod 644 a; mkdir -m 777 out", in: site.directory.path)
        let show = "find . -type d -printf '%p %m %Ts\\n' | sort"
        let expected = try StockTool.shell(show, in: site.root).text
        #expect(expected.split(separator: "\n").count == 401)
        for jobs in [1, 2, 8, 256] {
            let out = site.directory.file("out/\(jobs)")
            let result = try OrdinaryUser.run(
                ["restore", site.directory.file("a"), out, "-j", "\(jobs)", "-q"])
            #expect(!result.errors.contains("could not be set"), "\(result.errors)")
            #expect(try StockTool.shell(show, in: "\(out)/XXX/tree").text == expected)
        }
    }

    @Test func `an archive that is damaged gives back everything else`() throws {
        let subject = try DamageSubject(.zstd)
        let reader = try ArchiveReader(OpenFile.open(subject.site.path("good")))
        for unit in reader.units[2..<reader.payloadUnitCount] {
            var bytes = subject.good
            bytes[Int(unit.fileOffset) + 6] ^= 0xFF
            try subject.site.directory.write(bytes, to: "damaged")
            let report = try subject.site.restore("damaged", to: "out\(unit.sequence)")
            #expect(report.findings.contains { $0.code == .unit })
            let missing = Set(report.notRestored.map(\.path))
            try subject.expectOriginals(
                in: "out\(unit.sequence)", except: missing)
        }
    }
}
