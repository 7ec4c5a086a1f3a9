// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("The judgement in sessions")
struct ChecklistTests {
    /// A copy of the whole sample hierarchy that a test may spoil.
    private func copy() throws -> (site: SampleSite, archive: String) {
        let site = try SampleSite()
        return (site, site.directory.file("a.tar.zst"))
    }

    /// Runs a line of shell in the hierarchy; what it changes is of the evening of the backup.
    private func change(_ site: SampleSite, _ line: String, _ arguments: [String] = []) throws {
        let evening = "find . -newermt 2020-01-01 -exec touch -hd '1999-03-13 21:00 UTC' {} +"
        let result = try StockTool.shell(
            "set -e; \(line); \(evening)", arguments, in: site.path("."))
        try #require(result.status == 0, "\(result.errors)")
    }

    @Test func `plan says what to fix before the upgrade`() throws {
        let (site, _) = try copy()
        try change(
            site,
            #"printf 'Key Name:          SOFTWARE\\Microsoft\\SMS\r\n' > backup/sms-registry.reg"#)
        let plan = try BuiltCommand.run(["plan"] + site.arguments)
        plan.expect(2)
        let page = plan.text
        #expect(page.contains("\nchecks: 2 FAIL, "), "\(page)")
        #expect(page.contains("\nFAIL (error) registry-file \"sms-registry.reg\" (Q158294)\n"))
        #expect(page.contains("\n    looked at  the file by its content\n"))
        #expect(page.contains("\n    to do      save the key again and give that file\n"))
        #expect(page.contains("\nPASS  children: all there: B01, C01\n"))
        #expect(page.contains("\nUPGRADE OF THE CHILD SECONDARY SITES TO SMS 2.0 (Q199250)\n"))
        #expect(
            page.contains(
                """

                to fix before the upgrade:
                  1.  registry-file "sms-registry.reg": save the key again and give that file

                """))
        #expect(page.hasSuffix("\nready to capture\n"), "it can be captured as it is")
        #expect(page.split(separator: "\n").allSatisfy { $0.count <= 160 })
    }

    @Test func `a healthy site has nothing to fix`() throws {
        let plan = try BuiltCommand.run(["plan"] + Session.inputs)
        plan.expect(0)
        #expect(plan.text.contains("\nchecks: 0 FAIL, "))
        #expect(plan.text.contains("\nnothing was found that must be fixed before the upgrade\n"))
    }

