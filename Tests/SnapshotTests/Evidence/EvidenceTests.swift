// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Evidence of a site")
struct EvidenceTests {
    @Test(arguments: [false, true])
    func `live site, capture and archive come to the same judgement`(quirks: Bool) throws {
        let subject = try EvidenceSubject(quirks: quirks)
        let planned = Judgement(of: try subject.planned())
        let report = try subject.capture()
        #expect(report.judgement == planned)
        #expect(try subject.stored() == planned)
        let deep = try subject.verify()
        #expect(deep.findings == [])
        #expect(deep.judged?.comparison == .same)
        #expect(deep.judged?.judgement == planned)
        let reader = try ArchiveReader(OpenFile.open(subject.path("a")))
        let gathered = try ArchiveEvidence(reader).evidence { false }
        #expect(Judgement(of: gathered) == planned)
    }

    @Test func `the sample site has everything that is looked for`() throws {
        let evidence = try EvidenceSubject().planned()
        #expect(evidence.siteControl?.problems.isEmpty == true)
        #expect(evidence.systemMap?.value.build == "786")
        #expect(evidence.registries.map(\.name) == ["sms-registry.reg"])
        #expect(evidence.dumps.map(\.name) == ["SMSDUMP.DAT", "MASTER.DMP"])
        #expect(evidence.sidecars.map(\.name) == ["sp_helpdb.rpt", "server.rpt"])
        #expect(evidence.stripeSet?.members.count == 2)
        #expect(evidence.children.map(\.code.text) == ["B01", "C01"])
        #expect(evidence.children.allSatisfy { $0.map != nil && $0.control != nil })
        #expect(evidence.initialization?.value.siteCode?.text == "A01")
        #expect(evidence.copyLists.count == 10)
        #expect(evidence.uniqueIDFiles?.map(\.name) == [[UInt8]("A01000K7.UID".utf8)])
        #expect(evidence.siteConfigNames?.map { SMSText($0).uppercased } == ["SITECTRL.CT0"])
        #expect(evidence.tree?.count == 545)
        #expect(evidence.hierarchyManagerLog?.sites.count == 3)
        #expect(evidence.senderLogs.map(\.name) == ["LANSEND.LOG"])
        #expect(evidence.setupLog?.scripts.count == 1)
        #expect(evidence.extras == Set(NotableExtra.allCases))
        #expect(evidence.unexamined == [])
        #expect(Judgement(of: evidence).failures == [])
    }

    @Test func `the judgement does not depend on the number of threads`() throws {
        let subject = try EvidenceSubject(quirks: true)
        for workers in [1, 2, 4] { try subject.capture(to: "a\(workers)", workers: workers) }
        let first = try bytes(of: subject.site.directory.file("a1"))
        #expect(try isSame(bytes(of: subject.site.directory.file("a2")), first))
        #expect(try isSame(bytes(of: subject.site.directory.file("a4")), first))
        #expect(try subject.tagFile(Checklist.path, of: "a1").starts(with: "{\"format\"".utf8))
    }

    @Test func `a large backup in tape format is not read, and known all the same`() throws {
        var subject = try EvidenceSubject()
        subject.inputs.database = [[UInt8](subject.site.path("backup/SMS70.BAK").utf8)]
        let whole = try subject.planned(.guide)
        #expect(whole.dumps.map(\.dump.verdict) == [.valid])
        // Its data becomes holes: whoever looks at the data sees zeros, whoever seeks sees nothing.
        let bytes = try bytes(of: subject.site.path("backup/SMS70.BAK"))
        var reader = DatabaseDumpReader()
        var position = 0
        var read = 0
        while position < bytes.count {
            let skipped = min(reader.dispensableByteCount, bytes.count - position)
            reader.skip(skipped)
            position += skipped
            guard skipped == 0 else { continue }
            reader.consume(bytes[position..<position + 1])
            position += 1
            read += 1
        }
        #expect(reader.finish() == whole.dumps.first?.dump)
        #expect(read < bytes.count / 50, "\(read) of \(bytes.count)")
    }

