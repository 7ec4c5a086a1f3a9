// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Judgement")
struct JudgementTests {
    @Test func `a healthy site fails nothing but what was not given`() {
        let judgement = Judgement(of: JudgedSite.healthy)
        #expect(judgement.failures.map(\.code) == [.databaseMaster])
        #expect(judgement.isUsable)
        #expect(judgement.worstLevel == .warning)
        #expect(Judgement(of: JudgedSite.healthy) == judgement)
    }

    @Test func `behaviour 23: each step of the vendor's checklist has an answer`() {
        let steps = Judgement(of: JudgedSite.healthy).steps
        let codes = (1...10).map { "step-\($0)" } + ["child-step-1", "child-step-2"]
        #expect(steps.map(\.code.rawValue) == codes)
        let verdicts: [Check.Verdict] = [
            .noEvidence, .noEvidence, .noEvidence, .noEvidence, .pass, .pass, .noEvidence,
            .noEvidence, .noEvidence, .noEvidence, .noEvidence, .pass,
        ]
        #expect(steps.map(\.verdict) == verdicts)
        for step in steps where step.verdict == .noEvidence {
            #expect(step.advice != nil, "\(step)")
        }
    }

    @Test func `behaviour 23: nothing looked at is never passed`() {
        let judgement = Judgement(of: SiteEvidence(captured: JudgedSite.captured))
        #expect(judgement.checks.filter { $0.verdict == .pass } == [])
        let critical = judgement.failures.filter { $0.level == .critical }.map(\.code)
        #expect(critical == [.backUpDocuments, .controlFile, .map, .registry])
        #expect(!judgement.isUsable)
    }

    @Test func `behaviour 23: every failure says what was looked at and what to do`() {
        var evidence = JudgedSite.healthy
        evidence.siteConfigNames?.append([UInt8]("BOOTSTRP.PK1".utf8))
        evidence.registries = []
        evidence.dumps = [JudgedSite.dump([])]
        evidence.children = []
        evidence.captured = Timestamp(wholeSeconds: 0)
        for check in Judgement(of: evidence).checks {
            #expect(!check.examined.isEmpty, "\(check)")
            #expect(!check.found.isEmpty, "\(check)")
            #expect(check.verdict != .fail || check.advice != nil, "\(check)")
            #expect(check.outcome == Check.Outcome(verdict: check.verdict, level: check.level))
        }
    }

    @Test func `codes are different and those with an article say which`() {
        #expect(Set(CheckCode.allCases.map(\.rawValue)).count == CheckCode.allCases.count)
        #expect(CheckCode.allCases.allSatisfy { !$0.source.isEmpty })
    }

    @Test func `behaviour 19: no text of a judgement holds an encrypted field`() {
        let needle = "5EC2E75EC2E7"
        // A damaged file can have a secret in any field that is printed.
        for damage in ["<A01>", "<SRVA>", "<D:\\SMS>", "<786>", "<OUT>", "<DOMA>", "<SMS>", "<6>"] {
            var evidence = JudgedSite.healthy
            let text = String(decoding: JudgedSite.Control().bytes, as: UTF8.self)
                .split(separator: damage, omittingEmptySubsequences: false)
                .joined(separator: "<\(JudgedSite.secret)>")
            evidence.siteControl = .init(
                SiteControlFile.parse([UInt8](text.utf8)), modified: nil, byteCount: text.utf8.count
            )
            let judgement = Judgement(of: evidence)
            let all =
                judgement.checks.map { "\($0.examined) \($0)" }.joined()
                + UpgradePlan(for: evidence).text
                + RestoreGuide(for: evidence, judgement: judgement).text
            #expect(!all.uppercased().contains(needle), "\(damage)")
        }
        #expect(
            JudgedSite.check(.secrets)?.verdict == .notice, "the archive itself is to be guarded")
        #expect(JudgementText.redacted("x\(needle)5EC2y") == "x(16 hex digits)y")
    }

    @Test func `the sample site fails nothing but what it really lacks`() throws {
        let sample = try JudgedSampleSite()
        let evidence = try sample.evidence()
        let judgement = Judgement(of: evidence)
        // It has no dump of master, and of the three reports only sp_helpdb.
        #expect(judgement.failures.map(\.code) == [.databaseMaster, .databaseAnswers])
        let purged = try #require(judgement.checks(.mapPurged).first)
        #expect(purged.found == "will be purged by the upgrade: \"SITE.SRV/X86.BIN/MYTOOL 2%.BAT\"")
        #expect(judgement.checks(.mapMissing).map(\.verdict) == [.pass])
        #expect(judgement.checks(.child).map(\.verdict) == [.pass, .pass])
        let page = RestoreGuide(for: evidence, judgement: judgement).text
        let printed = judgement.checks.map(\.description).joined() + page
        #expect(!printed.contains("FA4EDA7A"))
        #expect(page.contains("\\\\SRVZUERICH"))
    }
}
