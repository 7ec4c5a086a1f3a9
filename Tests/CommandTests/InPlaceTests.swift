// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("restore --in-place")
struct InPlaceTests {
    private static let swap = Result<PlannedSwap, any Error> { try PlannedSwap() }
    private let swap: PlannedSwap
    private let copy: PlannedSwap.Copy

    init() throws {
        swap = try Self.swap.get()
        copy = try swap.copy()
    }

    private var target: TreeState { get throws { try TreeState(copy.target) } }

    private static let date = "19990313T220500Z"

    @Test func `puts the tree back, and keeps the old one`() throws {
        let result = try copy.restore()
        result.expect(0)
        #expect(
            try copy.names()
                == ["SMS", "SMS.old-\(Self.date)", "SMS.quarantine-\(Self.date)"])
        #expect(try target.differences(from: swap.new) == [])
        let old = try TreeState(copy.directory.file("site/SMS.old-\(Self.date)"))
        #expect(old.differences(from: swap.old) == [])
        let waiting = copy.directory.file(
            "site/SMS.quarantine-\(Self.date)/SITE.SRV/SCHEDULE.BOX/1.JOB")
        #expect(try bytes(of: waiting) == [UInt8]("job\n".utf8))
        let lines = result.text.split(separator: "\n").map(String.init)
        let stages = ["verified: ", "room: ", "written: ", "read back: ", "swapped: ", "restored "]
        #expect(zip(lines, stages).allSatisfy { $0.hasPrefix($1) }, "\(result.text)")
        #expect(lines[4].hasSuffix("in one step"))
    }

    @Test func `prints the command that undoes it`() throws {
        let result = try copy.restore()
        let line = try #require(
            result.text.split(separator: "\n").first { $0.hasPrefix("to undo: ") })
        let undo = try StockTool.shell(String(line.dropFirst("to undo: ".count)))
        #expect(undo.status == 0, "\(undo.errors)")
        #expect(try target.differences(from: swap.old) == [])
        let undone = try TreeState(copy.directory.file("site/SMS.undone-\(Self.date)"))
        #expect(undone.differences(from: swap.new) == [])
    }

    @Test func `a directory that is not there is made`() throws {
        try StockTool.run("rm", ["-r", copy.target])
        try copy.restore().expect(0)
        #expect(try target.differences(from: swap.new) == [])
        #expect(try copy.names() == ["SMS", "SMS.quarantine-\(Self.date)"])
    }

    @Test func `a second restore keeps both old trees`() throws {
        try copy.restore().expect(0)
        try copy.restore().expect(0)
        #expect(try copy.names().filter { $0.contains("old") }.count == 2)
        #expect(try target.differences(from: swap.new) == [])
    }

    @Test func `a dry run prints the plan and changes nothing`() throws {
        let before = try TreeState(copy.directory.file("site"))
        let result = try copy.restore(["--dry-run"])
        result.expect(0)
        #expect(result.text.contains("create  tree/SYSTEM.MAP\n"), "\(result.text)")
        #expect(
            result.text.contains("create  quarantine/SITE.SRV/SCHEDULE.BOX/1.JOB (quarantined: "))
        #expect(try TreeState(copy.directory.file("site")) == before)
    }

    @Test(arguments: [
        ["SYSTEM.MAP"], ["--component", "registry"], ["--child", "B01"], ["--root", "X"],
    ])
    func `a part is refused`(arguments: [String]) throws {
        let result = try BuiltCommand.run(
            ["restore", copy.directory.file("a"), copy.target] + arguments + ["--in-place"])
        result.expect(64)
        #expect(try target.differences(from: swap.old) == [])
    }

    @Test func `a damaged archive changes nothing`() throws {
        let good = try bytes(of: copy.directory.file("a"))
        try copy.directory.write(Damage.flippedBit(good.count * 4).applied(to: good), to: "a")
        let result = try copy.restore()
        result.expect(2)
        result.expectMessage("error: archive ")
        #expect(result.errors.contains("was not touched"))
        #expect(try target.differences(from: swap.old) == [])
        #expect(try copy.names() == ["SMS"])
    }

    @Test func `the directory of another site is refused`() throws {
        let directory = try TemporaryDirectory()
        let place = directory.file("SMS")
        try StockTool.run("cp", ["-a", Session.site.site.path("B01/SMS"), place])
        let before = try TreeState(place)
        let result = try BuiltCommand.run(["restore", Session.archive, place, "--in-place"])
        result.expect(1)
        #expect(result.errors.contains("is the directory of site B01"), "\(result.errors)")
        #expect(try TreeState(place) == before)
    }

    @Test func `an ID that the site gave out meanwhile is left out`() throws {
        let directory = try TemporaryDirectory()
        let place = directory.file("SMS")
        try StockTool.run("cp", ["-a", Session.site.site.root, place])
        try StockTool.shell("mv A01000K7.UID A01000K9.UID", in: "\(place)/LOGON.SRV/SMSID")
        let result = try BuiltCommand.run(["restore", Session.archive, place, "--in-place"])
        result.expect(2)
        #expect(result.text.contains("A01000K7 is lower than A01000K9"), "\(result.text)")
        #expect(try directory.names(in: "SMS/LOGON.SRV/SMSID") == [])
        let old = try #require(try directory.names().first { $0.contains("old") })
        #expect(try directory.names(in: "\(old)/LOGON.SRV/SMSID") == ["A01000K9.UID"])
    }

    @Test func `two at once in one place are refused`() throws {
        let result = try StockTool.shell(
            "exec flock \"$1\" \"$2\" restore \"$3\" \"$4\" --in-place",
            [
                copy.directory.file("site"), BuiltCommand.path, copy.directory.file("a"),
                copy.target,
            ])
        result.expect(1)
        result.expectMessage("error: another restore in place works in ")
        #expect(try target.differences(from: swap.old) == [])
    }

    @Test func `what is no directory of its own is refused`() throws {
        let file = try copy.directory.write([1], to: "file")
        for path in [file, "/", "/proc"] {
            let result = try BuiltCommand.run(
                ["restore", copy.directory.file("a"), path, "--in-place"])
            #expect([1, 64].contains(result.status), "\(path): \(result.errors)")
        }
    }

    @Test func `a staging directory without a journal is left alone`() throws {
        try copy.directory.makeDirectory("site/.SMS.smsbackup-stage/mine")
        let result = try copy.restore()
        result.expect(1)
        #expect(result.errors.contains("is in the way"))
        #expect(try target.differences(from: swap.old) == [])
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a file system"))
    func `no room is said before anything is written`() throws {
        let directory = try TemporaryDirectory()
        let place = try directory.makeDirectory("small")
        for (options, what) in [("size=400k", "bytes"), ("nr_inodes=20", "inodes")] {
            let mount = try StockTool.run(
                "mount", ["-t", "tmpfs", "-o", options, "tmpfs", place])
            guard mount.status == 0 else { return }
            defer { _ = try? StockTool.run("umount", [place]) }
            try StockTool.run("cp", ["-a", copy.target, place])
            let result = try BuiltCommand.run(
                ["restore", copy.directory.file("a"), place + "/SMS", "--in-place"])
            result.expect(1)
            #expect(result.errors.contains("there is no room beside"), "\(what) \(result.errors)")
            #expect(try directory.names(in: "small") == ["SMS"])
        }
    }
}