    @Test func `a fault is told by capture, show and a deep verification`() throws {
        let (site, archive) = try copy()
        try change(site, "head -c 1M /dev/zero > backup/SMSDUMP.DAT")
        let capture = try BuiltCommand.run(["capture"] + site.arguments + ["-o", archive])
        capture.expect(3)
        #expect(
            capture.text.contains("\nFAIL (error) database-file \"SMSDUMP.DAT\": "),
            "\(capture.text)")
        #expect(
            try BuiltCommand.run(["capture", "-q"] + site.arguments + ["-o", archive]).status == 1)

        let show = try BuiltCommand.run(["show", "--checklist", archive])
        show.expect(0)
        #expect(show.text.contains("\njudged  at the capture, by smsbackup "))
        #expect(show.text.contains("\nFAIL (error) database-file \"SMSDUMP.DAT\" "))

        try BuiltCommand.run(["verify", archive]).expect(0)
        let deep = try BuiltCommand.run(["verify", "--level", "deep", archive])
        deep.expect(2)
        #expect(deep.text.contains("\"\(archive)\": [unusable] FAIL (error) database-file "))
        #expect(deep.text.contains("\"\(archive)\": intact, NOT USABLE (deep): 1 finding "))
        #expect(deep.text.contains("; as they were judged at the capture\n"))
        let json = try BuiltCommand.run(["verify", "--level", "deep", "--json", archive])
        json.expect(2)
        #expect(json.text.contains("\"verdict\" : \"unusable\""))
        #expect(json.text.contains("\"storedJudgement\" : \"same\""))
    }

    @Test func `a warning is status 3 everywhere`() throws {
        let (site, archive) = try copy()
        try change(site, "rm -f A01/SMS.INI")
        try BuiltCommand.run(["plan"] + site.arguments).expect(3)
        let capture = try BuiltCommand.run(["capture"] + site.arguments + ["-o", archive])
        capture.expect(3)
        #expect(capture.text.contains("\nFAIL (warning) extras SMS.INI: forgotten; "))
        let deep = try BuiltCommand.run(["verify", "--level", "deep", archive])
        deep.expect(3)
        #expect(deep.text.contains("\"\(archive)\": intact (deep): "))
        deep.expectMessage("warning: extras SMS.INI: forgotten; give the hidden file")
        let absent = try BuiltCommand.run(["plan"] + site.arguments + ["--absent", "sms.ini"])
        absent.expect(0)
    }

    @Test func `the staleness limit is an option`() throws {
        let (site, _) = try copy()
        try change(site, "touch -d '1999-03-11 UTC' backup/MASTER.DMP")
        try BuiltCommand.run(["plan"] + site.arguments).expect(3)
        // The tree changed after that dump, too, so both checks must be told.
        let plan = try BuiltCommand.run(["plan"] + site.arguments + ["--staleness-hours", "100"])
        #expect(plan.text.contains("\nPASS  staleness: "), "\(plan.text)")
        try BuiltCommand.run(["plan", "x", "--staleness-hours", "-1"]).expect(64)
        try BuiltCommand.run(["plan", "x", "--absent", "nothing"]).expect(64)
    }

    @Test func `the page in the archive leads through the restore of this site`() throws {
        let show = try BuiltCommand.run(["show", "--restore-guide", Session.archive])
        show.expect(0)
        for line in [
            "WITHOUT smsbackup, with stock tools only", "RESTORING SITE A01",
            "STEPS, IN THIS ORDER", "NEVER",
        ] {
            #expect(show.text.contains("\n\(line)\n"), "\(line)")
        }
        #expect(show.text.contains("\\\\SRVZUERICH"))
        #expect(show.text.contains("1996-06-24T17:40:22.000000000Z"))
    }

    @Test func `no credential is ever printed or stored`() throws {
        let (site, archive) = try copy()
        let secret = "Geheim-99-Passwort"
        try change(
            site,
            """
            printf '\\r\\n[HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\SMS\\\\SQL Server\\\\X]\\r\\n"SQL Password"="%s"\\r\\n' "$1" \
                >> backup/sms-registry.reg
            mkdir -p A01/SMS/SITE.SRV/SENDER.BOX/REQUESTS
            printf '%s' "$1" > A01/SMS/SITE.SRV/SENDER.BOX/REQUESTS/00000001.SRQ
            """, [secret])
        var printed = ""
        for arguments in [
            ["plan"] + site.arguments, ["plan", "--json"] + site.arguments,
            ["capture", "-v"] + site.arguments + ["-o", archive],
            ["verify", "-v", "--level", "deep", archive],
            ["verify", "--json", "--level", "deep", archive], ["show", archive],
            ["show", "--checklist", archive], ["show", "--checklist", "--json", archive],
            ["show", "--restore-guide", archive], ["show", "--manifest", archive],
        ] {
            let result = try BuiltCommand.run(arguments)
            #expect(result.status == 0 || result.status == 3, "\(arguments): \(result.errors)")
            printed += result.text + result.errors
        }
        let stored = try StockTool.shell(
            "tar xOf \"$1\" --wildcards '*/smsbackup/checklist.json' 2>/dev/null", [archive])
        #expect(stored.text.contains("\"code\":\"secrets\""))
        // Encrypted fields of the sample's site control file begin so.
        for needle in [secret, "FA4EDA7A"] {
            #expect(!(printed + stored.text).contains(needle), "\(needle)")
        }
        let whole = try StockTool.shell("zstd -dcq \"$1\" | grep -c FA4EDA7A", [archive])
        #expect(Int(whole.text.trimmingPrefix(" ").prefix { $0.isNumber }) ?? 0 > 0, "it is there")
    }

    @Test func `a large hive is judged in little memory`() throws {
        let site = try SampleSite()
        let hive = try site.directory.write([UInt8]("regf".utf8), to: "SOFTWARE")
        try StockTool.shell("truncate -s 150M \"$1\"", [hive])
        let script = """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        let result = try StockTool.run(
            "python3",
            [
                "-c", script, BuiltCommand.path, "plan", site.root, "--registry", hive,
            ])
        let kilobytes = try #require(Int(result.text.split(separator: "\n").last ?? ""))
        #expect(kilobytes < 100_000, "\(kilobytes) kB for a hive of 150 MiB")
    }
}
