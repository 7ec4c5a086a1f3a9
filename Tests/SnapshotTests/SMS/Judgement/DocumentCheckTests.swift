// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Checks of the site's documents")
struct DocumentCheckTests {
    @Test func `behaviour 2: copy lists of another generation are told`() {
        let stale = JudgedSite.check(.copyLists) {
            $0.copyLists[1] = JudgedSite.copyList("LOGON.SRV/CL_NT.TXT", version: 1)
        }
        #expect(stale?.outcome == .fail(.warning))
        #expect(stale?.found.contains("different versions: 1 in \"LOGON.SRV/CL_NT.TXT\"") == true)
        let touched = JudgedSite.check(.copyLists) {
            $0.systemMap = JudgedSite.systemMap(modified: JudgedSite.configured)
        }
        #expect(touched?.found.contains("older than SYSTEM.MAP") == true)
        let client = JudgedSite.check(.copyLists) {
            $0.initialization = JudgedSite.initialization(version: 5)
        }
        #expect(client?.verdict == .notice)
        #expect(JudgedSite.check(.copyLists) { $0.copyLists = [] }?.verdict == .noEvidence)
    }

    @Test func `behaviour 3: the control file is put to Site Config Manager's own tests`() {
        let rejected = JudgedSite.check(.controlFileAcceptance) {
            $0.siteControl = JudgedSite.control(.init(directory: ""))
        }
        #expect(rejected?.outcome == .fail(.error))
        #expect(rejected?.found.contains("SITECTRL.714") == true)
        let mismatch = JudgedSite.check(.controlFileAcceptance) {
            $0.siteControl = JudgedSite.control(.init(directory: "E:\\OTHER"))
        }
        #expect(mismatch?.found.contains("events 209, 226") == true)
        let slash = JudgedSite.check(.controlFileAcceptance) {
            $0.siteControl = JudgedSite.control(.init(directory: "D:\\SMS\\"))
        }
        #expect(slash?.verdict == .pass)
    }

    @Test func `behaviour 13: a control file with a destructive order is told`() {
        let check = JudgedSite.check(.controlFileOrders) {
            $0.siteControl = JudgedSite.control(.init(more: "TRANSACTION DeleteSite<0><0><><>\n"))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found == "orders \"DeleteSite\"")
        #expect(check?.advice?.contains("never put this file back") == true)
    }

    @Test func `a missing control file is critical`() {
        let check = JudgedSite.check(.controlFile) {
            $0.siteControl = nil
            $0.declaredMissing = [.siteControl]
        }
        #expect(check?.outcome == .fail(.critical))
        #expect(check?.found == "none; it was declared missing")
    }

    @Test func `a map that ends too early is an error`() {
        let cut = JudgedSite.check(.mapGrammar) {
            let text = JudgedSite.map()
            $0.systemMap = JudgedSite.systemMap(String(text.prefix(text.count - 60)))
        }
        #expect(cut?.outcome == .fail(.error))
    }

