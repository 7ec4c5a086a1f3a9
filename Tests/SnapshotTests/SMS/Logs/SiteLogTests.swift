// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Logs of the site's components")
struct SiteLogTests {
    static func line(
        _ text: String, _ component: String = "SMS_HIERARCHY_MANAGER", second: Int = 10
    ) -> String {
        "\(text)~  $$<\(component)><Wed Jun 18 15:49:\(second) 1997~><thread=12E>\r\n"
    }

    static let hierarchy = [
        line("{6534} INFO: Beginning processing cycle"),
        line("{6391} INFO: Site A01 status 1 (ACTIVE)"),
        line("{6391} INFO: Site B02 status 2 (PENDING)"),
        line("{6391} INFO: Site C03 is now FAILED"),
        line("{6391} INFO: Site D04 status 0x40000001"),
        line("{6391} INFO: Site B02 status 1", second: 20),
        line("{818} ERROR SQL: Database is unavailable"),
        line("{825} INFO SQL: Can't allocate space ... the 'logsegment' segment is full"),
        line("{6581} ERROR: Cannot establish a SQL connection.", second: 30),
        line("{6581} ERROR: Cannot establish a SQL connection.", second: 40),
        line("{1} INFO: site control image newer than the one received"),
        line("{6354} INFO: Work cycle completed: sleeping 300000 milliseconds", second: 50),
    ].joined()

    @Test func `the hierarchy manager's log is read`() throws {
        let log = try #require(HierarchyManagerLog(parsing: [UInt8](Self.hierarchy.utf8)))
        #expect(log.lineCount == 12)
        #expect(log.sites.map(\.code) == ["A01", "B02", "C03", "D04"])
        #expect(log.sites.map(\.status.isActive) == [true, true, false, false])
        #expect(log.status(of: "c03")?.state == .failed)
        #expect(log.status(of: "D04")?.description == "active (0x40000001), no address")
        #expect(log.status(of: "E05") == nil)
        #expect(log.lastCycle?.description == "1997-06-18T15:49:50")
        let expected: [HierarchyManagerLog.Trouble.Kind] = [
            .sqlError, .logFull, .noConnection, .imageNewer,
        ]
        #expect(log.troubles.map(\.kind) == expected)
        #expect(log.troubles[2].count == 2)
        #expect(log.troubles[2].lastTime?.second == 40)
        #expect(log.troubles[2].lastText == "{6581} ERROR: Cannot establish a SQL connection.")
    }

    @Test func `parentheses are read like angle brackets`() throws {
        let text =
            "{6581} ERROR: no~  $$(SMS_HIERARCHY_MANAGER)(Wed Jun 18 15:49:57 1997~)(thread=1)"
        let log = try #require(HierarchyManagerLog(parsing: [UInt8](text.utf8)))
        #expect(log.troubles.map(\.kind) == [.noConnection])
        #expect(log.lastTime?.description == "1997-06-18T15:49:57")
    }

    @Test(arguments: [
        "INFO: Site the status is good", "INFO: Site A01 is here", "INFO: Sites A01 status 1",
        "INFO: Site A0 status 1", "INFO: Site A011 status 1", "INFO: status 1 of Site A01",
        "INFO: Site A01 status 99999999999", "INFO: Site A01 is not active",
    ])
    func `a line that names no site and status says nothing`(_ text: String) throws {
        let log = try #require(HierarchyManagerLog(parsing: [UInt8](Self.line(text).utf8)))
        #expect(log.sites == [])
    }

    @Test(arguments: ["", "\r\n\r\n", "some other text", "x $$<A>", "$$", "$$<", "$$<><>"])
    func `another file is no log`(_ text: String) {
        #expect(HierarchyManagerLog(parsing: [UInt8](text.utf8)) == nil)
        #expect(SenderLog(parsing: [UInt8](text.utf8)) == nil)
        #expect(SetupLog(parsing: [UInt8](text.utf8)) == nil)
    }

