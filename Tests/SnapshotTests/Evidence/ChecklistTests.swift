// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Stored judgement")
struct ChecklistTests {
    private func checklist() throws -> Checklist {
        var evidence = try EvidenceSubject().planned()
        evidence.declaredAbsentExtras = [.clientTree, .setupLog]
        return Checklist(of: evidence, judgement: Judgement(of: evidence))
    }

    @Test func `comes back as it was written`() throws {
        let checklist = try checklist()
        let again = try Checklist(checklist.encoded)
        #expect(again == checklist)
        #expect(again.encoded == checklist.encoded)
        #expect(again.isOwn)
        #expect(again.circumstances.absentExtras == [.clientTree, .setupLog])
    }

    @Test func `is one line for each check`() throws {
        let checklist = try checklist()
        let lines = String(decoding: checklist.encoded, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == checklist.judgement.checks.count + 4)
        #expect(
            lines[1].hasPrefix(
                "\"captured\":\"1999-03-13T22:05:00.000000000Z\",\"staleness\":86400"))
    }

    @Test func `what a later version adds is passed over`() throws {
        let text = String(decoding: try checklist().encoded, as: UTF8.self)
            .replacing("\"version\":\"1.0\"", with: "\"version\":\"1.7\",\"new\":[1]")
            .replacing("{\"code\":\"step-2\",", with: "{\"code\":\"step-2b\",\"more\":{},")
        let checklist = try Checklist([UInt8](text.utf8))
        #expect(checklist.unknownCodes == ["step-2b"])
        #expect(checklist.judgement.checks(.readChapter) == [])
    }

    @Test(arguments: [
        ("\"format\":\"smsbackup-checklist\"", "\"format\":\"other\"", "\"format\" is not"),
        ("\"version\":\"1.0\"", "\"version\":\"2.0\"", "newer than this program knows"),
        ("\"staleness\":86400", "\"staleness\":-1", "\"staleness\" is not a number"),
        ("\"verdict\":\"PASS\"", "\"verdict\":\"FINE\"", "unknown \"verdict\""),
        ("\"verdict\":\"PASS\"", "\"verdict\":\"PASS\",\"level\":\"error\"", "unknown \"verdict\""),
        ("\"verdict\":\"NOTICE\",\"level\":\"notice\"", "\"verdict\":\"NOTICE\"", "unknown"),
        ("\"found\":", "\"lost\":", "\"found\" is missing"),
        ("\n]}\n", "\n", "expected"),
    ])
    func `a malformed one is refused`(old: String, new: String, problem: String) throws {
        var text = String(decoding: try checklist().encoded, as: UTF8.self)
        let range = try #require(text.firstRange(of: old))
        text.replaceSubrange(range, with: new)
        let error = #expect(throws: ManifestError.self) { try Checklist([UInt8](text.utf8)) }
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }

    private func forged(_ checklist: [UInt8]?) throws -> (VerificationReport, VerificationReport) {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.checklist = checklist
        try forgery.write(to: "a", in: directory.path)
        let path = [UInt8](directory.file("a").utf8)
        return (
            try Verification(level: .full, workers: 1).run(path),
            try Verification(level: .deep, workers: 1).run(path)
        )
    }

    @Test func `an archive without one is as good as before`() throws {
        let (full, deep) = try forged(nil)
        #expect(full.findings == [])
        #expect(deep.judged?.comparison == ArchiveJudging.Comparison.none)
        // The forged site has nothing that a site needs.
        #expect(deep.findings.map(\.code).allSatisfy { $0 == .unusable })
        #expect(!deep.findings.isEmpty)
    }

    @Test func `one that says other than the archive's files is found by deep alone`() throws {
        let (full, deep) = try forged(try checklist().encoded)
        #expect(full.findings == [])
        #expect(deep.findings.contains { $0.code == .judgement })
        #expect(deep.isIntact)
    }

    @Test func `one of another version of the program may say otherwise`() throws {
        let text = String(decoding: try checklist().encoded, as: UTF8.self)
            .replacing(ArchiveDescription.tool, with: "smsbackup 9.9")
        let (full, deep) = try forged([UInt8](text.utf8))
        #expect(full.findings == [])
        #expect(deep.judged?.comparison == .otherVersion(tool: "smsbackup 9.9"))
        #expect(!deep.findings.contains { $0.code == .judgement })
    }

    @Test func `one that is malformed is a finding of every thorough verification`() throws {
        let (full, deep) = try forged([UInt8]("{}".utf8))
        #expect(full.findings.map(\.code) == [.bag])
        #expect(deep.findings.contains { $0.code == .bag })
    }

    @Test func `a damaged archive is not judged`() throws {
        let subject = try EvidenceSubject()
        try subject.capture()
        let reader = try ArchiveReader(OpenFile.open(subject.path("a")))
        let unit = reader.units[4]
        let good = try bytes(of: subject.site.directory.file("a"))
        let bit = (Int(unit.fileOffset) + Int(unit.compressedCount) / 2) * 8
        try subject.site.directory.write(Damage.flippedBit(bit).applied(to: good), to: "bad")
        let deep = try subject.verify("bad")
        #expect(deep.judged?.comparison == .notJudged)
        #expect(!deep.isIntact)
        #expect(!deep.findings.contains { $0.code == .unusable || $0.code == .judgement })
    }
}
