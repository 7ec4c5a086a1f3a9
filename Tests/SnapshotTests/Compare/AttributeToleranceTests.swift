// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Tolerances of attributes")
struct AttributeToleranceTests {
    private static let hour: Int64 = 3_600
    private static let base = Timestamp(wholeSeconds: 921_362_700)

    /// Two times, what is tolerated, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seconds: Int64
        let nanoseconds: Int32
        let tolerance: Int64
        let hours: Bool
        let expected: AttributeTolerance.TimeComparison
    }

    static let cases = [
        Case(
            testDescription: "the same", seconds: 0, nanoseconds: 0, tolerance: 0, hours: false,
            expected: .same),
        Case(
            testDescription: "a nanosecond", seconds: 0, nanoseconds: 1, tolerance: 0,
            hours: false, expected: .different),
        Case(
            testDescription: "2 s of 2 s", seconds: 2, nanoseconds: 0, tolerance: 2, hours: false,
            expected: .same),
        Case(
            testDescription: "a nanosecond more than 2 s", seconds: 2, nanoseconds: 1,
            tolerance: 2, hours: false, expected: .different),
        Case(
            testDescription: "2 s before", seconds: -2, nanoseconds: 0, tolerance: 2, hours: false,
            expected: .same),
        Case(
            testDescription: "an hour, not allowed", seconds: hour, nanoseconds: 0, tolerance: 2,
            hours: false, expected: .different),
        Case(
            testDescription: "an hour", seconds: hour, nanoseconds: 0, tolerance: 0, hours: true,
            expected: .wholeHours(1)),
        Case(
            testDescription: "an hour back and 2 s", seconds: -hour - 2, nanoseconds: 0,
            tolerance: 2, hours: true, expected: .wholeHours(-1)),
        Case(
            testDescription: "an hour and 3 s", seconds: hour + 3, nanoseconds: 0, tolerance: 2,
            hours: true, expected: .different),
        Case(
            testDescription: "half an hour", seconds: hour / 2, nanoseconds: 0, tolerance: 2,
            hours: true, expected: .different),
        Case(
            testDescription: "26 hours", seconds: 26 * hour, nanoseconds: 0, tolerance: 0,
            hours: true, expected: .wholeHours(26)),
        Case(
            testDescription: "27 hours", seconds: 27 * hour, nanoseconds: 0, tolerance: 0,
            hours: true, expected: .different),
    ]

    @Test(arguments: cases) func `times compare as they are told to`(each: Case) throws {
        var tolerance = AttributeTolerance()
        tolerance.time = each.tolerance * 1_000_000_000
        tolerance.allowsWholeHours = each.hours
        let other = try #require(
            Timestamp(
                seconds: Self.base.seconds + each.seconds, nanoseconds: each.nanoseconds))
        #expect(tolerance.compare(Self.base, other) == each.expected)
    }

    @Test func `times at the ends of what can be counted are apart`() throws {
        var tolerance = AttributeTolerance()
        tolerance.time = AttributeTolerance.largest
        tolerance.allowsWholeHours = true
        let (first, last) = (Timestamp(wholeSeconds: .min), Timestamp(wholeSeconds: .max))
        #expect(tolerance.compare(first, last) == .different)
        #expect(tolerance.compare(last, first) == .different)
        #expect(tolerance.compare(last, last) == .same)
    }
}
