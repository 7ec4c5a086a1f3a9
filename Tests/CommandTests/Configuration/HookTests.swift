// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("Hooks")
struct HookTests {
    /// The lines of site B01, which needs no other, with hooks.
    private func site(_ hooks: String) -> String {
        ConfiguredSites.b01.replacing("    parent: A01\n", with: "") + hooks
    }

    private let log =
        #"echo "$0 site=$SMSBACKUP_SITE archive=$SMSBACKUP_ARCHIVE status=$SMSBACKUP_STATUS" >> log"#

    private func logging(_ name: String) -> String { "{command: [sh, -c, '\(log)', \(name)]}" }

    @Test func `run before and after, beside the file, and know site, archive and status`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                "    before: [\(logging("one")), \(logging("two"))]\n    after: [\(logging("three"))]\n"
            ))
        let result = try sites.run("capture")
        result.expect(0)
        #expect(result.errors == "")
        #expect(
            try sites.text("log") == """
                one site=B01 archive= status=
                two site=B01 archive= status=
                three site=B01 archive=\(sites.archive("B01")) status=0

                """)
    }

    @Test func `one that fails before keeps the site from being captured, not from its end`() throws
    {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                """
                    before:
                      - command: [sh, -c, "echo cannot stop it; exit 4"]
                      - \(logging("not reached"))
                    after: [\(logging("end"))]

                """), ConfiguredSites.c01.replacing("    parent: A01\n", with: ""))
        let result = try sites.run("capture")
        result.expect(1)
        result.expectMessage(
            "error: site B01: the before hook \"sh -c echo cannot stop it; exit 4\" ended with status 4"
        )
        result.expectMessage("hint:   cannot stop it")
        #expect(try sites.text("log") == "end site=B01 archive= status=1\n")
        #expect(try sites.archives() == ["C01-19990313T220500Z.tar.zst"])
    }

    @Test func `the ones after run when the capture failed, and all of them`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                "    database: [none]\n    after: [{command: [\"false\"]}, {command: [/no/such/program]}, \(logging("end"))]\n"
            )
            .replacing("sms-registry-B01.reg", with: "none.reg"))
        let result = try sites.run("capture")
        result.expect(1)
        result.expectMessage("error: site B01: the after hook \"false\" ended with status 1")
        result.expectMessage(
            "error: site B01: the after hook \"/no/such/program\" could not be started: posix_spawnp \"/no/such/program\": No such file or directory"
        )
        #expect(try sites.text("log") == "end site=B01 archive= status=1\n")
    }

    @Test func `one that fails after leaves the archive and is status 1`() throws {
        let sites = try ConfiguredSites()
        try sites.write(site("    after: [{command: [\"false\"]}]\n"))
        let result = try sites.run("capture")
        result.expect(1)
        #expect(result.text.hasSuffix("kB; 1 hook failed\n"), "\(result.text)")
        try BuiltCommand.run(["verify", "-q", sites.archive("B01")]).expect(0)
    }

    @Test func `one that is optional fails as a warning`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                "    before: [{command: [\"false\"], optional: true}]\n    after: [{command: [sh, -c, kill -9 $$], optional: true}]\n"
            ))
        let result = try sites.run("capture")
        result.expect(3)
        result.expectMessage("warning: site B01: the before hook \"false\" ended with status 1")
        result.expectMessage(
            "warning: site B01: the after hook \"sh -c kill -9 $$\" was ended by signal 9")
        #expect(try sites.archives().count == 1)
    }

    @Test func `one that hangs is ended with what it started`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                """
                    before:
                      - command: [sh, -c, "sleep 300 & echo $! > pid; wait"]
                        timeout: 3
                    after: [\(logging("end"))]

                """))
        let result = try sites.run("capture")
        result.expect(1)
        result.expectMessage(
            "error: site B01: the before hook \"sh -c sleep 300 & echo $! > pid; wait\" did not end within 3 s and was ended, with what it had started"
        )
        try expectGone(sites, "pid")
        #expect(try sites.text("log") == "end site=B01 archive= status=1\n")
    }

    @Test func `of much output the end is shown, and safely`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                #"""
                    before:
                      - command: [sh, -c, "yes line | head -c 3000000; printf 'last \\033[31m\\377\\n'; exit 1"]

                """#))
        let result = try sites.run("capture")
        result.expect(1)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 13, "\(result.errors)")
        #expect(lines.dropLast().last == "smsbackup: hint:   last \\x1b[31m\\xff")
        #expect(lines.last == "smsbackup: hint: nothing was captured of site B01")
    }

    /// Starts a capture, waits until its hook has written `pid`, and sends it signals.
    private static let interrupting = #"""
        export SOURCE_DATE_EPOCH=921362700
        command=$1; file=$2; signals=$3; cd "$4"; shift 4
        "$command" capture --config "$file" > output 2> errors &
        for attempt in $(seq 3000); do [ -s pid ] && break; sleep 0.01; done
        for signal in $signals; do kill -"$signal" $!; sleep 0.2; done
        wait $!
        status=$?
        cat output; cat errors >&2
        exit $status
        """#

    private func interrupt(_ sites: ConfiguredSites, _ signals: String) throws -> StockTool.Result {
        try StockTool.shell(
            Self.interrupting, [BuiltCommand.path, sites.file, signals, sites.sample.path("")])
    }

    @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
    func `a signal ends the one before, runs the ones after, and begins no other site`(
        signal: String, status: Int32
    ) throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                """
                    before: [{command: [sh, -c, "sleep 300 & echo $! > pid; wait"]}]
                    after: [\(logging("end"))]

                """),
            ConfiguredSites.c01.replacing(
                "    parent: A01\n", with: "    before: [\(logging("other"))]\n"))
        let result = try interrupt(sites, signal)
        result.expect(status)
        result.expectMessage(
            "error: site B01: the before hook \"sh -c sleep 300 & echo $! > pid; wait\" was interrupted"
        )
        #expect(try sites.text("log") == "end site=B01 archive= status=\(status)\n")
        #expect(result.text.hasSuffix("  C01  NOT BEGUN: interrupted before\n"))
        #expect(try sites.archives() == [])
        try expectGone(sites, "pid")
    }

    @Test func `a signal lets one after the capture finish`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            site(
                "    after: [{command: [sh, -c, \"echo $$ > pid; sleep 0.5; echo done > finished\"]}]\n"
            ))
        let result = try interrupt(sites, "TERM")
        #expect(try sites.text("finished") == "done\n")
        // The archive was whole when the signal came: nothing was left undone.
        result.expect(0)
        #expect(try sites.archives().count == 1)
    }

    @Test func `a second signal ends it as well`() throws {
        let sites = try ConfiguredSites()
        try sites.write(site("    after: [{command: [sh, -c, \"echo $$ > pid; sleep 300\"]}]\n"))
        let result = try interrupt(sites, "TERM TERM")
        #expect(result.status == 143)
        try expectGone(sites, "pid")
    }

    /// Checks that a process is gone, or only waits for its parent to notice.
    private func expectGone(
        _ sites: ConfiguredSites, _ file: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let pid = try sites.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
        let look = try StockTool.shell(
            #"for attempt in $(seq 200); do grep -qs '^State:.[^ZX]' "/proc/$1/status" || exit 0; sleep 0.01; done; exit 1"#,
            [pid])
        #expect(!pid.isEmpty && look.status == 0, "process \(pid)", sourceLocation: sourceLocation)
    }
}
