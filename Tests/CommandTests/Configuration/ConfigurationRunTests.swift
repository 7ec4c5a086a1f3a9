// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("A run by configuration")
struct ConfigurationRunTests {
    @Test func `a parent and its children give an archive each, and one summary`() throws {
        let sites = try ConfiguredSites()
        try sites.write(ConfiguredSites.a01, ConfiguredSites.b01, ConfiguredSites.c01)
        let result = try sites.run("capture")
        result.expect(0)
        #expect(result.errors == "")
        let codes = ["A01", "B01", "C01"]
        #expect(try sites.archives() == codes.map { "\($0)-19990313T220500Z.tar.zst" })
        for code in codes {
            #expect(result.text.contains("\n  \(code)  captured: \"\(sites.archive(code))\", "))
            try BuiltCommand.run(["verify", "-q", sites.archive(code)]).expect(0)
        }
        let list = try BuiltCommand.run(["list", sites.archive("A01")])
        for child in ["B01/System.map", "B01/Sitectrl.ct0", "C01/system.map", "C01/sitectrl.ct0"] {
            #expect(list.text.contains("A01/children/\(child)"))
        }
        #expect(
            !(try BuiltCommand.run(["list", sites.archive("B01")]).text.contains("/children/")))
        let summary = try #require(result.text.range(of: "the sites compared with one another:\n"))
        #expect(
            result.text[summary.upperBound...].hasPrefix(
                """
                  PASS         B01: its control file names A01 as parent
                  PASS         B01: the control file of A01 has an address for it
                  PASS         B01: has build 786, like A01
                  PASS         C01: its control file names A01 as parent
                  PASS         C01: the control file of A01 has an address for it
                  PASS         C01: has build 786, like A01
                summary:
                  A01  captured: 
                """.dropLast(0)))
    }

    @Test func `the same bytes as by the command line`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.a01 + "    children: {B01: B01/SMS, C01: C01/SMS}\n    level: 5\n")
        try sites.run("capture", "-q").expect(0)
        let other = sites.sample.path("other.tar.zst")
        try BuiltCommand.run(
            ["capture"] + sites.sample.arguments
                + ["-o", other, "--level", "5", "--name", "A01-19990313T220500Z"],
            environment: ["SOURCE_DATE_EPOCH": "921362700"]
        ).expect(0)
        #expect(isSame(try bytes(of: sites.archive("A01")), try bytes(of: other)))
    }

    @Test func `paths start at the file, wherever the command is run`() throws {
        let sites = try ConfiguredSites()
        try sites.write(ConfiguredSites.b01.replacing("    parent: A01\n", with: ""))
        let result = try BuiltCommand.run(
            ["capture", "--config", "site/site.yaml"], in: sites.sample.directory.path,
            environment: ["SOURCE_DATE_EPOCH": "921362700"])
        result.expect(0)
        #expect(try sites.archives() == ["B01-19990313T220500Z.tar.zst"])
    }

    @Test func `a site that fails keeps no other from being captured`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.a01.replacing("sms-registry.reg", with: "none.reg"),
            ConfiguredSites.b01, ConfiguredSites.c01)
        let result = try sites.run("capture")
        result.expect(1)
        result.expectMessage("error: site A01: a component of the checklist is missing: ")
        result.expectMessage("hint: ")
        #expect(
            try sites.archives() == [
                "B01-19990313T220500Z.tar.zst", "C01-19990313T220500Z.tar.zst",
            ])
        #expect(result.text.contains("\n  A01  NOT DONE, see the error above\n  B01  captured: "))
        let again = try sites.run("capture", "-q")
        again.expect(1)
        again.expectMessage("error: site B01: archive \"\(sites.archive("B01"))\" exists already")
        #expect(again.text == "")
    }

    @Test func `every site has its own place, compression and permitted gaps`() throws {
        let sites = try ConfiguredSites()
        try sites.sample.directory.makeDirectory("site/elsewhere")
        try sites.write(
            head: "output: archives\nlevel: 12\n",
            """
              - code: A01
                root: A01/SMS
                registry: [backup/sms-registry.reg]
                allow-missing: [database, child]
                extras: [backup/sp_helpdb.rpt]
                output: elsewhere
                codec: gzip

            """, ConfiguredSites.b01)
        let result = try sites.run("capture")
        result.expect(3)
        result.expectMessage("warning: site A01: no dump of the site database is given (declared)")
        #expect(result.text.contains("\n  A01  captured with warnings: \""))
        let gzip = sites.sample.path("elsewhere/A01-19990313T220500Z.tar.gz")
        #expect(try BuiltCommand.run(["show", gzip]).text.contains("compressed  gzip, level 6, "))
        #expect(try BuiltCommand.run(["list", gzip]).text.contains("A01/extra/sp_helpdb.rpt"))
        let show = try BuiltCommand.run(["show", sites.archive("B01")])
        #expect(show.text.contains("compressed  zstd, level 12, "))
    }

    @Test func `a plan looks at all sites, runs no hook and writes nothing`() throws {
        let sites = try ConfiguredSites()
        let hook =
            "    before: [{command: [touch, before]}]\n    after: [{command: [touch, after]}]\n"
        try sites.write(
            head: "",
            ConfiguredSites.a01.replacing(ConfiguredSites.database, with: ""),
            ConfiguredSites.b01 + hook)
        let before = try TreeState(sites.sample.path(""))
        let result = try sites.run("plan")
        result.expect(2)
        #expect(result.text.contains("a capture would run 1 hook before and 1 after\n"))
        #expect(result.text.contains("\n  A01  NOT ready, see above: "))
        #expect(result.text.contains("\n  B01  ready to capture: "))
        #expect(try TreeState(sites.sample.path("")) == before)
    }

    @Test func `a site that is not the one that the file says is refused`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.b01.replacing("root: B01", with: "root: C01").replacing(
                "    parent: A01\n", with: ""))
        let result = try sites.run("capture")
        result.expect(1)
        result.expectMessage(
            "error: site B01: the configuration says B01, but the site control file below \"\(sites.sample.path("C01/SMS"))\" says \"C01\""
        )
        #expect(try sites.archives() == [])
    }

    @Test func `sites that contradict one another are a warning`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.b01.replacing("parent: A01", with: "parent: C01"),
            ConfiguredSites.c01.replacing("    parent: A01\n", with: ""))
        let result = try sites.run("capture")
        result.expect(3)
        #expect(
            result.text.contains(
                "  FAIL         B01: its control file names A01 as parent, the configuration says C01\n"
            ))
        #expect(
            result.text.contains(
                "  FAIL         B01: the control file of C01 has no address for it\n"))
        #expect(try sites.archives().count == 2)
    }

    @Test func `a parent that the file does not mention is pointed out`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.a01 + "    allow-missing: [child]\n",
            ConfiguredSites.b01.replacing("    parent: A01\n", with: ""))
        let result = try sites.run("plan")
        result.expect(3)
        #expect(
            result.text.contains(
                "  NOTICE       B01: its control file names A01 as parent, which is in the same file; add parent: A01\n"
            ))
    }

    @Test func `a site that nobody could look at is no evidence`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.a01 + "    allow-missing: [child]\n",
            ConfiguredSites.b01.replacing("root: B01", with: "root: D01"))
        let result = try sites.run("plan")
        result.expect(1)
        #expect(
            result.text.contains("  NO EVIDENCE  B01: no control file says which parent it has\n"))
        #expect(
            result.text.contains(
                "  PASS         B01: the control file of A01 has an address for it\n"))
        #expect(result.text.contains("  B01  NOT DONE, see the error above\n"))
    }

    @Test func `as JSON it is one document`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            ConfiguredSites.a01,
            ConfiguredSites.b01 + "    after: [{command: [\"false\"], optional: true}]\n",
            ConfiguredSites.c01.replacing("root: C01", with: "root: D01"))
        let result = try sites.run("capture", "--json")
        result.expect(1)
        let value = try JSONSerialization.jsonObject(with: Data(result.output))
        let document = try #require(value as? [String: Any])
        #expect(document["status"] as? Int == 1)
        let report = try #require(document["report"] as? [String: Any])
        let parts = try #require(report["sites"] as? [[String: Any]])
        #expect(parts.map { $0["code"] as? String } == ["A01", "B01", "C01"])
        #expect(parts.map { $0["status"] as? Int } == [1, 3, 1])
        #expect(parts.map { $0["outcome"] as? String } == ["failed", "captured", "failed"])
        let capture = try #require(parts[1]["capture"] as? [String: Any])
        #expect(capture["archive"] as? String == sites.archive("B01"))
        let hooks = try #require(parts[1]["hooks"] as? [[String: Any]])
        #expect(hooks.first?["failure"] as? String == "ended with status 1")
        #expect((report["checks"] as? [[String: Any]])?.count == 6)
    }

    @Test(arguments: [
        ["x"], ["--registry", "x"], ["--database", "x"], ["--child", "B01=x"], ["--extra", "x"],
        ["--allow-missing", "child"], ["--allow-unreadable"], ["--name", "x"], ["--output", "-"],
    ])
    func `what belongs to one site is refused beside a file`(arguments: [String]) throws {
        let sites = try ConfiguredSites()
        try sites.write(ConfiguredSites.b01.replacing("    parent: A01\n", with: ""))
        let result = try BuiltCommand.run(["capture", "--config", sites.file] + arguments)
        #expect(result.status == 64)
        #expect(
            result.errors.split(separator: "\n").first?.contains(
                " and --config exclude each other: ")
                == true, "\(result.errors)")
        #expect(try sites.archives() == [])
    }

    @Test func `what command line and file both say is refused at its place`() throws {
        let sites = try ConfiguredSites()
        try sites.write(
            head: "output: archives\ncodec: zstd\n",
            ConfiguredSites.b01.replacing("    parent: A01\n", with: "") + "    level: 3\n")
        let result = try sites.run("capture", "-o", "/tmp", "--codec", "gzip", "--level", "4")
        #expect(result.status == 64)
        #expect(
            result.errors == """
                smsbackup: error: "\(sites.file)" line 2, column 9: output stands here and --output is given too; keep one of them
                smsbackup: error: "\(sites.file)" line 3, column 8: codec stands here and --codec is given too; keep one of them
                smsbackup: error: "\(sites.file)" line 9, column 12: level stands here and --level is given too; keep one of them

                """)
    }

    @Test func `what only the command line says holds for all sites`() throws {
        let sites = try ConfiguredSites()
        try sites.write(head: "", ConfiguredSites.b01.replacing("    parent: A01\n", with: ""))
        let nowhere = try sites.run("capture")
        #expect(nowhere.status == 64)
        nowhere.expectMessage(
            "error: \"\(sites.file)\" line 3, column 5: nothing says where the archive goes; add output: DIRECTORY here or for all sites"
        )
        try sites.run(
            "capture", "-o", sites.sample.path("archives"), "--codec", "gzip", "--level", "9"
        ).expect(0)
        let gzip = sites.sample.path("archives/B01-19990313T220500Z.tar.gz")
        #expect(try BuiltCommand.run(["show", gzip]).text.contains("compressed  gzip, level 9, "))
    }
}
