// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("restore")
struct RestoreTests {
    private func restore(
        _ destination: String, _ arguments: [String] = []
    ) throws -> StockTool.Result {
        try BuiltCommand.run(["restore", Session.archive, destination] + arguments)
    }

    @Test(arguments: [true, false])
    func `brings everything back as it was`(isZstd: Bool) throws {
        let directory = try TemporaryDirectory()
        let site = try Session.site
        let result = try BuiltCommand.run([
            "restore", isZstd ? site.zstdArchive : site.gzipArchive, directory.file("out"),
            "--queues", "restore",
        ])
        result.expect(0)
        #expect(result.errors == "")
        #expect(result.text.hasPrefix("restored "))
        let tree = try TreeState(directory.file("out/A01/tree"))
        #expect(tree.differences(from: try TreeState(site.site.root)) == [])
    }

    /// A selection and the files that it brings.
    struct Selection: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let files: [String]

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let selections = [
        Selection(
            arguments: ["--component", "site-control"], files: ["site-control/SITECTRL.CT0"]),
        Selection(
            arguments: ["--component", "registry", "system-map"],
            files: ["registry/sms-registry.reg", "system-map/SYSTEM.MAP"]),
        Selection(
            arguments: ["--component", "child", "--component", "database"],
            files: [
                "children/B01/Sitectrl.ct0", "children/B01/System.map",
                "children/C01/sitectrl.ct0", "children/C01/system.map", "database/MASTER.DMP",
                "database/SMSDUMP.DAT", "database/server.rpt", "database/sp_helpdb.rpt",
            ]),
        Selection(
            arguments: ["system.map"],
            files: [
                "children/B01/System.map", "children/C01/system.map", "system-map/SYSTEM.MAP",
                "tree/SYSTEM.MAP",
            ]),
        Selection(
            arguments: ["A01/children/C01"],
            files: ["children/C01/sitectrl.ct0", "children/C01/system.map"]),
        Selection(
            arguments: ["SYSTEM.MAP", "--component", "tree"], files: ["tree/SYSTEM.MAP"]),
    ]

    @Test(arguments: selections) func `brings what is selected and nothing else`(
        selection: Selection
    ) throws {
        let directory = try TemporaryDirectory()
        try restore(directory.file("out"), selection.arguments).expect(0)
        let found = try StockTool.shell(
            "find . -type f | cut -c3- | LC_ALL=C sort", in: directory.file("out/A01"))
        #expect(found.text.split(separator: "\n").map(String.init) == selection.files)
    }

    @Test func `nothing that is selected is status 1`() throws {
        let directory = try TemporaryDirectory()
        let result = try restore(directory.file("out"), ["no-such-name"])
        result.expect(1)
        #expect(result.errors.contains("is selected\n"))
        result.expectMessage("hint: smsbackup list shows the paths")
        #expect(try directory.names() == [])
    }

    @Test func `a dry run changes nothing`() throws {
        let directory = try TemporaryDirectory()
        let new = try restore(directory.file("out"), ["--dry-run", "SYSTEM.MAP"])
        new.expect(0)
        #expect(new.text.contains("create  A01/tree/SYSTEM.MAP\n"), "\(new.text)")
        #expect(new.text.contains("\nwould restore 4 entries, "), "\(new.text)")
        #expect(try directory.names() == [])
        try restore(directory.file("out"), ["--component", "registry"]).expect(0)
        let before = try TreeState(directory.file("out"))
        let old = try restore(
            directory.file("out"),
            ["--dry-run", "--component", "registry", "--overwrite", "always"])
        old.expect(0)
        #expect(try TreeState(directory.file("out")) == before)
    }

    @Test func `what exists stays, is named, and is status 2`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("out/A01/registry/sms-registry.reg")
        let arguments = ["--component", "registry"]
        try restore(directory.file("out"), arguments).expect(0)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
        for run in [arguments, arguments + ["--dry-run"]] {
            let result = try restore(directory.file("out"), run)
            result.expect(2)
            let reason = "it exists already and is not the same"
            #expect(
                result.text.contains(
                    run.count > arguments.count
                        ? "refuse  A01/registry/sms-registry.reg (\(reason))\n"
                        : "not restored: \"A01/registry/sms-registry.reg\": \(reason)\n"),
                "\(result.text)")
            #expect(result.text.contains("1 NOT restored"))
        }
        #expect(try bytes(of: file) == [UInt8]("mine".utf8))
    }

    @Test(arguments: ["changed", "always"])
    func `overwrite replaces what differs`(overwrite: String) throws {
        let directory = try TemporaryDirectory()
        let arguments = ["--component", "registry", "--overwrite", overwrite]
        try restore(directory.file("out"), arguments).expect(0)
        let first = try TreeState(directory.file("out/A01/registry/sms-registry.reg"))
        let file = directory.file("out/A01/registry/sms-registry.reg")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
        let replaced = try restore(directory.file("out"), arguments)
        replaced.expect(0)
        #expect(replaced.text.contains("of these 1 replaced"))
        #expect(try TreeState(file) == first)
        let again = try restore(directory.file("out"), arguments)
        again.expect(0)
        #expect(again.text.contains("1 replaced") == (overwrite == "always"), "\(again.text)")
    }

    @Test func `a damaged file is not restored, everything else is`() throws {
        let directory = try TemporaryDirectory()
        let good = try bytes(of: Session.archive)
        let archive = try directory.write(
            Damage.flippedBit(good.count * 4).applied(to: good), to: "damaged.tar.zst")
        let result = try BuiltCommand.run(["restore", archive, directory.file("out")])
        result.expect(2)
        #expect(result.text.contains("not restored: \"A01/tree/"), "\(result.text)")
        let map = directory.file("out/A01/system-map/SYSTEM.MAP")
        #expect(FileManager.default.fileExists(atPath: map))
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `a restore that lacks only attributes is finished`() throws {
        let directory = try TemporaryDirectory()
        let archive = try bytes(of: Session.archive)
        try directory.write(archive, to: "a")
        try directory.makeDirectory("out")
        try StockTool.shell("chmod 755 .; chmod 644 a; chown 65534 out", in: directory.path)
        func restore() throws -> StockTool.Result {
            try OrdinaryUser.run([
                "restore", directory.file("a"), directory.file("out"), "--queues", "restore",
            ])
        }
        let result = try restore()
        result.expect(3)
        result.expectMessage("warning: owner: ")
        // No mark that says otherwise, and every file.
        #expect(try directory.names(in: "out") == ["A01"])
        let tree = try TreeState(directory.file("out/A01/tree")).nodes.mapValues(\.content)
        #expect(try tree == TreeState(Session.site.site.root).nodes.mapValues(\.content))
        let again = try restore()
        again.expect(0)
        #expect(again.text.contains("were there already"), "\(again.text)")
    }

    @Test func `an archive that is not there is status 1`() throws {
        let directory = try TemporaryDirectory()
        let result = try BuiltCommand.run(["restore", directory.file("none"), directory.path])
        result.expect(1)
        result.expectMessage("error: ")
        #expect(try directory.names() == [])
    }
}