    @Test func `behaviour 12: a missing file of an installed unit is a warning`() {
        let check = JudgedSite.check(.mapMissing) {
            $0.tree = JudgedSite.tree(JudgedSite.files.filter { !$0.path.hasSuffix("SENDER.DLL") })
        }
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.found.hasSuffix(": \"SITE.SRV/X86.BIN/SENDER.DLL\"") == true)
    }

    @Test func `behaviour 12: another size than the map's is advisory`() {
        let check = JudgedSite.check(.mapSizes) {
            $0.tree = JudgedSite.tree(
                JudgedSite.files.map { ($0.path, $0.path.hasSuffix("DLL") ? 22_884 : $0.size) })
        }
        #expect(check?.verdict == .notice)
        #expect(check?.found.hasPrefix("patched or damaged: ") == true)
        #expect(check?.found.hasSuffix("has 22884 bytes, the map says 600") == true)
    }

    @Test func `behaviour 12: files that the map does not know are purged by an upgrade`() {
        let check = JudgedSite.check(.mapPurged) {
            $0.tree = JudgedSite.tree(
                JudgedSite.files + [
                    ("site.srv/x86.bin/mytool.bat", 9), ("SITE.SRV/X86.BIN/ERRORHIS/A.HIS", 9),
                    ("LOGON.SRV/X86.BIN/OTHER.EXE", 9),
                ])
        }
        #expect(check?.found == "will be purged by the upgrade: \"site.srv/x86.bin/mytool.bat\"")
    }

    @Test func `a program that no directory supplies breaks the map`() {
        let check = JudgedSite.check(.mapPrograms) {
            let text = JudgedSite.map().split(separator: "MAIN \"SENDER.DLL\"")
                .joined(separator: "MAIN \"GONE.DLL\"")
            $0.systemMap = JudgedSite.systemMap(text)
        }
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.found == "no directory supplies \"GONE.DLL\" of \"SMS_LAN_SENDER\"")
    }

    @Test func `behaviour 6: a listing of Save Subtree As is refused however complete`() {
        let listing = crlf(
            "Key Name:          SOFTWARE\\Microsoft\\SMS\nClass Name:        <NO CLASS>\n"
                + "Last Write Time:   3/13/99 - 9:48 PM\n\n")
        let checks = JudgedSite.checks(.registryFile) {
            $0.registries = [
                .init(name: "sms.txt", export: RegistryExport(bytes: listing), modified: nil)
            ]
        }
        #expect(checks.first?.outcome == .fail(.error))
        #expect(checks.first?.found.contains("Save Subtree As") == true)
    }

    @Test func `behaviour 6: an export of Windows 2000 is told, proved whole or not`() {
        for end in ["\r\n", ";\r\n"] {
            let text = String(decoding: SiteRegistry.export, as: UTF8.self)
                .split(separator: "REGEDIT4").joined()
            let bytes = SiteRegistry.wide(
                [UInt8]("Windows Registry Editor Version 5.00\(text)\(end)".utf8))
            let check = JudgedSite.check(.registryFile) {
                $0.registries = [
                    .init(
                        name: "a.reg", export: RegistryExport(bytes: bytes),
                        modified: JudgedSite.captured)
                ]
            }
            #expect(check?.outcome == .fail(.warning))
            #expect(check?.found.contains("Windows NT 4 cannot import it") == true)
        }
    }

    @Test func `behaviour 6: a hive is known by its content`() {
        let checks = JudgedSite.checks(.registryFile) {
            let hive = RegistryHive(bytes: SiteRegistry.hive)
            $0.registries = [.init(name: "sms.reg", hive: hive, modified: nil)]
        }
        #expect(checks.first?.verdict == .pass)
        #expect(checks.first?.found == "a registry hive, whole")
    }

    @Test func `behaviour 7: blank values mean that the older archive is the one to keep`() {
        for change in [
            ("\"Site Server\"=\"SRVA\"", "\"Site Server\"=\"\""),
            ("\"Server\"=\"SRVA\"", "\"Server\"=\"\""),
        ] {
            let check = JudgedSite.check(.registryContent) {
                $0.registries = [JudgedSite.registry([change])]
            }
            #expect(check?.outcome == .fail(.error))
            #expect(check?.found.contains("Q270218") == true)
            #expect(check?.advice?.contains("keep your older archive") == true)
        }
    }

    @Test func `of an export that was cut only the cut is told`() {
        var damaged = 0
        for count in 10..<SiteRegistry.export.count {
            let export = RegistryExport(bytes: [UInt8](SiteRegistry.export[..<count]))
            guard export.verdict == .damaged else { continue }
            damaged += 1
            var evidence = JudgedSite.healthy
            evidence.registries = [.init(name: "a.reg", export: export, modified: nil)]
            let judgement = Judgement(of: evidence)
            let failed = judgement.checks.filter {
                $0.verdict == .fail && [.registryFile, .registryContent].contains($0.code)
            }
            #expect(failed.map(\.code) == [.registryFile], "\(count)")
            #expect(!judgement.checks.contains { $0.found.contains("Q270218") }, "\(count)")
        }
        #expect(damaged > 500)
        // A value that is there and blank is no cut.
        let text = String(decoding: SiteRegistry.export, as: UTF8.self)
            .replacing("\"Site Code\"=\"ABC\"", with: "\"Site Code\"=\"\"")
        let check = JudgedSite.check(.registryContent) {
            let export = RegistryExport(bytes: [UInt8](text.utf8.dropLast(20)))
            $0.registries = [.init(name: "a.reg", export: export, modified: nil)]
        }
        #expect(check?.found.contains("Q270218") == true)
    }

    @Test func `behaviour 18: the size of the control file is held against its limits`() {
        let cases: [(Int, Check.Outcome)] = [
            (2_000, .pass), (240_000, .notice), (300_000, .fail(.warning)),
            (454_001, .fail(.error)), (681_001, .fail(.error)),
        ]
        for (size, outcome) in cases {
            let check = JudgedSite.check(.controlFileSize) { $0.siteControl?.byteCount = size }
            #expect(check?.outcome == outcome, "\(size)")
        }
        let found = JudgedSite.check(.controlFileSize) { $0.siteControl?.byteCount = 131_072 }?
            .found
        #expect(
            found == "131,072 bytes: 50 % of 262,144, 28 % of 454,000, 19 % of 681,000")
    }

    @Test func `behaviour 18: a limit that was typed as hexadecimal is told`() {
        let check = JudgedSite.check(.controlFileSize) {
            $0.registries = [JudgedSite.registry([("dword:0006ed70", "dword:00454000")])]
        }
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.advice?.contains("typed as hexadecimal") == true)
    }
}
