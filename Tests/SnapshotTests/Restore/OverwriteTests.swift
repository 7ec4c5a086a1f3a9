// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Restoring over what exists")
struct OverwriteTests {
    /// A site with a file of each sort, and a destination that holds another version of each.
    private func prepared() throws -> BareSite {
        let site = try BareSite()
        try site.write([UInt8]("new".utf8), to: "SMALL.DAT")
        try site.write(noise(3_000_000), to: "LARGE.BIN")
        try site.shell("ln SMALL.DAT LINK.DAT; ln -s SMALL.DAT SYM; mkdir BOX; echo in > BOX/IN")
        try site.capture(to: "a")
        let tree = try site.directory.makeDirectory("out/XXX/tree")
        try site.directory.write([UInt8]("old".utf8), to: "out/XXX/tree/SMALL.DAT")
        try site.directory.write(noise(3_000_000, seed: 2), to: "out/XXX/tree/LARGE.BIN")
        try site.directory.write([UInt8]("map\r\n".utf8), to: "out/XXX/tree/SYSTEM.MAP")
        try StockTool.shell("echo old > LINK.DAT; ln -s elsewhere SYM; mkdir BOX", in: tree)
        return site
    }

    private func read(_ site: BareSite, _ name: String) throws -> [UInt8] {
        try bytes(of: site.directory.file("out/XXX/tree/\(name)"))
    }

    @Test func `never leaves everything as it was and names it`() throws {
        let site = try prepared()
        let before = try TreeState(site.directory.file("out"))
        let report = try site.restore("a", to: "out")
        #expect(
            report.notRestored.map { "\($0.path)" }.sorted() == [
                "XXX/tree/LARGE.BIN", "XXX/tree/LINK.DAT", "XXX/tree/SMALL.DAT", "XXX/tree/SYM",
                "XXX/tree/SYSTEM.MAP",
            ])
        #expect(
            report.notRestored.filter { $0.path.description != "XXX/tree/SMALL.DAT" }
                .allSatisfy { $0.reason == "it exists already" })
        #expect(report.replaced == 0)
        let after = try TreeState(site.directory.file("out"))
        let changed = after.differences(from: before).filter { before.nodes[$0] != nil }
        // What was created in them moves the times of directories that were there.
        #expect(Set(changed).isSubset(of: ["XXX", "XXX/tree", "XXX/tree/BOX"]))
        #expect(try read(site, "BOX/IN") == [UInt8]("in\n".utf8))
    }

    @Test func `a link is never made to a file that was not restored`() throws {
        let site = try prepared()
        try FileManager.default.removeItem(
            atPath: site.directory.file("out/XXX/tree/SMALL.DAT"))
        try FileManager.default.removeItem(atPath: site.directory.file("out/XXX/tree/LINK.DAT"))
        try site.directory.write([UInt8]("foreign".utf8), to: "out/XXX/tree/LINK.DAT")
        // LINK.DAT comes first and carries the bytes: it is kept, so SMALL.DAT has nothing to link to.
        let report = try site.restore("a", to: "out") { $0.patterns = [NamePattern("*.DAT")] }
        #expect(
            Set(report.notRestored.map { "\($0.path): \($0.reason)" }) == [
                "XXX/tree/LINK.DAT: it exists already",
                "XXX/tree/SMALL.DAT: \"XXX/tree/LINK.DAT\", which it is a link to, was not restored",
            ])
        #expect(
            !FileManager.default.fileExists(
                atPath: site.directory.file("out/XXX/tree/SMALL.DAT")))
    }

    @Test func `nothing is removed for a link that cannot be made`() throws {
        let site = try prepared()
        try StockTool.shell(
            "rm LINK.DAT; mkdir LINK.DAT; touch LINK.DAT/x",
            in: site.directory.file("out/XXX/tree"))
        let report = try site.restore("a", to: "out") {
            $0.patterns = [NamePattern("*.DAT")]
            $0.overwrite = .always
        }
        #expect(report.notRestored.count == 2)
        #expect(try read(site, "SMALL.DAT") == [UInt8]("old".utf8))
    }

    @Test(arguments: [RestoreOptions.Overwrite.changed, .always])
    func `changed and always replace what differs`(overwrite: RestoreOptions.Overwrite) throws {
        let site = try prepared()
        let report = try site.restore("a", to: "out") { $0.overwrite = overwrite }
        #expect(report.notRestored == [])
        #expect(report.findings == [])
        #expect(try read(site, "SMALL.DAT") == [UInt8]("new".utf8))
        #expect(try read(site, "LINK.DAT") == [UInt8]("new".utf8))
        #expect(try isSame(read(site, "LARGE.BIN"), noise(3_000_000)))
        let names = try FileManager.default.contentsOfDirectory(
            atPath: site.directory.file("out/XXX/tree"))
        #expect(names.filter { $0.hasPrefix(".") } == [])
        let tree = site.directory.file("out/XXX/tree")
        let differences = try TreeState(site.root).differences(from: TreeState(tree))
        // Directories that were there before keep their own times.
        #expect(Set(differences).isSubset(of: [".", "BOX"]))
    }

    @Test func `changed keeps what has the same bytes, whatever its time`() throws {
        let site = try prepared()
        try site.restore("a", to: "out") { $0.overwrite = .always }
        let path = site.directory.file("out/XXX/tree/BOX/IN")
        try StockTool.run("touch", ["-d", "@5", path])
        let report = try site.restore("a", to: "out") { $0.overwrite = .changed }
        #expect(report.replaced == 0)
        #expect(report.notRestored == [])
        #expect(try StockTool.run("stat", ["-c", "%Y", path]).text == "5\n")
    }

    @Test(arguments: RestoreOptions.Overwrite.allCases)
    func `a directory in the way of a file stays`(overwrite: RestoreOptions.Overwrite) throws {
        let site = try BareSite()
        try site.write([1], to: "A")
        try site.shell("ln -s x L; mkdir D")
        try site.capture(to: "a")
        try site.directory.makeDirectory("out/XXX/tree/A/keep")
        try site.directory.makeDirectory("out/XXX/tree/L/keep")
        try site.directory.write([7], to: "out/XXX/tree/D")
        let report = try site.restore("a", to: "out") { $0.overwrite = overwrite }
        #expect(
            Set(report.notRestored.map { "\($0.path)" }) == [
                "XXX/tree/A", "XXX/tree/L", "XXX/tree/D",
            ])
        #expect(try bytes(of: site.directory.file("out/XXX/tree/D")) == [7])
        for name in ["A", "L"] {
            #expect(
                FileManager.default.fileExists(
                    atPath: site.directory.file("out/XXX/tree/\(name)/keep")))
        }
    }

    @Test func `a dry run says the same and changes nothing`() throws {
        let site = try prepared()
        let before = try TreeState(site.directory.file("out"))
        for overwrite in [RestoreOptions.Overwrite.never, .always] {
            let dry = try site.restore("a", to: "out") {
                $0.overwrite = overwrite
                $0.isDryRun = true
            }
            #expect(dry.isDryRun)
            #expect(dry.notRestored.count == (overwrite == .never ? 5 : 0))
            #expect(dry.replaced == (overwrite == .never ? 0 : 5))
        }
        let nowhere = try site.restore("a", to: "none/deeper") { $0.isDryRun = true }
        #expect(nowhere.notRestored == [])
        #expect(try TreeState(site.directory.file("out")) == before)
        #expect(try site.directory.names() == ["a", "out", "site"])
    }
}
