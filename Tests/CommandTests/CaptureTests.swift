// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("capture")
struct CaptureTests {
    private static let moment = ["SOURCE_DATE_EPOCH": "921362400"]

    private func capture(
        _ arguments: [String], to output: String? = nil, environment: [String: String] = moment
    ) throws -> StockTool.Result {
        try BuiltCommand.run(
            ["capture"] + Session.inputs + arguments, environment: environment, output: output)
    }

    @Test func `makes a name from site and moment in a directory`() throws {
        let directory = try TemporaryDirectory()
        let result = try capture(["-o", directory.path])
        result.expect(0)
        #expect(try directory.names() == ["A01-19990313T220000Z.tar.zst"])
        #expect(result.text.contains("read back from the disk and proved; identifier "))
        #expect(result.errors == "")
        // Today everything in the sample site is stale, and that is worth a warning.
        let now = try StockTool.run(
            "env",
            ["-u", "SOURCE_DATE_EPOCH", BuiltCommand.path, "capture"] + Session.inputs
                + ["-o", directory.path, "--codec", "gzip", "-q"])
        #expect((now.status, now.text, now.errors) == (3, "", ""))
        let made = try directory.names().first { $0.hasSuffix(".tar.gz") } ?? ""
        #expect(made.wholeMatch(of: /A01-[0-9]{8}T[0-9]{6}Z\.tar\.gz/) != nil, "\(made)")
    }

    @Test func `gives an archive to its owner alone`() throws {
        let directory = try TemporaryDirectory()
        try capture(["-o", directory.file("a.tar.zst")]).expect(0)
        let mode = try StockTool.run("stat", ["-c", "%a", directory.file("a.tar.zst")])
        #expect(mode.text == "600\n")
    }

    @Test func `the same moment gives the same bytes, to a file and to a stream`() throws {
        let directory = try TemporaryDirectory()
        let name = ["--name", "same"]
        try capture(["-o", directory.file("a.tar.zst"), "-j", "1"] + name).expect(0)
        try capture(["-o", directory.file("b.tar.zst"), "-j", "3"] + name).expect(0)
        let stream = try capture(["-o", "-"] + name, to: directory.file("c.tar.zst"))
        stream.expectReport("captured ")
        let first = try bytes(of: directory.file("a.tar.zst"))
        #expect(try bytes(of: directory.file("b.tar.zst")) == first)
        #expect(try bytes(of: directory.file("c.tar.zst")) == first)
    }

    @Test func `the name of the file chooses the compression, an option overrides it`() throws {
        let directory = try TemporaryDirectory()
        let runs: [(String, [String], [UInt8])] = [
            ("a.tar.gz", [], [0x1F, 0x8B]), ("b.tar.zst", [], [0x28, 0xB5]),
            ("c.bin", ["--codec", "gzip", "--level", "1"], [0x1F, 0x8B]),
            ("d.tar.zst", ["--level", "1"], [0x28, 0xB5]),
        ]
        for (name, options, magic) in runs {
            try capture(["-o", directory.file(name)] + options).expect(0)
            #expect(try bytes(of: directory.file(name)).starts(with: magic), "\(name)")
            try BuiltCommand.run(["verify", "-q", directory.file(name)]).expect(0)
        }
        let show = try BuiltCommand.run(["show", directory.file("c.bin")])
        #expect(show.text.contains("compressed  gzip, level 1, "))
    }

    @Test func `the snapshot takes the name that it is given`() throws {
        let directory = try TemporaryDirectory()
        try capture(["-o", directory.path, "--name", "before-sp4"]).expect(0)
        let archive = directory.file("before-sp4.tar.zst")
        let list = try StockTool.run("tar", ["tf", archive])
        #expect(list.text.split(separator: "\n").allSatisfy { $0.hasPrefix("before-sp4/") })
        for name in ["a/b", "..", "", "-x", "tr%ling "] {
            let refused = try capture(["-o", directory.path, "--name=\(name)"])
            #expect(refused.status == 64, "\(name)")
            refused.expectMessage("error: ")
        }
        #expect(try directory.names() == ["before-sp4.tar.zst"])
    }

    @Test func `an archive that exists is never overwritten`() throws {
        let directory = try TemporaryDirectory()
        let archive = try directory.write([1, 2, 3], to: "a.tar.zst")
        let result = try capture(["-o", archive])
        result.expect(1)
        result.expectMessage(
            "error: archive \"\(archive)\" exists already and is never overwritten")
        result.expectMessage("hint: choose another name")
        #expect(try bytes(of: archive) == [1, 2, 3])
        #expect(try directory.names() == ["a.tar.zst"])
    }

    @Test(arguments: ["", "/new.tar.zst", "/SITE.SRV/new.tar.zst"])
    func `an archive inside the site is refused`(place: String) throws {
        let (directory, root) = try Session.copyOfSite()
        let before = try TreeState(root)
        let result = try BuiltCommand.run(
            ["capture", root] + Session.inputs.dropFirst() + ["-o", root + place])
        result.expect(1)
        #expect(result.errors.contains("would lie inside the site"))
        #expect(try TreeState(root) == before)
        withExtendedLifetime(directory) {}
    }

    @Test func `a place that cannot be written is named`() throws {
        let result = try capture(["-o", "/proc/none/a.tar.zst"])
        result.expect(1)
        result.expectMessage("error: cannot create archive \"/proc/none/a.tar.zst\"")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk under a stream is status 1`() throws {
        let result = try StockTool.shell(
            #"command=$1; shift; "$command" "$@" > /dev/full"#,
            [BuiltCommand.path, "capture"] + Session.inputs + ["-o", "-"])
        result.expect(1)
        #expect(result.errors.contains("No space left on device"))
    }

    @Test(.enabled(if: StockTool.isThere("script")))
    func `an archive does not go to a terminal`() throws {
        let line = ([BuiltCommand.path, "capture"] + (try Session.inputs) + ["-o", "-"])
            .map { "'\($0)'" }.joined(separator: " ")
        let result = try StockTool.run("script", ["-qec", line, "/dev/null"])
        #expect(result.status == 64)
        #expect(result.text.contains("smsbackup: error: an archive is not written to a terminal"))
    }

    @Test func `a declared absence is status 3, and the archive says so for ever`() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.file("a.tar.zst")
        let result = try BuiltCommand.run(
            ["capture"] + Session.inputs(without: "--database")
                + ["--allow-missing", "database", "-o", archive])
        result.expect(3)
        result.expectMessage("warning: no dump of the site database is given (declared)")
        let show = try BuiltCommand.run(["show", archive])
        show.expect(0)
        #expect(show.text.contains("database dump                       MISSING (declared)"))
        let verify = try BuiltCommand.run(["verify", archive])
        verify.expect(3)
        verify.expectMessage("warning: no dump of the site database is given (declared)")
    }
}

extension StockTool.Result {
    /// Checks a capture to a stream: done, and its report on standard error.
    fileprivate func expectReport(_ start: String) {
        #expect(status == 0)
        #expect(text == "")
        #expect(errors.contains("\n" + start), "\(errors)")
    }
}
