// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

/// What an upgrade did to a copy of the site, and the lines that tell of it.
@Suite("diff after an upgrade")
struct UpgradeDiffTests {
    /// A site with an archive of it for each compression, which tests then change.
    private struct Subject {
        let site: SampleSite
        let archives: [String]

        init(quirks: Bool = false) throws {
            let site = try SampleSite(quirks: quirks)
            self.site = site
            archives = try Compression.Codec.allCases.map { codec in
                let path = site.directory.file("old" + codec.fileExtension)
                _ = try Capture(site.inputs, options: SampleSite.options(codec))
                    .run(to: .file([UInt8](path.utf8)))
                return path
            }
        }

        /// Runs lines of shell beside the sites; `stamp FILE` gives a file the time of another.
        func shell(_ lines: String) throws {
            let result = try StockTool.shell("set -e; " + lines, in: site.path("."))
            try #require(result.status == 0, "\(result.errors)")
        }
    }

    /// Changes a file and gives it back its time, so that only the content differs.
    private static let edit = """
        edit() { touch -r "$1" ../stamp; sed -i "$2" "$1"; touch -r ../stamp "$1"; }

        """

    private static let upgrade =
        edit + #"""
            edit backup/sms-registry.reg 's/"Full Version"="1.2.786.0"/"Full Version"="1.2.900.0"/'
            edit backup/sms-registry.reg 's/"Service Pack"=dword:00000000/"Service Pack"=dword:00000004/'
            edit backup/sms-registry.reg 's/"Login"="sa_sms"/"Login"="sa_pwd"/'
            edit backup/sms-registry.reg '/^"AppleTalk Zone Name"/d'
            edit A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0 's/<Hardware Scan><><><3>/<Hardware Scan><><><7>/'
            edit A01/SMS/SYSTEM.MAP 's/IDLIST "BUILDNUMBER" = "786"/IDLIST "BUILDNUMBER" = "900"/'
            edit A01/SMS/LOGS/ALERTER.LOG 's/$/x/'
            chmod 600 A01/SMS/NETMON/X86/NETMON.EXE
            edit A01/SMS/NETMON/X86/NAL.DLL 's/a/b/'
            rm A01/SMS/SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_WIN95.TXT
            printf x > "A01/SMS/$(printf 'NEW\377\nFILE')"
            """#

    @Test func `each change has exactly its line, for the live site and a new archive`() throws {
        let subject = try Subject()
        try subject.shell(Self.upgrade)
        let new = subject.site.directory.file("new.tar.gz")
        _ = try Capture(subject.site.inputs, options: SampleSite.options(.gzip))
            .run(to: .file([UInt8](new.utf8)))
        for archive in subject.archives {
            for arguments in [[new], subject.site.arguments] {
                let result = try BuiltCommand.run(["diff", archive] + arguments)
                result.expect(2)
                let lines = result.text.split(separator: "\n").map { line in
                    // Digests and sizes follow from the content, which sed decides.
                    let parts = line.split(separator: ": ", maxSplits: 1)
                    return line.hasPrefix("  ~ \"") ? String(parts[0]) : String(line)
                }
                #expect(lines.dropLast(2) == Self.expected[...], "\(result.text)")
                #expect(lines.last == "15 differences: 6 by meaning, 9 entries")
                #expect(lines.dropLast().last?.contains("*/tree/LOGS (1 differ)") == true)
            }
        }
    }

    private static let expected = [
        "registry:",
        "  - SMS\\Identification : AppleTalk Zone Name = \"\"",
        "  ~ SMS\\Setup : Full Version: \"1.2.786.0\" -> \"1.2.900.0\"",
        "  ~ SMS\\Setup : Service Pack: 0 -> 4",
        "  ~ SMS\\SQL Server : Login: REG_SZ, not shown, other data",
        "site control file:",
        "  ~ property Hardware Scan: \"\" \"\" 3 -> \"\" \"\" 7",
        "System.map:",
        "  ~ list BUILDNUMBER: \"786\" -> \"900\"",
        "files, site control file:",
        "  ~ \"site-control/SITECTRL.CT0\"",
        "files, System.map:",
        "  ~ \"system-map/SYSTEM.MAP\"",
        "files, registry export:",
        "  ~ \"registry/sms-registry.reg\"",
        "files, site directory:",
        "  ~ \"tree/NETMON/X86/NAL.DLL\"",
        "  a \"tree/NETMON/X86/NETMON.EXE\": mode 644 -> 600",
        "  + \"tree/NEW\\xff\\nFILE\": 1 bytes",
        "  - \"tree/SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_WIN95.TXT\": 2207 bytes",
        "  ~ \"tree/SITE.SRV/SITECFG.BOX/SITECTRL.CT0\"",
        "  ~ \"tree/SYSTEM.MAP\"",
    ]

    @Test func `patterns restrict, and what is ignored is counted and named`() throws {
        let subject = try Subject()
        try subject.shell(Self.upgrade)
        let old = subject.archives[0]
        let dll = try BuiltCommand.run(["diff", old, subject.site.root, "*.DLL", "*.EXE"])
        dll.expect(2)
        #expect(dll.text.contains("\n2 differences: 0 by meaning, 2 entries\n"))
        let ignoring = try BuiltCommand.run(
            ["diff", old, subject.site.root, "*.DLL", "*.EXE", "--ignore", "*/tree/NETMON"])
        ignoring.expect(0)
        #expect(ignoring.text.contains(", */tree/NETMON (2 differ)\nno difference: "))
        let all = try BuiltCommand.run(
            ["diff", old, subject.site.root, "ALERTER.LOG", "--no-default-ignore"])
        all.expect(2)
        #expect(all.text.contains("  ~ \"tree/LOGS/ALERTER.LOG\": size "))
        #expect(!all.text.contains("ignored"))
    }

    @Test func `no secret of either side is printed, in text or JSON`() throws {
        let subject = try Subject()
        try subject.shell(
            Self.edit + #"""
                edit backup/sms-registry.reg 's/"Password"=hex:../"Password"=hex:5e/'
                edit backup/sms-registry.reg 's/"Login"="sa_sms"/"Login"="sa_pwd"/'
                edit A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0 's/[0-9A-Ea-e][0-9A-Fa-f]\{29\}/0123456789ABCDEF0123456789ABCD/'
                """#)
        for format in [[], ["--json"]] {
            let result = try BuiltCommand.run(
                ["diff", subject.archives[0]] + subject.site.arguments + format)
            result.expect(2)
            #expect(result.text.contains("not shown"))
            #expect(result.text.contains("encrypted fields"))
            for secret in ["sa_sms", "sa_pwd", "0123456789ABCDEF"] {
                #expect(!result.text.contains(secret), "\(secret)")
            }
            let longRow = result.text.split { !$0.isHexDigit }.filter { $0.count >= 16 }
            #expect(longRow == [])
        }
    }

    @Test func `a site with odd names is the same as its archive`() throws {
        let site = try ArchivedSite.odd.get()
        for archive in [site.zstdArchive, site.gzipArchive] {
            let diff = try BuiltCommand.run(["diff", archive] + site.site.arguments)
            diff.expect(0)
        }
    }
}
