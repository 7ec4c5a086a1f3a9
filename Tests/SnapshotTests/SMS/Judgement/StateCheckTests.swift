// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Checks of the site's state")
struct StateCheckTests {
    private static func names(_ names: String...) -> (inout SiteEvidence) -> Void {
        { $0.siteConfigNames = names.map { [UInt8]($0.utf8) } }
    }

    @Test func `behaviour 5: what is in flight is named and explained`() {
        let check = JudgedSite.check(
            .quiet,
            Self.names("sitectrl.ct0", "00000001.CT1", "0000000A.ct2", "BAD.714", "BOOTSTRP.PK1"))
        #expect(check?.outcome == .fail(.warning))
        for words in [
            "\"00000001.CT1\", a change that Site Config Manager has not taken",
            "\"0000000A.CT2\", a result that Hierarchy Manager has not taken",
            "\"BAD.714\", input that Site Config Manager rejected: site code or install directory",
            "\"BOOTSTRP.PK1\", an upgrade that is not finished",
        ] {
            #expect(check?.found.contains(words) == true, "\(words)")
        }
    }

    @Test func `behaviour 5: a box that nobody looked into is not called quiet`() {
        #expect(JudgedSite.check(.quiet, Self.names("SITECTRL.CT0"))?.verdict == .pass)
        #expect(JudgedSite.check(.quiet) { $0.siteConfigNames = nil }?.verdict == .noEvidence)
    }

    @Test func `a log of the Scheduler that fills the disk is told`() {
        for (path, size, isTold) in [
            ("Logs/Sched.log", 64 << 20, true), ("LOGS/SCHED.LOG", (64 << 20) - 1, false),
            ("LOGS/HMAN.LOG", 64 << 20, false), ("SITE.SRV/SCHED.LOG", 64 << 20, false),
        ] as [(String, Int64, Bool)] {
            let check = JudgedSite.check(.scheduler) {
                $0.tree = JudgedSite.tree(JudgedSite.files + [(path, size)])
            }
            #expect(check?.outcome == (isTold ? .fail(.warning) : nil), "\(path)")
            #expect(check?.found == (isTold ? "67,108,864 bytes" : nil))
        }
    }

    @Test func `behaviour 8: an ID that was given out before is an error`() {
        let check = JudgedSite.check(.nextUniqueID) {
            $0.registries = [JudgedSite.registry([("A0102000", "A0101000")])]
            $0.uniqueIDFiles = [.init(name: [UInt8]("a010z0k7.uid".utf8))]
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found == "A0101000, but A010Z0K7 is already in use")
        #expect(check?.advice?.contains("set it to A0110000 or higher") == true)
    }

    @Test func `behaviour 8: two logon servers with one range are an error`() {
        let check = JudgedSite.check(.uniqueIDRanges) {
            $0.uniqueIDFiles = [
                .init(server: "SRVA", name: [UInt8]("A01000K7.UID".utf8)),
                .init(server: "SRVB", name: [UInt8]("A0100123.UID".utf8)),
            ]
        }
        #expect(check?.outcome == .fail(.error))
        let past = JudgedSite.check(.uniqueIDRanges) {
            $0.uniqueIDFiles = [.init(name: [UInt8]("A0100Y00.UID".utf8))]
        }
        #expect(past?.verdict == .notice)
        #expect(JudgedSite.check(.uniqueIDs) { $0.uniqueIDFiles = nil }?.verdict == .noEvidence)
    }

    @Test func `behaviour 9: what lies outside the root is captured, declared absent or forgotten`()
    {
        let checks = JudgedSite.checks(.extras) {
            $0.extras = [.initialization]
            $0.declaredAbsentExtras = [.packageTree]
        }
        let outcomes = Dictionary(uniqueKeysWithValues: checks.map { ($0.subject, $0.outcome) })
        #expect(outcomes["SMS.INI"] == .pass)
        #expect(outcomes["SMS_PKGx"] == .notice)
        #expect(outcomes["MS"] == .fail(.warning))
        #expect(checks.first { $0.subject == "MS" }?.found == "forgotten")
        let unknown = JudgedSite.checks(.extras) {
            $0.extras = []
            $0.hasLookedForExtras = false
        }
        #expect(unknown.allSatisfy { $0.verdict == .noEvidence })
    }

    @Test(
        arguments: [
            ("site.srv/despoolr.box/receive/1.ins", .received),
            ("SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000\\A.SRQ", .sendRequest),
            ("SITE.SRV/SCHEDULE.BOX/A.JOB", .schedule),
            ("SITE.SRV/Dataload.box/deltamif.col/X.MIF", .deltaMIF),
            ("SITE.SRV/SITECFG.BOX/1.CT1", .siteConfiguration),
            ("SITE.SRV/SITECFG.BOX/sitectrl.ct0", nil), ("LOGON.SRV/PCMINS.BOX/A.INS", nil),
            ("SITE.SRV/DESPOOLR.BOX/STORE/A", nil), ("", nil),
        ] as [(String, TransientFile?)])
    func `behaviour 13: transient files are told from others`(
        _ path: String, _ kind: TransientFile?
    ) {
        #expect(TransientFile(path: path.utf8) == kind)
    }

