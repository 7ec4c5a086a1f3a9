// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// An archive compared with the live site that it was taken of.
@Suite("verify --against")
struct AgainstTests {
    private static func against(_ root: String, _ options: String...) throws -> StockTool.Result {
        let site = try Session.site
        let inputs = try Array(Session.inputs.dropFirst())
        return try BuiltCommand.run(
            ["verify", site.zstdArchive, "--against", root] + inputs + options)
    }

    /// The codes and paths of the findings.
    private static func findings(_ result: StockTool.Result) -> [String] {
        result.text.split(separator: "\n").compactMap { line in
            guard let start = line.range(of: ": [")?.upperBound else { return nil }
            return line[start...].split(separator: "\": ").first.map { "[\($0)" }
        }
    }

    /// A copy of the site with what lies beside it, and a line of shell run in it.
    private static func changed(
        _ line: String
    ) throws -> (directory: TemporaryDirectory, root: String) {
        let directory = try TemporaryDirectory()
        let source = try Session.site.site.path("A01")
        let copy = try StockTool.run("cp", ["-a", source, directory.file("A01")])
        try #require(copy.status == 0, "\(copy.errors)")
        let root = directory.file("A01/SMS")
        let result = try StockTool.shell("set -e; " + line, in: root)
        try #require(result.status == 0, "\(result.errors)")
        return (directory, root)
    }

    @Test func `the site that was captured has no findings`() throws {
        let result = try Self.against(Session.site.site.root)
        result.expect(0)
        #expect(result.text.contains(": the site is as it was; "))
        #expect(result.text.contains(": ignored: */tree/LOGS, "))
    }

    @Test func `each change is a finding with its code`() throws {
        let (directory, root) = try Self.changed(
            """
            touch -r NETMON/X86/NAL.DLL ../t; printf Z | dd of=NETMON/X86/NAL.DLL conv=notrunc status=none
            touch -r ../t NETMON/X86/NAL.DLL; chmod 600 NETMON/X86/NETMON.EXE; rm ../t
            touch -d '1999-03-14 00:00:00Z' SYSTEM.MAP
            rm SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_WIN95.TXT; mkdir SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_WIN95.TXT
            touch ADDED; echo x >> LOGS/HMAN.LOG
            """)
        defer { withExtendedLifetime(directory) {} }
        let result = try Self.against(root)
        result.expect(2)
        #expect(
            Self.findings(result) == [
                "[system-map-drift] \"system-map/SYSTEM.MAP",
                "[live-extra] \"tree/ADDED",
                "[live-content] \"tree/NETMON/X86/NAL.DLL",
                "[live-attributes] \"tree/NETMON/X86/NETMON.EXE",
                "[live-kind] \"tree/SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_WIN95.TXT",
                "[system-map-drift] \"tree/SYSTEM.MAP",
            ], "\(result.text)")
        #expect(result.text.contains("*/tree/LOGS (1 differ)"))
        let quiet = try Self.against(root, "--volatile", "*/tree", "--volatile", "SYSTEM.MAP")
        quiet.expect(0)
        let json = try Self.against(root, "--json")
        json.expect(2)
        #expect(json.text.contains("\"code\" : \"system-map-drift\""))
    }

    @Test func `times as FAT keeps them are tolerated only when that is asked for`() throws {
        // Whole steps of two seconds, and an hour later.
        let (directory, root) = try Self.changed(
            """
            find .. -type f -printf '%T@ %p\\0' | while IFS=' ' read -r -d '' time path; do
                seconds=${time%.*}
                touch -d "@$((seconds / 2 * 2 + 3600))" "$path"
            done
            """)
        defer { withExtendedLifetime(directory) {} }
        let plain = try Self.against(root)
        plain.expect(2)
        #expect(Self.findings(plain).count > 500)
        try Self.against(root, "--time-tolerance", "2s").expect(2)
        try Self.against(root, "--whole-hours").expect(2)
        let tolerant = try Self.against(root, "--time-tolerance", "2s", "--whole-hours")
        tolerant.expect(0)
        #expect(tolerant.text.contains(": note: times apart by whole hours "))
        #expect(
            tolerant.text.contains(": note: the time of \"system-map/SYSTEM.MAP\" is apart by 1 h"))
    }

    @Test func `what was not given is named and status 3, and one archive is compared`() throws {
        let site = try Session.site
        let result = try BuiltCommand.run(
            ["verify", "--level", "quick", site.zstdArchive, "--against", site.site.root])
        result.expect(3)
        #expect(result.text.contains("not compared: registry export: "))
        for arguments in [
            [site.zstdArchive, site.gzipArchive, "--against", site.site.root],
            [site.zstdArchive, "--volatile", "x"],
            [site.zstdArchive, "--against", site.site.root, "--time-tolerance", "2h"],
        ] {
            #expect(try BuiltCommand.run(["verify"] + arguments).status == 64)
        }
        let directory = try TemporaryDirectory()
        let missing = try BuiltCommand.run(
            ["verify", site.zstdArchive, "--against", directory.file("none")])
        missing.expect(1)
        #expect(!missing.text.contains("as it was"))
    }
}
