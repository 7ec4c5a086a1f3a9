// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Checks of the database")
struct DatabaseCheckTests {
    @Test func `behaviour 10: a primary site needs a dump`() {
        let check = JudgedSite.check(.database) { $0.dumps = [] }
        #expect(check?.outcome == .fail(.critical))
        #expect(JudgedSite.check(.backUpSite) { $0.dumps = [] }?.outcome == .fail(.critical))
    }

    @Test func `behaviour 10: what is no dump of the site's database is none`() {
        let master = JudgedSite.dump(OpaqueDumpTests.pages(9), name: "backup/MASTER.DAT")
        for dump in [JudgedSite.dump([], name: "SMSDUMP.DAT"), master] {
            let check = JudgedSite.check(.database) { $0.dumps = [dump] }
            #expect(check?.outcome == .fail(.critical), "\(dump.name)")
        }
        #expect(JudgedSite.check(.database) { $0.dumps.append(master) }?.verdict == .pass)
    }

    @Test func `behaviour 24: master is never loaded as the site's database`() {
        var evidence = JudgedSite.healthy
        evidence.dumps.append(JudgedSite.dump(OpaqueDumpTests.pages(9), name: "MASTER.DAT"))
        let text = RestoreGuide(for: evidence, judgement: Judgement(of: evidence)).text
        #expect(!text.contains("\\MASTER.DAT'"))
        #expect(text.contains("\\SMS.BAK'"))
        #expect(text.contains("\"MASTER.DAT\": of a database of the server itself"))
    }

    @Test func `behaviour 10: a secondary site is not blamed for having none`() {
        let judgement = Judgement(of: JudgedSite.secondary)
        #expect(judgement.failures == [])
        #expect(judgement.checks(.database).map(\.verdict) == [.pass])
        #expect(judgement.checks(.secondaryParent).first?.found == "parent site A01")
    }

    @Test func `behaviour 10: a secondary site without a parent is an error`() {
        var evidence = JudgedSite.secondary
        var control = JudgedSite.Control.child
        control.parent = ""
        evidence.siteControl = JudgedSite.control(control)
        let check = Judgement(of: evidence).checks(.secondaryParent).first
        #expect(check?.outcome == .fail(.error))
    }

    @Test func `behaviour 14: files that are no dump are named`() {
        let cases: [([UInt8], String, String)] = [
            ([], "SMS.DAT", "damaged"), ([UInt8](repeating: 0, count: 4_096), "S.DAT", "damaged"),
            ([0x50, 0x4B, 3, 4] + OpaqueDumpTests.pages(2), "SMS.DAT", "a zip file"),
            ([UInt8]("NUL\r\n".utf8), "SMS.DAT", "the name of a device"),
            ([UInt8](TapeImage.backup().dropLast(3_000)), "SMS.BAK", "damaged"),
        ]
        for (bytes, name, word) in cases {
            let check = JudgedSite.check(.databaseFile) {
                $0.dumps = [JudgedSite.dump(bytes, name: name)]
            }
            #expect(check?.outcome == .fail(.error), "\(word)")
            #expect(check?.found.contains(word) == true, "\(check?.found ?? "")")
        }
    }

    @Test func `behaviour 14: a dump of 6 dot x is never called whole`() {
        let check = JudgedSite.check(.databaseFile) {
            $0.dumps = [JudgedSite.dump(OpaqueDumpTests.pages(40), name: "SMSDUMP.DAT")]
        }
        #expect(check?.verdict != .pass)
        #expect(check?.advice?.contains("scratch server") == true)
    }

    @Test func `behaviour 14: a log backup alone brings no database back`() {
        var options = TapeImage.Options()
        options.kind = UInt8(ascii: "L")
        options.pageCount = 0
        let check = JudgedSite.check(.databaseFile) {
            $0.dumps = [JudgedSite.dump(TapeImage.backup(options))]
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("log backup") == true)
    }

    @Test func `behaviour 14: a stripe set that lacks a file is an error`() {
        var options = TapeImage.Options()
        options.stripeCount = 2
        let check = JudgedSite.check(.databaseSet) {
            let document = JudgedSite.dump(TapeImage.backup(options), name: "STRIPE1.BAK")
            $0.dumps = [document]
            $0.stripeSet = StripeSet(judging: [.init(name: document.name, dump: document.dump)])
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("without 2") == true)
    }

    @Test func `behaviour 14: several backups in one file are noted`() {
        var image = TapeImage()
        var options = TapeImage.Options()
        image.addMedium(options)
        image.addSet(options)
        options.setNumber = 2
        image.addSet(options)
        let check = JudgedSite.check(.databaseFile) { $0.dumps = [JudgedSite.dump(image.bytes)] }
        #expect(check?.verdict == .notice)
        #expect(check?.advice == "load the last full one with FILE = 2")
    }

    @Test func `behaviour 14: master and the server's answers are asked for`() {
        #expect(JudgedSite.check(.databaseMaster)?.outcome == .fail(.warning))
        let opaque = JudgedSite.check(.databaseAnswers) {
            $0.dumps = [JudgedSite.dump(OpaqueDumpTests.pages(40), name: "SMSDUMP.DAT")]
        }
        #expect(opaque?.outcome == .fail(.warning))
        #expect(opaque?.found == "missing: sp_helpdb, sp_helpsort, @@version")
        let master = JudgedSite.check(.databaseMaster) {
            $0.dumps.append(JudgedSite.dump(OpaqueDumpTests.pages(9), name: "MASTERDUMP.DAT"))
        }
        #expect(master?.verdict == .pass)
    }

    @Test func `behaviour 23: steps 9 and 10 pass only on what SQL Server printed`() {
        let settings = """
             name                     minimum     maximum     config_value run_value
             ------------------------ ----------- ----------- ------------ -----------
             open objects                100  2147483647          500         500

             Database Name            Log Size (MB)            Log Space Used (%)       Status
             ------------------------ ------------------------ ------------------------ -----------
             SMS                                      10.0               71.328125           0
            """
        let change = { (evidence: inout SiteEvidence) in
            evidence.sidecars = [JudgedSite.sidecar(settings)].compactMap { $0 }
        }
        let objects = JudgedSite.check(.databaseServerConfiguration, change)
        #expect(objects?.found == "500 objects may be open; the upgrade needs 5000")
        let space = JudgedSite.check(.databaseSpace, change)
        #expect(space?.outcome == .fail(.warning))
        #expect(JudgedSite.check(.databaseSpace)?.verdict == .noEvidence)
        let enough = settings.split(separator: "500", omittingEmptySubsequences: false)
            .joined(separator: "5000")
        let unknown = JudgedSite.check(.databaseServerConfiguration) {
            $0.sidecars = [JudgedSite.sidecar(enough)].compactMap { $0 }
        }
        #expect(unknown?.verdict == .notice, "nothing says how large tempdb is")
    }

    @Test func `behaviour 23: step 6 is not passed when nobody looked at the directory`() {
        #expect(JudgedSite.check(.backUpSite)?.verdict == .pass)
        let unseen = JudgedSite.check(.backUpSite) { $0.tree = nil }
        #expect(unseen?.verdict == .noEvidence)
        let withoutMap = JudgedSite.check(.backUpSite) {
            $0.tree = nil
            $0.systemMap = nil
        }
        #expect(withoutMap?.verdict == .noEvidence)
        let moving = JudgedSite.check(.backUpSite) {
            $0.siteConfigNames?.append([UInt8]("00000001.CT1".utf8))
        }
        #expect(moving?.outcome == .fail(.warning))
    }
}
