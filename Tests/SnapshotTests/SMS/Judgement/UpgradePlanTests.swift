// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

@Suite("Upgrade plan and restore guide")
struct UpgradePlanTests {
    private static func site(
        children: Int, change: (inout JudgedSite.Control) -> Void = { _ in }
    ) -> SiteEvidence {
        var evidence = JudgedSite.healthy
        var control = JudgedSite.Control()
        control.addresses =
            [("A01", "SRVA")] + (0..<children).map { ("B\($0 / 10)\($0 % 10)", "S\($0)") }
        change(&control)
        evidence.siteControl = JudgedSite.control(control)
        evidence.children = []
        return evidence
    }

    @Test func `behaviour 25: 65 MB a site in groups below the concurrent sendings`() {
        let plan = UpgradePlan(for: Self.site(children: 10))
        #expect(plan.totalMegabytes == 650)
        #expect(plan.maximumSendings == 5)
        #expect(plan.isLimitKnown)
        #expect(plan.batchSize == 4)
        #expect(plan.batches.map(\.count) == [4, 4, 2])
        #expect(plan.children.allSatisfy { $0.suggestion == .download })
        #expect(plan.text.contains("650 MB for 10 sites"))
    }

    @Test func `behaviour 25: without a registry the default of five is used and said`() {
        var evidence = Self.site(children: 2)
        evidence.registries = []
        let plan = UpgradePlan(for: evidence)
        #expect(!plan.isLimitKnown)
        #expect(plan.maximumSendings == 5)
        #expect(plan.text.contains("the default"))
    }

    @Test func `a slow sender or a closed outbox speaks for files at the child`() {
        let slow = UpgradePlan(
            for: Self.site(children: 1) { $0.senderType = "MS_ASYNC_RAS_SENDER" })
        #expect(slow.children.map(\.suggestion) == [.sourceAtChild])
        #expect(slow.batches == [])
        let closed = UpgradePlan(
            for: Self.site(children: 1) { $0.schedule = String(repeating: "0", count: 168) })
        #expect(closed.children.map(\.suggestion) == [.sourceAtChild])
        #expect(closed.children.first?.reason.contains("168 of 168 hours") == true)
    }

    @Test func `many logon servers speak for an upgrade at the child`() {
        var evidence = JudgedSite.healthy
        var control = JudgedSite.Control.child
        control.logonServers = (0..<12).map { "LOGON\($0)" }
        evidence.children[0].control = JudgedSite.control(control)
        #expect(UpgradePlan(for: evidence).children.map(\.suggestion) == [.local])
    }

    @Test func `a child that is not known to be active is to be looked at first`() {
        let plan = UpgradePlan(for: Self.site(children: 1))
        #expect(
            plan.children[0].obstacles == ["nothing says that it is active; look at its status"])
        #expect(UpgradePlan(for: JudgedSite.healthy).children[0].obstacles == [])
        #expect(UpgradePlan(for: JudgedSite.secondary).children == [])
    }

    private static func guide(_ evidence: SiteEvidence) -> String {
        RestoreGuide(for: evidence, judgement: Judgement(of: evidence)).text
    }

    @Test func `behaviour 24: the guide has this site's names, paths and commands`() {
        let text = Self.guide(JudgedSite.healthy)
        for line in [
            "Computer name SRVA, domain DOMA", "RESTORE DATABASE SMS FROM DISK = '<path>\\SMS.BAK'",
            "DBCC CHECKDB(SMS)", "sp_dboption 'SMS', 'trunc. log on chkpt.', true", "Sp_site.sql",
            "D:\\SMS\\LOGON.SRV\\RUNSMS.BAT", "Enter service name: SMS_SITE_CONFIG_MANAGER",
            "Enter path: D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE", "Reset the site, last of all",
            "1996-06-24T17:40:22.123456700Z", "CACLS \"D:\\SMS\\LOGON.SRV\\SMSID\\*.UID\"",
            "A0102000 or higher",
        ] {
            #expect(text.contains(line), "\(line)")
        }
    }

    @Test func `behaviour 24: registry, files, services and parent follow in that order`() throws {
        let text = Self.guide(JudgedSite.secondary)
        var rest = text[text.startIndex...]
        for words in [
            "Install Windows NT Server", "Restore the registry key", "Restore the files",
            "RUNSMS.BAT", "SMS_SITE_CONFIG_MANAGER", "Start the services of the parent site A01",
        ] {
            let found = try #require(rest.range(of: words), "\(words)")
            rest = rest[found.upperBound...]
        }
        #expect(!text.contains("DBCC"))
    }

    @Test func `behaviour 24: no dangerous command carries a site code`() {
        for evidence in [JudgedSite.healthy, JudgedSite.secondary] {
            for line in Self.guide(evidence).split(separator: "\n") where line.contains("PREINST") {
                #expect(!line.contains("A01") && !line.contains("B01"), "\(line)")
            }
            #expect(!Self.guide(evidence).contains("/UPGRADE:A"))
        }
    }

    @Test func `behaviour 24: pages have at most 80 columns and no odd name is typed`() {
        var evidence = Self.site(children: 40) {
            $0.directory = "D:\\" + String(repeating: "LONGNAME\\", count: 20) + "SMS"
            $0.server = "SRV & DEL *"
        }
        evidence.registries = []
        for text in [Self.guide(evidence), UpgradePlan(for: evidence).text] {
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }
        #expect(!Self.guide(evidence).contains("DEL *"))
    }

    @Test func `behaviour 24: what is known to be wrong is said first`() throws {
        var evidence = JudgedSite.healthy
        evidence.dumps = []
        let text = Self.guide(evidence)
        #expect(text.contains("THIS ARCHIVE ALONE IS NOT ENOUGH"))
        #expect(text.contains("has no dump that can be loaded"))
    }
}
