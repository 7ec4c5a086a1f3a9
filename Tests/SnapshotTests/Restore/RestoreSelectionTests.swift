// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Restoring a part")
struct RestoreSelectionTests {
    private func site() throws -> BareSite {
        let site = try BareSite()
        for name in ["LOGON.SRV/A.DLL", "LOGON.SRV/B.TXT", "SITE.SRV/A.DLL", "SITE.SRV/X/a.dll"] {
            try site.write([UInt8](name.utf8), to: name)
        }
        try site.write(noise(3_000_000), to: "LARGE.BIN")
        try site.shell(
            """
            ln SITE.SRV/A.DLL ZLINK.DLL; ln LARGE.BIN ZLARGE.BIN; ln LARGE.BIN YLARGE.BIN
            ln -s A.DLL SITE.SRV/SYM
            """)
        try site.capture(to: "a")
        return site
    }

    /// Files, not directories, below the destination.
    private func files(_ site: BareSite, _ name: String) throws -> [String] {
        try StockTool.shell(
            "find . ! -type d -printf '%P\\n' | LC_ALL=C sort", in: site.directory.file(name)
        )
        .text.split(separator: "\n").map(String.init)
    }

    struct Wanted: CustomTestStringConvertible, Sendable {
        let patterns: [String]
        let files: [String]
        var testDescription: String { patterns.joined(separator: " ") }

        init(_ patterns: [String], _ files: [String]) {
            self.patterns = patterns
            self.files = files.map { "XXX/tree/\($0)" }
        }

        static let all = [
            Wanted(
                ["*.dll"],
                ["LOGON.SRV/A.DLL", "SITE.SRV/A.DLL", "SITE.SRV/X/a.dll", "ZLINK.DLL"]),
            Wanted(["xxx/TREE/*/a.dll"], ["LOGON.SRV/A.DLL", "SITE.SRV/A.DLL"]),
            Wanted(["LOGON.SRV"], ["LOGON.SRV/A.DLL", "LOGON.SRV/B.TXT"]),
            Wanted(["/XXX/tree/SITE.SRV/X/"], ["SITE.SRV/X/a.dll"]),
            Wanted(["B.TXT", "SYM"], ["LOGON.SRV/B.TXT", "SITE.SRV/SYM"]),
            Wanted(["?.txt"], ["LOGON.SRV/B.TXT"]),
            Wanted(["[yz]large*"], ["YLARGE.BIN", "ZLARGE.BIN"]),
            Wanted(["ZLINK.DLL"], ["ZLINK.DLL"]),
            Wanted(["ZLARGE.BIN"], ["ZLARGE.BIN"]),
        ]
    }

    @Test(arguments: Wanted.all)
    func `a pattern brings what it names and nothing else`(wanted: Wanted) throws {
        let site = try site()
        let report = try site.restore("a", to: "out") {
            $0.patterns = wanted.patterns.map { NamePattern($0) }
        }
        #expect(report.notRestored == [])
        #expect(report.findings == [])
        #expect(try files(site, "out") == wanted.files)
        for file in wanted.files where !file.hasSuffix("SYM") {
            let original = site.root + file.dropFirst("XXX/tree".count)
            #expect(
                try isSame(bytes(of: site.directory.file("out/\(file)")), bytes(of: original)))
            let (one, other) = try (
                StockTool.run("stat", ["-c", "%y %a %u %g", original]).text,
                StockTool.run("stat", ["-c", "%y %a %u %g", site.directory.file("out/\(file)")])
                    .text
            )
            #expect(one == other)
        }
    }

    @Test func `names of one file stay names of one file`() throws {
        let site = try site()
        try site.restore("a", to: "out") { $0.patterns = [NamePattern("[YZ]LARGE.BIN")] }
        let links = try StockTool.run(
            "stat", ["-c", "%h", site.directory.file("out/XXX/tree/ZLARGE.BIN")]
        ).text
        #expect(links == "2\n")
    }

    @Test func `a component brings what belongs to it`() throws {
        let site = try site()
        let report = try site.restore("a", to: "out") { $0.components = [.systemMap] }
        #expect(report.notRestored == [])
        #expect(try files(site, "out") == ["XXX/system-map/SYSTEM.MAP"])
        try site.restore("a", to: "both") {
            $0.components = [.tree]
            $0.patterns = [NamePattern("SYSTEM.MAP")]
        }
        #expect(try files(site, "both") == ["XXX/tree/SYSTEM.MAP"])
    }

    @Test func `a selection of nothing is an error`() throws {
        let site = try site()
        for pattern in ["*.EXE", "", "/", "XXX/*.DLL"] {
            let error = #expect(throws: SnapshotError.self) {
                try site.restore("a", to: "out") { $0.patterns = [NamePattern(pattern)] }
            }
            #expect(error?.kind == .missing)
            #expect(error?.message == "nothing in \"\(site.directory.file("a"))\" is selected")
        }
        #expect(try site.directory.names() == ["a", "site"])
    }
}
