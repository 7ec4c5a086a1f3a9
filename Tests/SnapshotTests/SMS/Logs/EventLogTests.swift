// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Event logs")
struct EventLogTests {
    /// A record with a source and texts.
    static func record(
        _ number: Int, source: String = "SMS", code: Int = 210, texts: [String] = []
    ) -> [UInt8] {
        let names = utf16(source + "\0" + "ALPINE" + "\0")
        let strings = texts.flatMap { utf16($0 + "\0") }
        var body = little(0x654C_664C, 4) + little(number, 4) + little(921_000_000 + number, 4)
        body += little(921_000_000 + number, 4) + little(0xC000_0000 + code, 4) + little(1, 2)
        body += little(texts.count, 2) + little(0, 8) + little(56 + names.count, 4)
        body += little(0, 16) + names + strings
        while !(body.count + 8).isMultiple(of: 4) { body.append(0) }
        let length = little(body.count + 8, 4)
        return length + body + length
    }

    static func header(
        start: Int = 48, end: Int, next: Int, oldest: Int, size: Int, flags: Int = 0
    ) -> [UInt8] {
        [48, 0x654C_664C, 1, 1, start, end, next, oldest, size, flags, 0, 48]
            .flatMap { little($0, 4) }
    }

    static func end(begin: Int = 48, end: Int, next: Int, oldest: Int) -> [UInt8] {
        [40, 0x1111_1111, 0x2222_2222, 0x3333_3333, 0x4444_4444, begin, end, next, oldest, 40]
            .flatMap { little($0, 4) }
    }

    /// A log whose records lie one behind the other.
    static func log(_ records: [[UInt8]], flags: Int = 0, headerEnd: Int? = nil) -> [UInt8] {
        let body = records.flatMap { $0 }
        let place = 48 + body.count
        let next = records.count + 1
        let whole =
            header(
                end: headerEnd ?? place, next: next, oldest: records.isEmpty ? 0 : 1, size: 4_096,
                flags: flags) + body
            + end(end: place, next: next, oldest: records.isEmpty ? next : 1)
        return whole + [UInt8](repeating: 0, count: max(0, 4_096 - whole.count))
    }

    @Test(.enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)))
    func `every sample gives what the ground truth says`() throws {
        let all = try Self.agreement()
        for difference in all.differences { Issue.record("\(difference)") }
        #expect(all.differences.isEmpty && all.total > 0)
    }

    /// All samples against the ground truth.
    static func agreement() throws -> Agreement {
        let truth = try DumpSample.truth("evt")
        var all = Agreement()
        for name in DumpSample.names("evt") {
            let log = EventLog(parsing: try DumpSample.bytes(of: name))
            let header = truth[name]["header"]
            all.compare("\(name): is a log", log != nil, header.value != nil)
            guard let log else { continue }
            all.compare("\(name): dirty", log.isDirty, header["dirty"].flag)
            all.compare("\(name): wrapped", log.isWrapped, header["wrapped"].flag)
            all.compare("\(name): full", log.isFull, header["log_full"].flag)
            all.compare(
                "\(name): by header", log.headerRecordCount, header["records_by_header"].number)
            let libevt = truth[name]["libevt"]
            all.compare("\(name): records", log.recordCount, libevt["records"].number)
            all.compare(
                "\(name): first", log.firstNumber.map { Int($0) },
                libevt["first_record_number"].number)
            all.compare(
                "\(name): last", log.lastNumber.map { Int($0) },
                libevt["last_record_number"].number)
            all.compare(
                "\(name): signatures", log.signatureCount,
                truth[name]["lfle_signatures_linear_scan"].number)
        }
        return all
    }

    @Test func `events of SMS are found, others are counted`() throws {
        let log = try #require(
            EventLog(
                parsing: Self.log([
                    Self.record(1, source: "EventLog", code: 6_005),
                    Self.record(2, texts: ["D:\\SMS", "5"]),
                    Self.record(3, source: "SMS_EXECUTIVE", code: 9_999),
                ])))
        #expect(log.recordCount == 3)
        #expect(log.eventCount == 2)
        #expect(log.problems == [])
        #expect(log.events.map(\.number) == [2, 3])
        #expect(log.notableEvents.map(\.meaning) == [.siteControlAccess])
        #expect(log.events[0].texts == ["D:\\SMS", "5"])
        #expect(log.events[0].seconds == 921_000_002)
        #expect(log.events[0].type == 1)
    }

    @Test func `the end is found although the header of a live log is stale`() throws {
        let records = (1...20).map { Self.record($0) }
        let log = try #require(
            EventLog(parsing: Self.log(records, flags: 9, headerEnd: 48 + records[0].count)))
        #expect(log.isDirty)
        #expect(log.recordCount == 20)
        #expect(log.problems.map(\.severity) == [.notice])
    }

    @Test func `a record goes on at the start of the ring`() throws {
        let first = Self.record(1, texts: ["wrapped around the end of the file"])
        let second = Self.record(2)
        // Of the first record 16 bytes stand at the end of the file and the rest at 48.
        let size = 2_048
        let start = size - 16
        let rest = Array(first[16...])
        let endPlace = 48 + rest.count + second.count
        var bytes =
            Self.header(start: start, end: endPlace, next: 3, oldest: 1, size: size, flags: 2)
            + rest + second + Self.end(begin: start, end: endPlace, next: 3, oldest: 1)
        bytes += [UInt8](repeating: 0, count: start - bytes.count) + first[..<16]
        let log = try #require(EventLog(parsing: bytes))
        #expect(log.recordCount == 2)
        #expect(log.isWrapped)
        #expect(log.problems == [])
        #expect(log.events[0].texts == ["wrapped around the end of the file"])
    }

    @Test func `of many events the last are kept`() throws {
        let records = (1...3_000).map { Self.record($0) }
        let log = try #require(EventLog(parsing: Self.log(records)))
        #expect(log.eventCount == 3_000)
        #expect(log.events.count == EventLog.eventLimit)
        #expect(log.events.last?.number == 3_000)
    }

    @Test func `a broken chain is told`() throws {
        var bytes = Self.log((1...3).map { Self.record($0) })
        bytes[48 + Self.record(1).count] ^= 0x10
        let log = try #require(EventLog(parsing: bytes))
        #expect(log.recordCount == 1)
        #expect(log.problems.count == 2)
    }

    @Test func `a log without an end is told`() throws {
        let whole = Self.log([Self.record(1)])
        let log = try #require(EventLog(parsing: [UInt8](whole.prefix(48 + 60))))
        #expect(
            log.problems.map(\.description)
                == ["expected a record that marks the end, found none"])
    }

    @Test(arguments: [0, 1, 47])
    func `less than a header is no log`(_ size: Int) {
        #expect(EventLog(parsing: [UInt8](Self.log([]).prefix(size))) == nil)
    }

    @Test func `an empty log is a log`() throws {
        let log = try #require(EventLog(parsing: Self.log([])))
        #expect(log.recordCount == 0)
        #expect(log.firstNumber == nil)
        #expect(log.problems == [])
    }
}
