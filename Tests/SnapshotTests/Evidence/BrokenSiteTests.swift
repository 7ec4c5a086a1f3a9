// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// One thing of the sample site is broken, and plan, capture and a deep verification all say which.
@Suite("A site with one fault")
struct BrokenSiteTests {
    /// A fault, how it comes about, and the check that must fail.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: CheckCode
        let level: Check.Level
        let line: String
        var change: @Sendable (inout CaptureInputs, SampleSite) -> Void = { _, _ in }

        static let all = [
            Fault(
                testDescription: "a listing of REGEDT32 instead of an export",
                code: .registryFile, level: .error,
                line:
                    #"printf 'Key Name:          SOFTWARE\\Microsoft\\SMS\r\nClass Name:\r\n' > backup/sms-registry.reg"#
            ),
            Fault(
                testDescription: "an export that was cut", code: .registryFile, level: .error,
                line: "truncate -s -700 backup/sms-registry.reg"),
            Fault(
                testDescription: "a backup in tape format that was cut", code: .databaseFile,
                level: .error, line: "truncate -s -60000 backup/SMS70.BAK"
            ) { inputs, site in
                inputs.database = ["SMS70.BAK", "MASTER.DMP"].map {
                    [UInt8](site.path("backup/\($0)").utf8)
                }
            },
            Fault(
                testDescription: "a dump of zeros", code: .databaseFile, level: .error,
                line: "head -c 3M /dev/zero > backup/SMSDUMP.DAT"),
            Fault(
                testDescription: "the name of the NUL device", code: .databaseFile, level: .error,
                line: "printf 'NUL\\r\\n' > backup/SMSDUMP.DAT"),
            Fault(
                testDescription: "no dump of master", code: .databaseMaster, level: .warning,
                line: "true"
            ) { inputs, _ in inputs.database.remove(at: 1) },
            Fault(
                testDescription: "another build in the registry", code: .identityBuild,
                level: .error, line: "sed -i 's/786/531/' backup/sms-registry.reg"),
            Fault(
                testDescription: "a child that is another site", code: .child, level: .error,
                line: "true"
            ) { inputs, site in
                inputs.children[1] = .init(
                    code: "C01", path: [UInt8](site.path("B01/SMS").utf8))
            },
            Fault(
                testDescription: "a child without its System.map", code: .child, level: .error,
                line: "rm C01/SMS/system.map"
            ) { inputs, _ in inputs.allowedMissing = [.child] },
            Fault(
                testDescription: "a System.map with another time", code: .copyLists,
                level: .warning, line: "touch -d '1999-03-01 UTC' A01/SMS/SYSTEM.MAP"),
            Fault(
                testDescription: "a change in flight", code: .quiet, level: .warning,
                line:
                    "touch -d '1999-03-13 20:00 UTC' A01/SMS/SITE.SRV/SITECFG.BOX/00000001.CT2"),
            Fault(
                testDescription: "a file of the future", code: .clockFuture, level: .error,
                line: "touch -d '2010-01-01 UTC' A01/SMS/LOGS/SCHED.LOG"),
            Fault(
                testDescription: "a program that is gone", code: .mapMissing, level: .warning,
                line: "rm \"$(find A01/SMS/SITE.SRV/X86.BIN -iname 'siteins.exe' | head -1)\""),
            Fault(
                testDescription: "a log of Hierarchy Manager with a lost connection",
                code: .hierarchyManager, level: .warning,
                line:
                    #"printf '{6581} ERROR: Lost connection to SQL Server~  $$<SMS_HIERARCHY_MANAGER><Sat Mar 13 20:00:00 1999~><thread=12E>\r\n' >> "$(find A01/SMS/LOGS -iname hman.log)""#
            ),
            Fault(
                testDescription: "an old dump", code: .staleness, level: .warning,
                line: "touch -d '1999-03-10 UTC' backup/SMSDUMP.DAT"),
            Fault(
                testDescription: "a forgotten SMS.INI", code: .extras, level: .warning,
                line: "rm -f A01/SMS.INI"),
        ]
    }

    @Test(arguments: Fault.all)
    func `it fails the same check in plan, archive and verify`(fault: Fault) throws {
        var subject = try EvidenceSubject()
        fault.change(&subject.inputs, subject.site)
        try subject.shell(fault.line)
        func expect(_ judgement: Judgement, _ place: String) {
            let failed = judgement.checks(fault.code).filter { $0.verdict == .fail }
            #expect(failed.map(\.level) == [fault.level], "\(place): \(judgement.failures)")
        }
        expect(Judgement(of: try subject.planned()), "plan")
        let report = try subject.capture()
        expect(report.judgement, "capture")
        expect(try subject.stored(), "archive")
        let isDefect = fault.level != .warning
        #expect((isDefect ? report.defects : report.concerns).contains { $0.code == fault.code })

        let deep = try subject.verify()
        let judged = try #require(deep.judged)
        expect(judged.judgement, "verify")
        #expect(judged.comparison == .same)
        #expect(deep.isIntact)
        #expect(deep.findings.contains { $0.code == .unusable } == isDefect)
        #expect(deep.findings.allSatisfy { $0.code == .unusable })
        #expect(judged.concerns.contains { $0.code == fault.code } == !isDefect)
        // Less than that does not judge.
        #expect(try subject.verify("a", .full).findings == [])
    }

    @Test func `what was declared absent is no failure`() throws {
        var subject = try EvidenceSubject()
        try subject.shell("rm -f A01/SMS.INI")
        subject.inputs.absentExtras = [.initialization]
        let report = try subject.capture()
        #expect(report.judgement.checks(.extras).first?.verdict == .notice)
        #expect(report.defects + report.concerns == [])
        #expect(try subject.verify().judged?.comparison == .same)
    }

    @Test func `the limit of staleness is the user's`() throws {
        var subject = try EvidenceSubject()
        try subject.shell("touch -d '1999-03-10 UTC' backup/SMSDUMP.DAT")
        subject.inputs.stalenessLimit = 100 * 3_600
        let report = try subject.capture()
        #expect(report.judgement.checks(.staleness).first?.verdict == .pass)
        #expect(try subject.verify().judged?.comparison == .same)
    }

    @Test func `a declared absence fails its check and is no defect`() throws {
        var subject = try EvidenceSubject()
        subject.inputs.database = []
        subject.inputs.allowedMissing = [.database]
        let report = try subject.capture()
        #expect(report.judgement.checks(.database).map(\.level) == [.critical])
        #expect(report.defects == [])
        #expect(report.concerns.map(\.code).contains(.database))
        let deep = try subject.verify()
        #expect(deep.findings == [])
        #expect(deep.judged?.comparison == .same)
    }
}
