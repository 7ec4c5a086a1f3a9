// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

/// What jobs and monitoring read: metrics, plugin lines, lines of JSON, and `status`.
@Suite("Monitoring")
struct MonitoringTests {
    private typealias Vault = StoreTests.Vault

    private static let evening = SampleSite.evening.seconds

    // MARK: metrics

    @Test func `metrics have the exposition format and tell what happened`() throws {
        let vault = try Vault()
        try vault.damage(1)
        let file = vault.directory.file("job.prom")
        let result = try BuiltCommand.run(["verify", "--metrics", file, vault.path])
        result.expect(2)
        let page = try Exposition(bytes(of: file))
        let labels = ["command": "verify", "store": "job"]
        #expect(page["smsbackup_exit_status", labels] == 2)
        #expect(page["smsbackup_last_attempt_timestamp_seconds", labels] == Self.evening)
        #expect(page["smsbackup_last_success_timestamp_seconds", labels] == nil)
        for (state, count) in [("intact", 2), ("faulty", 1), ("failed", 0), ("unchecked", 0)] {
            let state = labels.merging(["state": state]) { $1 }
            #expect(page["smsbackup_verify_archives", state] == Int64(count))
        }
        for number in 0..<3 {
            let archive = labels.merging(["archive": vault.file(number), "site": "XXX"]) { $1 }
            #expect(page["smsbackup_archive_intact", archive] == (number == 1 ? 0 : 1))
            #expect(
                page["smsbackup_archive_created_timestamp_seconds", archive]
                    == Self.evening - Int64(number) * 86_400)
        }
        #expect(try vault.directory.names().filter { $0.hasPrefix(".") } == [])
    }

    @Test func `the last success outlives failures of every kind`() throws {
        let vault = try Vault(1)
        let file = vault.directory.file("job.prom")
        func run(_ arguments: [String], day: Int64) throws -> (Exposition, Int32) {
            let now = String(Self.evening + day * 86_400)
            let result = try BuiltCommand.run(
                ["verify", "--metrics", file] + arguments, environment: ["SOURCE_DATE_EPOCH": now])
            return (try Exposition(bytes(of: file)), result.status)
        }
        let labels = ["command": "verify", "store": "job"]
        let runs: [([String], Int32, Int64)] = [
            ([vault.path], 3, 0), ([vault.path, "--max-age", "1h"], 2, 0),
            ([vault.directory.file("none")], 1, 0),
            ([vault.path, "--identity", vault.directory.file("none")], 1, 0), ([vault.path], 3, 4),
        ]
        for (day, (arguments, status, success)) in runs.enumerated() {
            let (page, found) = try run(arguments, day: Int64(day))
            #expect(found == status)
            #expect(page["smsbackup_exit_status", labels] == Int64(status))
            #expect(
                page["smsbackup_last_attempt_timestamp_seconds", labels]
                    == Self.evening + Int64(day) * 86_400)
            #expect(
                page["smsbackup_last_success_timestamp_seconds", labels]
                    == Self.evening + success * 86_400)
        }
    }

    @Test func `the success of another command is not taken over`() throws {
        let vault = try Vault(1)
        let file = vault.directory.file("m.prom")
        try BuiltCommand.run(["status", "--metrics", file, vault.path]).expect(0)
        try BuiltCommand.run(["verify", "--metrics", file, vault.directory.file("none")]).expect(1)
        let page = try Exposition(bytes(of: file))
        #expect(!page.samples.contains { $0.name == "smsbackup_last_success_timestamp_seconds" })
        #expect(page["smsbackup_exit_status", ["command": "verify", "store": "m"]] == 1)
    }

    @Test func `a name with odd characters is escaped`() throws {
        let vault = try Vault(1)
        let name = "a\"b\\c.tar.zst"
        try vault.directory.write(bytes(of: vault.file(0)), to: name)
        let file = vault.directory.file("m.prom")
        try BuiltCommand.run(["verify", "--metrics", file, vault.directory.file(name)]).expect(3)
        let page = try Exposition(bytes(of: file))
        #expect(page.samples.contains { $0.labels["archive"]?.contains("b\\\\c") == true })
    }

    @Test func `another file is not replaced by metrics`() throws {
        let vault = try Vault(1)
        let before = try bytes(of: vault.file(0))
        let result = try BuiltCommand.run(["verify", "--metrics", vault.file(0), vault.path])
        result.expect(1)
        result.expectMessage("error: \"\(vault.file(0))\" holds something else than metrics")
        #expect(result.text == "")
        #expect(isSame(try bytes(of: vault.file(0)), before))
        try BuiltCommand.run(
            ["verify", "--metrics", vault.directory.file("no/where.prom"), vault.path]
        ).expect(1)
    }

    // MARK: plugin

    /// What a plugin prints: one line, and its status.
    private static func expectLine(
        _ result: StockTool.Result, _ status: Int32, _ start: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(result.status == status, "\(result.text)", sourceLocation: sourceLocation)
        #expect(result.errors == "", sourceLocation: sourceLocation)
        let line = try #require(
            result.text.wholeMatch(
                of: /SMSBACKUP ([^|\n]*)(\| (?:'[A-Za-z0-9_]+'=\d+(?:s|B)?;\d*;\d*; ?)+)?\n/),
            "\(result.text)", sourceLocation: sourceLocation)
        #expect(line.1.hasPrefix(start), "\(result.text)", sourceLocation: sourceLocation)
    }

    @Test func `a plugin has the statuses 0 to 3`() throws {
        let vault = try Vault()
        let nagios = ["--format", "nagios"]
        try Self.expectLine(BuiltCommand.run(["verify", Session.archive] + nagios), 0, "OK: ")
        try Self.expectLine(BuiltCommand.run(["verify", vault.path] + nagios), 1, "WARNING: ")
        try Self.expectLine(BuiltCommand.run(["status", vault.path] + nagios), 0, "OK: ")
        try Self.expectLine(
            BuiltCommand.run(["status", vault.path, "--min-level", "full"] + nagios), 2,
            "CRITICAL: ")
        try vault.damage(1)
        try Self.expectLine(BuiltCommand.run(["verify", vault.path] + nagios), 2, "CRITICAL: ")
        let none = vault.directory.file("no|thing\n")
        for command in ["verify", "status"] {
            try Self.expectLine(BuiltCommand.run([command, none] + nagios), 3, "UNKNOWN: ")
        }
        try Self.expectLine(
            BuiltCommand.run(["verify", vault.path, "--identity", none] + nagios), 3, "UNKNOWN: ")
    }

    // MARK: lines of JSON

    @Test func `each event is an object on a line of its own`() throws {
        let vault = try Vault()
        try vault.damage(1)
        let runs: [([String], [String])] = [
            (
                ["verify", vault.path, vault.directory.file("none")],
                ["begin", "archive", "archive", "archive", "failure", "end"]
            ),
            (
                ["verify", "--newest", "1", "--max-age", "0s", vault.path],
                ["begin", "finding", "unchecked", "unchecked", "archive", "end"]
            ),
            (["status", "--max-age", "0s", vault.path], ["site", "finding", "end"]),
            (["status", vault.directory.file("none")], ["failure", "end"]),
        ]
        for (arguments, events) in runs {
            let now = String(Self.evening + 10)
            let result = try BuiltCommand.run(
                arguments + ["--format", "jsonl"], environment: ["SOURCE_DATE_EPOCH": now])
            let lines = try result.text.split(separator: "\n").map { line in
                try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(lines.map { $0["event"] as? String } == events)
            for line in lines {
                #expect(Set(line.keys) == ["smsbackup_json", "command", "event", "report"])
                #expect(line["command"] as? String == arguments[0])
            }
            let end = try #require(lines.last?["report"] as? [String: Any])
            #expect(end["status"] as? Int == Int(result.status))
        }
    }

    // MARK: status

    @Test func `status shows the newest archive, its verification, and what could go`() throws {
        let vault = try Vault()
        try BuiltCommand.run(["verify", "--record", vault.file(0)]).expect(3)
        let before = try vault.directory.names()
        let result = try BuiltCommand.run(["status", "--keep", "1", vault.path])
        result.expect(0)
        #expect(result.text.hasPrefix("site XXX: 3 archives, the newest of 1999-"))
        #expect(
            result.text.contains(
                "\"\(vault.file(0))\": last verified well \(SampleSite.evening.wholeSecondDescription) (full)"
            ))
        for number in [1, 2] {
            #expect(result.text.contains("could be removed: \"\(vault.file(number))\""))
        }
        #expect(try vault.directory.names() == before)
        let quiet = try BuiltCommand.run(["status", "-q", vault.path])
        #expect((quiet.status, quiet.text) == (0, ""))
    }

    @Test func `each limit that is broken is a finding`() throws {
        let vault = try Vault()
        func status(_ arguments: [String], day: Int64 = 0) throws -> StockTool.Result {
            let now = String(Self.evening + day * 86_400)
            return try BuiltCommand.run(
                ["status", vault.path] + arguments, environment: ["SOURCE_DATE_EPOCH": now])
        }
        func expect(_ arguments: [String], day: Int64 = 0, _ code: String?) throws {
            let result = try status(arguments, day: day)
            result.expect(code == nil ? 0 : 2)
            let found = result.text.firstMatch(of: #/\[([a-z-]+)\] site XXX: /#).map {
                String($0.1)
            }
            #expect(found == code)
        }
        try expect(["--max-age", "2d"], nil)
        try expect(["--max-age", "2d"], day: 3, "too-old")
        try expect(["--max-verification-age", "9d"], "never-verified")
        try BuiltCommand.run(["verify", "--record", "--level", "quick", vault.path]).expect(3)
        try expect(["--max-verification-age", "9d"], nil)
        try expect(["--max-verification-age", "9d"], day: 10, "verification-too-old")
        try expect(["--min-level", "full"], "level-too-low")
        // A record speaks only for the archive that was verified.
        let other = try bytes(of: vault.file(2))
        try vault.directory.write(other, to: vault.name(0))
        try vault.directory.write([], to: "z.tar.zst")
        let damaged = try status([])
        damaged.expect(2)
        #expect(damaged.text.contains("[damaged] \"\(vault.directory.file("z.tar.zst"))\""))
    }

    @Test func `damage that a verification found is remembered`() throws {
        let vault = try Vault()
        try vault.damage(1)
        try BuiltCommand.run(["verify", "--record", vault.path]).expect(2)
        let result = try BuiltCommand.run(["status", vault.path])
        result.expect(2)
        #expect(result.text.contains("[had-findings] site XXX: \"\(vault.file(1))\""))
        // The file is another one now, and of that nothing is known.
        try StockTool.run("touch", [vault.file(1)])
        try BuiltCommand.run(["status", vault.path]).expect(0)
    }

    @Test func `what cannot be looked at fails, and so does a store without archives`() throws {
        let vault = try Vault(1)
        try vault.directory.write([1], to: ".smsbackup-verified.json")
        try BuiltCommand.run(["status", vault.path]).expect(1)
        let directory = try TemporaryDirectory()
        for path in [directory.path, directory.file("none")] {
            let result = try BuiltCommand.run(["status", path])
            result.expect(1)
            result.expectMessage("error: ")
        }
    }

    @Test func `status writes metrics of each site`() throws {
        let vault = try Vault()
        try BuiltCommand.run(["verify", "--record", vault.path]).expect(3)
        let file = vault.directory.file("status.prom")
        try BuiltCommand.run(["status", "--metrics", file, vault.path]).expect(0)
        let page = try Exposition(bytes(of: file))
        let site = ["command": "status", "store": "status", "site": "XXX"]
        #expect(page["smsbackup_site_archives", site] == 3)
        #expect(page["smsbackup_site_newest_created_timestamp_seconds", site] == Self.evening)
        #expect(
            page[
                "smsbackup_site_newest_verified_timestamp_seconds",
                site.merging(["level": "full"]) { $1 }] == Self.evening)
    }
}
