// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Timestamp")
struct TimestampTests {
    struct Moment: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let seconds: Int64
        let nanoseconds: Int32

        init(_ text: String, _ seconds: Int64, _ nanoseconds: Int32 = 0) {
            testDescription = text
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }

        static let all = [
            Moment("1970-01-01T00:00:00.000000000Z", 0),
            Moment("1970-01-01T00:00:00.000000001Z", 0, 1),
            Moment("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
            Moment("1969-12-31T23:59:59.000000000Z", -1),
            Moment("1996-06-24T19:16:05.123456789Z", 835_643_765, 123_456_789),
            Moment("1996-02-29T00:00:00.000000000Z", 825_552_000),
            Moment("2000-02-29T12:00:00.000000000Z", 951_825_600),
            Moment("1900-03-01T00:00:00.000000000Z", -2_203_891_200),
            Moment("1900-02-28T23:59:59.000000000Z", -2_203_891_201),
            Moment("2038-01-19T03:14:08.000000000Z", 2_147_483_648),
            Moment("1601-01-01T00:00:00.000000000Z", -11_644_473_600),
            Moment("0000-01-01T00:00:00.000000000Z", -62_167_219_200),
            Moment("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
            Moment("@253402300800.000000000", 253_402_300_800),
            Moment("@-62167219201.999999999", -62_167_219_201, 999_999_999),
            Moment("@9223372036854775807.000000001", .max, 1),
            Moment("@-9223372036854775808.000000000", .min),
        ]
    }

    @Test(arguments: Moment.all)
    func `a time is spelled in one way and read back`(moment: Moment) throws {
        let time = try #require(
            Timestamp(seconds: moment.seconds, nanoseconds: moment.nanoseconds))
        #expect(time.description == moment.testDescription)
        #expect(Timestamp(moment.testDescription.utf8) == time)
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
    }

    static let refused = [
        "", "@", "@.", "@1", "1996-06-24", "1996-06-24T19:16:05", "1996-06-24t19:16:05Z",
        "1996-06-24T19:16:05+00:00", "1996-06-24T19:16:05.1Z", "1996-06-24 19:16:05Z",
        "1996-13-01T00:00:00Z", "1996-00-01T00:00:00Z", "1996-01-00T00:00:00Z",
        "1996-04-31T00:00:00Z", "1997-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "1996-01-01T24:00:00Z", "1996-01-01T00:60:00Z", "1996-01-01T00:00:60Z",
        "-996-01-01T00:00:00Z", "1996-01-01T00:00:00.00000000\u{661}Z",
        // A counted time that the calendar can spell, or that has another spelling.
        "@0.000000000", "@5.000000000", "@+253402300800.000000000", "@-0.000000000",
        "@0253402300800.000000000", "@253402300800.00000000a", "@9223372036854775808.000000000",
        "@253402300800,000000000", "@.000000000",
    ].map { Refused(testDescription: $0) }

    @Test(arguments: refused)
    func `any other spelling is refused`(refused: Refused) {
        #expect(Timestamp(refused.testDescription.utf8) == nil)
    }

    @Test func `a time without a fraction is read as whole seconds`() {
        #expect(
            Timestamp("2026-11-20T20:57:23Z".utf8) == Timestamp(wholeSeconds: 1_795_208_243))
    }

    @Test func `nanoseconds are those of one second`() {
        #expect(Timestamp(seconds: 0, nanoseconds: -1) == nil)
        #expect(Timestamp(seconds: 0, nanoseconds: 1_000_000_000) == nil)
        #expect(Timestamp(seconds: -1, nanoseconds: 999_999_999) != nil)
    }

    @Test func `times are ordered also before 1970`() throws {
        let times = try [(-2, 0), (-1, 0), (-1, 1), (0, 0), (0, 1), (1, 0)].map {
            try #require(Timestamp(seconds: $0.0, nanoseconds: $0.1))
        }
        #expect(times.reversed().sorted() == times)
    }

    @Test func `short spellings are for people and file names`() {
        let time = Timestamp(wholeSeconds: 1_000_000_000)
        #expect(time.wholeSecondDescription == "2001-09-09T01:46:40Z")
        #expect(time.compactDescription == "20010909T014640Z")
        #expect(Timestamp(wholeSeconds: .max).compactDescription == "@9223372036854775807")
    }
}

@Suite("Civil date")
struct CivilDateTests {
    @Test func `every day of ten thousand years is its own`() throws {
        var date = CivilDate(daysSinceEpoch: -719_528)
        #expect(date == CivilDate(year: 0, month: 1, day: 1))
        var failures = 0
        for days in -719_528...2_932_896 {
            let next = CivilDate(daysSinceEpoch: days)
            if next.daysSinceEpoch != days { failures += 1 }
            let isNextDay = next.year == date.year && next.month == date.month
            if days > -719_528, isNextDay, next.day != date.day + 1 { failures += 1 }
            date = next
        }
        #expect(failures == 0)
        #expect(date == CivilDate(year: 9_999, month: 12, day: 31))
    }

    @Test(arguments: [(1996, true), (1900, false), (2000, true), (2023, false), (2024, true)])
    func `29 February exists in leap years`(year: Int, isLeap: Bool) {
        #expect((CivilDate(year: year, month: 2, day: 29).daysSinceEpoch != nil) == isLeap)
    }

    @Test func `there is no day outside the calendar`() {
        for (year, month, day) in [
            (1996, 0, 1), (1996, 13, 1), (1996, 1, 0), (1996, 1, 32), (1996, 4, 31), (-1, 1, 1),
            (10_000, 1, 1),
        ] {
            #expect(CivilDate(year: year, month: month, day: day).daysSinceEpoch == nil)
        }
    }
}