    @Test func `of a large dump of unknown format a guide needs the head only`() throws {
        var subject = try EvidenceSubject()
        let head = try bytes(of: subject.site.path("backup/SMSDUMP.DAT")).prefix(300_000)
        try subject.site.directory.write([UInt8](head), to: "LARGE.DAT")
        try subject.shell("truncate -s 40M ../LARGE.DAT")
        subject.inputs.database = [subject.path("LARGE.DAT")]
        let guide = try #require(try subject.planned(.guide).dumps.first)
        #expect(guide.dump.size == 40 << 20)
        #expect(guide.dump.problems == [])
        #expect(guide.dump.verdict == .unproven)
        let thorough = try #require(try subject.planned().dumps.first)
        #expect(thorough.dump.problems.map(\.severity).contains(.doubt), "a tail of zeros")
    }

    @Test func `what cannot be looked at is told and no error`() throws {
        var subject = try EvidenceSubject()
        try subject.shell(
            """
            truncate -s 33M A01/BIG.EVT; printf 'x\\n' > A01/BAD.EVT
            printf 'nothing\\n' > "$(find A01/SMS/LOGS -iname hman.log)"
            head -c 3M /dev/zero | tr '\\0' A >> A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0
            """)
        subject.inputs.extras = ["BIG.EVT", "BAD.EVT"].map {
            [UInt8](subject.site.path("A01/\($0)").utf8)
        }
        let report = try subject.capture()
        #expect(
            report.evidence.unexamined.map(\.name) == [
                "extra/BIG.EVT", "extra/BAD.EVT", "tree/LOGS/hman.log",
            ])
        let checks = report.judgement.checks(.unexamined)
        #expect(checks.map(\.verdict) == [.noEvidence, .noEvidence, .noEvidence])
        #expect(checks.first?.found == "not looked at: it is larger than 32 MiB")
        #expect(report.evidence.siteControl?.byteCount ?? 0 > 3_000_000)
        #expect(report.judgement.checks(.controlFileGrammar).first?.verdict == .fail)
        #expect(try subject.verify().judged?.comparison == .same)
    }

    @Test func `a document that is read again begins again`() throws {
        var subject = try EvidenceSubject()
        let export = try bytes(of: subject.site.path("backup/sms-registry.reg"))
        var text = String(decoding: export, as: UTF8.self)
        for number in 0..<40_000 {
            text += "\"Filler \(number)\"=\"\(String(repeating: "x", count: 100))\"\r\n"
        }
        let path = try subject.site.directory.write([UInt8](text.utf8), to: "LARGE.REG")
        subject.inputs.registry = [subject.path("LARGE.REG")]
        let untouched = try subject.capture(to: "a1", workers: 1)
        // Somewhere among these questions is one between two pieces of the file.
        for moment in 1...8 {
            let calls = Counter()
            let report = try subject.capture(to: "b\(moment)", workers: 1) {
                $0.isInterrupted = {
                    if calls.next() == moment { utimes(path, nil) }
                    return false
                }
            }
            #expect(report.evidence.registries.count == 1)
            #expect(
                report.evidence.registries.first?.facts
                    == untouched.evidence.registries.first?.facts
            )
            #expect(report.warnings.filter { $0.kind == .changedWhileRead } == [])
            #expect(try subject.verify("b\(moment)").judged?.comparison == .same)
        }
    }

    @Test func `a further name of a document stands for it`() throws {
        let subject = try EvidenceSubject()
        try subject.shell(
            "cd A01/SMS/LOGON.SRV; f=$(ls | grep -i cl_nt.txt); ln \"$f\" CL_XX.TXT")
        let report = try subject.capture()
        #expect(report.evidence.copyLists.count == 11)
        #expect(report.evidence.unexamined == [])
        #expect(try subject.verify().judged?.comparison == .same)
    }

    @Test func `IDs of other logon servers are told apart`() throws {
        var subject = try EvidenceSubject()
        try subject.shell("mkdir -p LOGON2; touch LOGON2/A01000K7.UID")
        subject.inputs.extras = [[UInt8](subject.site.path("LOGON2").utf8)]
        let evidence = try subject.planned()
        #expect(evidence.uniqueIDFiles?.map(\.server).sorted() == ["", "LOGON2"])
        #expect(Judgement(of: evidence).checks(.uniqueIDRanges).first?.level == .error)
    }
}
