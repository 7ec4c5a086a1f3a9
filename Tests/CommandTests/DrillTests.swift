// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// Sessions of `drill`; each has a directory of its own for the scratch directory, so that what is
/// left behind is seen.
@Suite("drill")
struct DrillTests {
    private struct Place {
        let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
            try directory.makeDirectory("scratch")
        }

        /// What lies in the parent of the scratch directory.
        var left: [String] { get throws { try directory.names(in: "scratch") } }

        func file(_ name: String) -> String { directory.file(name) }

        func drill(
            _ archive: String, _ arguments: [String] = [], environment: [String: String] = [:]
        ) throws -> StockTool.Result {
            try BuiltCommand.run(
                ["drill", archive, "--scratch", file("scratch")] + arguments,
                environment: environment)
        }
    }

    /// Archives that were taken on the evening on which the site was saved, so that nothing in
    /// them is stale; made once.
    private static let evening: Result<TemporaryDirectory, any Error> = Result {
        let directory = try TemporaryDirectory()
        // A value in a global variable is never dropped.
        atexit {
            guard let path = try? DrillTests.evening.get().path else { return }
            try? FileManager.default.removeItem(atPath: path)
        }
        for codec in ["zstd", "gzip"] {
            try BuiltCommand.run(
                ["capture", "-q", "--codec", codec] + Session.inputs
                    + ["-o", directory.file(codec)]
            ).expect(0)
        }
        return directory
    }

    private static func archive(_ isZstd: Bool) throws -> String {
        try evening.get().file(isZstd ? "zstd" : "gzip")
    }

    private static var archive: String { get throws { try archive(true) } }

    private static func report(_ result: StockTool.Result) throws -> [String: Any] {
        try report(result.output, status: result.status)
    }

    private static func report(_ output: [UInt8], status: Int32) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output))
        let document = try #require(value as? [String: Any])
        #expect(document["status"] as? Int == Int(status))
        return try #require(document["report"] as? [String: Any])
    }

    @Test(arguments: [true, false])
    func `a good archive is proven, and nothing is left`(isZstd: Bool) throws {
        let place = try Place()
        let archive = try Self.archive(isZstd)
        let result = try place.drill(archive)
        result.expect(0)
        #expect(result.errors == "")
        #expect(result.text.hasPrefix("restore drill of \"\(archive)\": PROVEN\n"))
        for line in [
            "site        site A01, primary, server SRVZUERICH", "\njudged      from the restored ",
            "; as they were judged at the capture\n", "\nfindings:\n  none\n",
            "\n  command: none was given\n", "  whether the site runs: ",
        ] {
            #expect(result.text.contains(line), "\(line): \(result.text)")
        }
        #expect(try place.left == [])
        let quiet = try place.drill(archive, ["-q"])
        quiet.expect(0)
        #expect(quiet.text == "")
    }

    @Test func `the document says what the tools of the system say`() throws {
        let place = try Place()
        let report = try Self.report(
            place.drill(
                Self.archive,
                ["--json", "--run", "sh", "-c", #"find "$0" -type f | wc -l; du -s -B1 "$0""#]))
        #expect(report["proven"] as? Bool == true)
        let command = try #require(report["ranCommand"] as? [String: Any])
        #expect(command["exitStatus"] as? Int == 0)
        let said = try #require(command["output"] as? String).split { $0 == "\n" || $0 == "\t" }
        #expect((report["filesCompared"] as? Int).map(String.init) == said[0].description)
        // The scratch directory itself may take a block.
        let peak = try #require(report["peakBytes"] as? Int)
        #expect((0...8_192).contains(peak - (try #require(Int(said[1])))))
        #expect(try #require(report["neededBytes"] as? Int) >= peak - 8_192)
        #expect(report["bytesCompared"] as? Int == report["bytesVerified"] as? Int)
        #expect(report["entriesCompared"] as? Int == report["entriesRestored"] as? Int)
        let rehearsal = try #require(report["rehearsal"] as? [String: Any])
        let host = try StockTool.run("uname", ["-n"]).text
        #expect((rehearsal["host"] as? String).map { $0 + "\n" } == host)
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(
            steps.map { $0["step"] as? String } == [
                "verify", "restore", "compare", "command", "remove",
            ])
        #expect(steps.allSatisfy { $0["done"] as? Bool == true && $0["milliseconds"] is Int })
        let list = try Self.document(["show", "--json", Self.archive])
        #expect(report["identifier"] as? String == list["identifier"] as? String)
    }

    private static func document(_ arguments: [String]) throws -> [String: Any] {
        try report(BuiltCommand.run(arguments))
    }

    @Test(arguments: [true, false])
    func `a damaged archive is status 2, and the files are named`(isZstd: Bool) throws {
        let place = try Place()
        let good = try bytes(of: Self.archive(isZstd))
        let damaged = try place.directory.write(
            Damage.flippedBit(good.count * 4).applied(to: good), to: "damaged")
        let verify = try BuiltCommand.run(["verify", damaged])
        let lost = verify.text.matches(of: /\[content\] "([^"]+)"/).map { String($0.1) }
        #expect(!lost.isEmpty)
        let result = try place.drill(damaged)
        result.expect(2)
        #expect(result.text.contains(": NOT PROVEN: "))
        #expect(result.text.contains("judged      NOT judged\n"))
        for path in lost {
            #expect(result.text.contains("[content] \"\(path)\""))
            let below = path.split(separator: "/", maxSplits: 1)[1]
            #expect(result.text.contains("[restored] \"\(below)\": not restored: "), "\(path)")
        }
        #expect(try place.left == [])
    }

    @Test func `an archive that cannot be opened is status 2, and says what was not done`() throws {
        let place = try Place()
        let good = try bytes(of: Self.archive)
        let cut = try place.directory.write(
            Damage.cut(good.count / 2).applied(to: good), to: "cut")
        let result = try place.drill(cut, ["--json", "--run", "touch", place.file("ran")])
        result.expect(2)
        let report = try Self.report(result)
        #expect(report["proven"] as? Bool == false)
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(steps.map { $0["done"] as? Bool } == [true, false, false, false, false])
        #expect(try #require(report["notChecked"] as? [String]).count >= 4)
        #expect(try place.directory.names() == ["cut", "scratch"])
        let none = try place.drill(place.file("none"))
        none.expect(1)
        #expect(none.text == "")
    }

    @Test(.enabled(if: StockTool.isThere("age"))) func `an encrypted archive needs its identity`()
        throws
    {
        let place = try Place()
        let made = try StockTool.shell(
            #"age-keygen -o "$1/key" 2>&1 && age -r "$(age-keygen -y "$1/key")" -o "$1/a.age" "$2""#,
            [place.directory.path, Self.archive])
        try #require(made.status == 0, "\(made.errors)")
        let result = try place.drill(place.file("a.age"), ["--identity", place.file("key")])
        result.expect(0)
        #expect(result.text.contains(": PROVEN\n"))
        try place.drill(place.file("a.age")).expect(1)
        #expect(try place.left == [])
    }

    @Test func `a command that fails is status 2, with the end of what it said`() throws {
        let place = try Place()
        let script = #"echo to-out; echo to-err >&2; test "$0" = "$SMSBACKUP_RESTORED"; exit 7"#
        let result = try place.drill(Self.archive, ["--run", "sh", "-c", script])
        result.expect(2)
        #expect(result.text.contains("ended with status 7\n  | to-out\n  | to-err\n"))
        #expect(result.text.contains("findings:\n  [command] it ended with status 7\n"))
        #expect(!result.text.contains("command: none was given"))
        let absent = try place.drill(Self.archive, ["-q", "--run", "no-such-program"])
        absent.expect(2)
        #expect(absent.text.hasPrefix("[command] it could not be started: "))
        let slow = try place.drill(
            Self.archive, ["-q", "--run-limit", "1s", "--run", "sh", "-c", "sleep 60"])
        slow.expect(2)
        #expect(slow.text.hasPrefix("[command] it did not end within 1 s "))
        #expect(try place.left == [])
    }

    @Test func `the command finds the restored site, in a directory that is closed to others`()
        throws
    {
        let place = try Place()
        let checked = try place.drill(
            Self.archive,
            [
                "--run", "sh", "-c",
                #"cmp "$0" "$1/A01/tree/SYSTEM.MAP" && stat -c %a "$(dirname "$1")""#,
                "\(Session.site.site.root)/SYSTEM.MAP",
            ])
        checked.expect(0)
        #expect(checked.text.contains("\n  | 700\n"))
    }

    @Test func `what came out of the archive is never run`() throws {
        let place = try Place()
        let site = try BareSite()
        try site.shell("printf '#!/bin/sh\\ntouch \"$RAN\"\\n' > check; chmod 755 check")
        try site.capture(to: "a")
        for path in [":/usr/bin:/bin", ".:/usr/bin:/bin"] {
            let result = try place.drill(
                site.directory.file("a"), ["-q", "--run", "check"],
                environment: ["PATH": path, "RAN": place.file("ran")])
            #expect(result.text.contains("[command] it could not be started: "), "\(result.text)")
        }
        #expect(try place.directory.names() == ["scratch"])
    }

    @Test func `--keep leaves what was restored and says where`() throws {
        let place = try Place()
        let result = try place.drill(Self.archive, ["--keep"])
        result.expect(0)
        let left = try place.left
        try #require(left.count == 1)
        let path = place.file("scratch/\(left[0])")
        #expect(result.text.contains("left        the restored files in \"\(path)\"\n"))
        let tree = try TreeState(path + "/restored/A01/tree")
        #expect(tree.differences(from: try TreeState(Session.site.site.root)) == [])
    }

    @Test func `--report writes what was printed, once, for its owner`() throws {
        let place = try Place()
        let files = ["--report", place.file("r.txt"), "--report", place.file("r.json")]
        let result = try place.drill(Self.archive, files + ["--run", "false"])
        result.expect(2)
        #expect(try bytes(of: place.file("r.txt")) == result.output)
        let written = try Self.report(bytes(of: place.file("r.json")), status: 2)
        #expect(written["proven"] as? Bool == false)
        for name in ["r.txt", "r.json"] {
            #expect(try StockTool.run("stat", ["-c", "%a", place.file(name)]).text == "600\n")
        }
        // Evidence is not replaced, and nothing is done before that is known.
        let again = try place.drill(Self.archive, files)
        again.expect(1)
        #expect(again.text == "")
        again.expectMessage("error: the report \"\(place.file("r.txt"))\" exists already")
        #expect(try bytes(of: place.file("r.txt")) == result.output)
        let nowhere = try place.drill(Self.archive, ["--report", place.file("no/r.txt")])
        nowhere.expect(1)
        #expect(try place.left == [])
    }

    private static let smallDisks = ["size=64k", "nr_inodes=40"]

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can mount"), arguments: smallDisks)
    func `what does not fit is refused with the numbers`(size: String) throws {
        let place = try Place()
        let result = try StockTool.run(
            "unshare",
            [
                "-m", "bash", "-c",
                #"mount -t tmpfs -o "$1,mode=700" none "$2" && "$3" drill "$4" --scratch "$2"; s=$?; ls -A "$2"; exit $s"#,
                "bash", size, place.file("scratch"), BuiltCommand.path, Self.archive,
            ])
        result.expect(1)
        #expect(result.text == "")
        let wanted =
            size.hasPrefix("size")
            ? /the restore needs \d+ bytes and ".*" has 65536 free/
            : /the restore needs \d+ inodes and ".*" has 39 free/
        #expect(result.errors.contains(wanted), "\(result.errors)")
        result.expectMessage("hint: --scratch DIR names")
    }

    /// A small site, so that the drill can be interrupted at many of its calls.
    @Test func `an interruption anywhere leaves nothing`() throws {
        let site = try BareSite()
        try site.shell("mkdir -p A/B; echo one > A/one; echo two > A/B/two; ln -s one A/link")
        try site.capture(to: "a")
        let place = try Place()
        var environment = FaultInjection.environment("fsync:999999:5")
        environment["SMSBACKUP_FAULT_COUNT"] = place.file("count")
        // Done; what was captured is of no use as a site, which is a finding.
        try place.drill(site.directory.file("a"), environment: environment).expect(2)
        var counts: [String: Int] = [:]
        let calls = String(decoding: try bytes(of: place.file("count")), as: UTF8.self)
        for line in calls.split(separator: "\n") { counts[String(line), default: 0] += 1 }
        var interrupted: [String: Int] = [:]
        for call in ["pread", "mkdirat", "openat", "fstatat", "unlinkat"] {
            let number = try #require(counts[call], "\(call)")
            for number in Set((0...9).map { 1 + $0 * (number - 1) / 9 }) {
                let isNoticed = try interrupt(site.directory.file("a"), at: "\(call):\(number)")
                interrupted[call, default: 0] += isNoticed ? 1 : 0
            }
        }
        for call in ["pread", "mkdirat", "openat"] {
            #expect(try #require(interrupted[call], "\(call)") >= 3, "\(call)")
        }
    }

    /// Interrupts a drill at a call; whether it noticed before it was done.
    private func interrupt(_ archive: String, at call: String) throws -> Bool {
        let place = try Place()
        let result = try place.drill(
            archive, ["--report", place.file("r.txt")],
            environment: FaultInjection.environment("\(call):interrupt"))
        #expect(try place.left == [], "\(call)")
        // Once everything is done and only the removal is left, the drill comes to its end.
        if result.status == 2 {
            #expect(try place.directory.names() == ["r.txt", "scratch"], "\(call)")
            return false
        }
        #expect(result.status == 130, "\(call): \(result.errors)")
        #expect(result.errors.contains("nothing is proved"), "\(call): \(result.errors)")
        #expect(try place.directory.names() == ["scratch"], "\(call)")
        return true
    }

    @Test(arguments: InterruptionTests.signals)
    func `a signal while the command runs ends it and leaves nothing`(
        signal: InterruptionTests.Signal
    ) throws {
        let place = try Place()
        let result = try place.drill(
            Self.archive,
            ["--run", "sh", "-c", "kill -\(signal.name) $PPID; sleep 60"])
        result.expect(signal.status)
        result.expectMessage(
            "error: interrupted; nothing is proved and the scratch directory was removed")
        #expect(try place.left == [])
    }

    @Test func `a call that fails is status 1 or 2, and leaves nothing`() throws {
        for (fault, status) in [
            ("mkdirat:1:28", 1), ("mkdirat:2:28", 1), ("syncfs:1:5", 1), ("pwrite:1:28", 2),
        ] as [(String, Int32)] {
            let place = try Place()
            let result = try place.drill(
                Self.archive, environment: FaultInjection.environment(fault))
            #expect(result.status == status, "\(fault): \(result.text)\(result.errors)")
            #expect(try place.left == [], "\(fault)")
        }
    }

    @Test func `a scratch directory that cannot be removed is said`() throws {
        let place = try Place()
        let result = try place.drill(
            Self.archive, environment: FaultInjection.environment("unlinkat:1+:16"))
        result.expect(3)
        let left = try place.left
        try #require(left.count == 1)
        let path = place.file("scratch/\(left[0])")
        result.expectMessage("warning: the scratch directory \"\(path)\" is left: unlinkat")
        #expect(result.text.contains("left        the restored files in \"\(path)\"\n"))
        let interrupted = try place.drill(
            Self.archive,
            environment: FaultInjection.environment("unlinkat:1+:16,syncfs:1:interrupt"))
        #expect(interrupted.status == 130 || interrupted.status == 3, "\(interrupted.errors)")
        #expect(interrupted.errors.contains(" is left"))
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `an ordinary user is told what he may not set`() throws {
        let place = try Place()
        let copied = try StockTool.shell(
            #"cp "$1" "$2/a" && chmod 755 "$2" && chmod 644 "$2/a" && chown 65534 "$2/scratch""#,
            [Self.archive, place.directory.path])
        try #require(copied.status == 0, "\(copied.errors)")
        let result = try OrdinaryUser.run([
            "drill", place.file("a"), "--scratch", place.file("scratch"), "--json",
        ])
        result.expect(3)
        let report = try Self.report(result)
        #expect(report["proven"] as? Bool == true)
        let attributes = try #require(report["attributes"] as? [[String: Any]])
        #expect(attributes.map { $0["attribute"] as? String } == ["owner"])
        #expect(try #require(attributes.first?["entries"] as? Int) > 100)
        result.expectMessage("warning: the owner of ")
        #expect(try place.left == [])
        // Not even a scratch directory can be made where nobody lets him.
        let closed = try OrdinaryUser.run(["drill", place.file("a"), "--scratch", "/"])
        closed.expect(1)
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `what an ordinary user may not read back is status 1, and is removed`() throws {
        let place = try Place()
        let site = try BareSite()
        try site.shell(
            "mkdir -p C/D O; echo x > C/D/f; echo s > O/secret; chmod 0 C/D C O/secret")
        try site.capture(to: "a")
        let copied = try StockTool.shell(
            #"cp "$1" "$2/a" && chmod 755 "$2" && chmod 644 "$2/a" && chown 65534 "$2/scratch""#,
            [site.directory.file("a"), place.directory.path])
        try #require(copied.status == 0, "\(copied.errors)")
        let result = try OrdinaryUser.run([
            "drill", place.file("a"), "--scratch", place.file("scratch"),
        ])
        result.expect(1)
        #expect(result.text.contains(": NOT PROVEN: not everything could be looked at\n"))
        for path in ["XXX/tree/C", "XXX/tree/C/D", "XXX/tree/C/D/f", "XXX/tree/O/secret"] {
            result.expectMessage("error: \"\(path)\": cannot be read back: ")
        }
        #expect(!result.text.contains("missing"))
        #expect(try place.left == [])
    }

    @Test(arguments: [
        ["--run-limit", "5s"], ["--report", ""], ["--scratch", ""], ["--run-limit", "x"],
        ["--run", ""], ["--run"],
    ])
    func `wrong usage is status 64`(arguments: [String]) throws {
        let result = try BuiltCommand.run(["drill", Self.archive] + arguments)
        result.expect(64)
    }
}