    @Test func `behaviour 13: waiting work is counted`() {
        let check = JudgedSite.check(.transientFiles) {
            $0.tree = JudgedSite.tree(
                JudgedSite.files + [
                    ("SITE.SRV/SCHEDULE.BOX/A.JOB", 1), ("SITE.SRV/SCHEDULE.BOX/B.JOB", 1),
                    ("SITE.SRV/INVENTRY.BOX/BADRAWS/X.RAW", 1),
                ])
        }
        #expect(check?.verdict == .notice)
        #expect(
            check?.found.hasPrefix("minijobs: 2, files put aside in BADMIFS and BADRAWS: 1") == true
        )
    }

    @Test func `behaviour 22: names that differ only in case fail, long ones are noted`() {
        let colliding = JudgedSite.check(.names) {
            $0.tree = JudgedSite.tree(JudgedSite.files + [("system.map", 1)])
        }
        #expect(colliding?.outcome == .fail(.error))
        #expect(colliding?.found == "differ only in case: \"SYSTEM.MAP\" and \"system.map\"")
        let long = JudgedSite.check(.names) {
            $0.tree = JudgedSite.tree(JudgedSite.files + [("LOGS/a long name.txt", 1)])
        }
        #expect(long?.verdict == .notice)
    }

    @Test func `behaviour 23: a child that is not active fails step 2 for child sites`() {
        let failed = JudgedSite.check(.childrenActive) {
            $0.hierarchyManagerLog = JudgedSite.hierarchyLog(["INFO: Site B01 status 3 (FAILED)"])
        }
        #expect(failed?.outcome == .fail(.warning))
        #expect(failed?.found == "B01 is failed (3)")
        let silent = JudgedSite.check(.childrenActive) {
            $0.hierarchyManagerLog = JudgedSite.hierarchyLog(["INFO: Site A01 status 1"])
        }
        #expect(silent?.verdict == .noEvidence)
        let old = JudgedSite.check(.childrenActive) {
            $0.captured = Timestamp(wholeSeconds: $0.captured.seconds + 30 * 86_400)
        }
        #expect(old?.verdict == .notice)
    }

    @Test func `behaviour 23: trouble in the logs and a stopped sender are told`() {
        let newer = JudgedSite.check(.hierarchyManager) {
            $0.hierarchyManagerLog = JudgedSite.hierarchyLog([
                "{1} INFO: Site Control Image in the database is newer, reuse that database copy."
            ])
        }
        #expect(newer?.outcome == .fail(.error))
        let stopped = JudgedSite.check(.senders) {
            $0.registries = [JudgedSite.registry([("dword:00000005", "dword:00000000")])]
        }
        #expect(stopped?.outcome == .fail(.warning))
        let connectivity = JudgedSite.check(.childConnectivity) {
            $0.registries = [JudgedSite.registry([("dword:00000005", "dword:00000000")])]
        }
        #expect(connectivity?.outcome == .fail(.warning))
    }

    @Test func `behaviour 23: event codes that speak against an upgrade fail step 4`() {
        let bytes = EventLogTests.log([EventLogTests.record(1, code: 226)])
        let check = JudgedSite.check(.eventLog) {
            if let log = EventLog(parsing: bytes) {
                $0.eventLogs = [.init(name: "AppEvent.evt", log: log)]
            }
        }
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.found.contains("226") == true)
        let quiet = EventLogTests.log([EventLogTests.record(1, code: 1)])
        let two = { (evidence: inout SiteEvidence) in
            if let log = EventLog(parsing: quiet) {
                evidence.eventLogs = ["A.evt", "B.evt"].map { .init(name: $0, log: log) }
            }
        }
        let passed = JudgedSite.check(.eventLog) {
            two(&$0)
            $0.captured = Timestamp(wholeSeconds: 921_050_000)
        }
        #expect(passed?.verdict == .pass)
        // The last record is four days older than the capture: who knows what came after it.
        #expect(JudgedSite.check(.eventLog, two)?.verdict == .notice)
    }

    @Test func `behaviour 23: an old log of the hierarchy manager proves nothing`() {
        let check = JudgedSite.check(.hierarchyManager) {
            $0.captured = Timestamp(wholeSeconds: 921_366_000 + 30 * 86_400)
        }
        #expect(JudgedSite.check(.hierarchyManager)?.verdict == .pass)
        #expect(check?.verdict == .notice)
    }

    @Test func `behaviour 23: a log of Setup without a script proves nothing`() {
        let check = JudgedSite.check(.setup) {
            $0.setupLog = SetupLog(
                parsing: [UInt8]("<11-22-1996 13:42:14> Installation begins\r\n".utf8))
        }
        #expect(check?.verdict != .pass)
    }

    @Test func `what nobody looked at is not lost silently in an upgrade`() {
        let checks = JudgedSite.checks(.upgradeLoss) {
            $0.tree = nil
            $0.siteControl = nil
        }
        #expect(
            checks.map(\.subject) == [
                "in the site control file", "in the site's directory", "in the database",
            ])
        #expect(checks.allSatisfy { $0.verdict == .noEvidence })
    }

    @Test func `what an upgrade to 2 dot 0 drops is listed as far as it exists here`() {
        let subjects = JudgedSite.checks(.upgradeLoss).map(\.subject)
        #expect(
            subjects == [
                "Remote Control permitted viewers", "audit rules (Q107244)", "in the database",
            ])
        let closed = JudgedSite.checks(.upgradeLoss) {
            let hours = String(repeating: "F", count: 160) + "00000000"
            $0.siteControl = JudgedSite.control(.init(schedule: hours))
        }
        #expect(closed.map(\.subject).contains("outbox schedules (Q263356)"))
    }
}