    @Test func `a stopped sender is told`() throws {
        let lines = [
            Self.line("Checking for sending capacity. Used 0 out of 3", "SMS_LAN_SENDER"),
            Self.line("Checking for sending capacity. Used 0 out of 0", "SMS_LAN_SENDER"),
            Self.line("Nothing to send", "SMS_LAN_SENDER"),
        ]
        let log = try #require(SenderLog(parsing: [UInt8](lines.joined().utf8)))
        #expect(log.isStopped == true)
        #expect(log.stoppedCount == 1)
        #expect(log.lineCount == 3)
        let running = try #require(SenderLog(parsing: [UInt8](lines[0].utf8)))
        #expect(running.isStopped == false)
        #expect(running.lastCapacity?.limit == 3)
        #expect(SenderLog(parsing: [UInt8](lines[2].utf8))?.isStopped == nil as Bool?)
    }

    @Test func `Setup's log is read`() throws {
        let text = """
            <11-22-1996 13:42:13> Setup started
            <11-22-1996 13:42:14> Executing upgrade script SITE.SRV\\X86.BIN\\UPGRD12.SQL
            <11-22-1996 13:42:16> Script execution returns code 0
            <11-22-1996 13:42:17> Executing upgrade script SP_SITE.SQL
            <11-22-1996 13:42:18> Script execution returns code 1
            <11-22-1996 13:42:19> FAILED Sql Script: SP_SITE.SQL
            <11-22-1996 13:42:20> Executing upgrade script LAST.SQL
            <13-22-1996 13:42:20> no such month
            """
        let log = try #require(SetupLog(parsing: [UInt8](text.utf8)))
        #expect(log.lineCount == 7)
        #expect(log.scripts.map(\.returnCode) == [0, 1, nil])
        #expect(log.scripts[0].name == "SITE.SRV\\X86.BIN\\UPGRD12.SQL")
        #expect(log.failedScripts.map(\.name) == ["SP_SITE.SQL", "LAST.SQL"])
        #expect(log.failures.map(\.text) == ["FAILED Sql Script: SP_SITE.SQL"])
        #expect(log.lastTime?.description == "1996-11-22T13:42:20")
    }

    @Test func `a long log of Setup keeps its end`() throws {
        let text = (0..<2_000).map { "<11-22-1996 13:42:14> Executing script \($0)\n" }.joined()
        let log = try #require(SetupLog(parsing: [UInt8](text.utf8)))
        #expect(log.scripts.count == 256)
        #expect(log.scripts.last?.name == "1999")
    }

    @Test(
        arguments: [
            (1, SiteStatus.State.active, true), (2, .pending, false), (3, .failed, false),
            (4, .deleted, false), (5, .upgrading, false), (100, .new, false), (13, .failed, false),
            (41, .pending, false), (62, .upgrading, false), (64, .failed, false),
            (77, .unknown, false),
            (0x8000_0001, .active, true), (0x4000_0001, .active, false),
        ] as [(UInt32, SiteStatus.State, Bool)])
    func `status codes mean`(_ code: UInt32, _ state: SiteStatus.State, _ isActive: Bool) {
        #expect(SiteStatus(code: code).state == state)
        #expect(SiteStatus(code: code).isActive == isActive)
    }

    @Test(
        arguments: [
            (109, SMSEventCode.diskSpace), (209, .identification), (213, .siteControlAccess),
            (225, .systemMap), (226, .parentMismatch), (241, .uniqueID), (387, .systemMap),
            (384, .diskSpace), (388, .bootstrap), (392, .diskSpace), (363, .sitesEmpty),
            (1, nil), (391, nil),
        ] as [(UInt16, SMSEventCode?)])
    func `event codes mean`(_ code: UInt16, _ meaning: SMSEventCode?) {
        #expect(SMSEventCode(code: code) == meaning)
    }

    @Test func `local times are counted from 1970`() throws {
        let times: [(LocalTime?, Int)] = [
            (LocalTime(year: 1970, month: 1, day: 1), 0),
            (LocalTime(year: 2000, month: 2, day: 29, hour: 12), 951_825_600),
            (
                LocalTime(year: 1999, month: 3, day: 13, hour: 21, minute: 48, second: 10),
                921_361_690
            ),
            (LocalTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59), -1),
            (LocalTime(year: 0, month: 1, day: 1), -62_167_219_200),
        ]
        for (time, seconds) in times { #expect(try #require(time).secondsSinceEpoch() == seconds) }
        #expect(LocalTime(year: 1999, month: 2, day: 29) == nil)
        #expect(LocalTime(year: 1999, month: 13, day: 1) == nil)
        #expect(LocalTime(year: 1999, month: 1, day: 1, hour: 24) == nil)
    }
}
