// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Limits of a store")
struct StoreLimitsTests {
    private static let day: Int64 = 86_400
    private static let now = Timestamp(wholeSeconds: 100 * day)

    private static func record(
        _ archive: StoredArchive, _ good: [VerificationLevel: Int64], hadFindings: Bool = false
    ) -> VerificationRecord {
        VerificationRecord(
            fingerprint: archive.fingerprint, last: .init(moment: now, level: .full),
            hadFindings: hadFindings,
            good: good.mapValues { Timestamp(wholeSeconds: $0 * day) })
    }

    /// The codes of what is found when the newest archive is of a day and verified so.
    private static func codes(
        created: Int64, _ good: [VerificationLevel: Int64]?, hadFindings: Bool = false,
        _ change: (inout StoreLimits) -> Void
    ) -> [StoreFinding.Code] {
        var limits = StoreLimits()
        change(&limits)
        let newest = ArchiveSelectionTests.archive(1, day: created)
        let older = ArchiveSelectionTests.archive(2, day: created - 50)
        let status = StoreStatus(
            [.archive(older), .archive(newest)], limits: limits, now: now,
            record: { archive in
                guard archive == newest, let good else { return nil }
                return record(archive, good, hadFindings: hadFindings)
            })
        return status.findings.map(\.code)
    }

    @Test(
        arguments: [
            (100, []), (98, []), (97, [.tooOld]), (101, []), (102, [.futureDate]),
        ] as [(Int64, [StoreFinding.Code])])
    func `the newest archive has an age`(created: Int64, expected: [StoreFinding.Code]) {
        #expect(Self.codes(created: created, nil) { $0.age = 2 * Self.day } == expected)
        #expect(Self.codes(created: created, nil) { _ in } == [])
    }

    @Test(
        arguments: [
            (nil, nil, [.neverVerified]), ([:], nil, [.neverVerified]),
            ([.quick: 99], nil, []), ([.quick: 89], nil, [.verificationTooOld]),
            ([.quick: 99], .full, [.levelTooLow]), ([.full: 99], .full, []),
            ([.deep: 99], .full, []), ([.quick: 99, .full: 80], .full, [.verificationTooOld]),
            ([.quick: 80, .full: 99], .quick, []),
        ] as [([VerificationLevel: Int64]?, VerificationLevel?, [StoreFinding.Code])])
    func `its last good verification has an age and a level`(
        good: [VerificationLevel: Int64]?, level: VerificationLevel?, expected: [StoreFinding.Code]
    ) {
        let codes = Self.codes(created: 99, good) {
            $0.verificationAge = 10 * Self.day
            $0.level = level
        }
        #expect(codes == expected)
        #expect(Self.codes(created: 99, good) { _ in } == [])
    }

    @Test func `a verification that found something is told without any limit`() {
        #expect(Self.codes(created: 99, [.full: 99], hadFindings: true) { _ in } == [.hadFindings])
    }

    @Test func `an archive that cannot be opened is a finding or a failure, never nothing`() {
        let status = StoreStatus(
            [
                .damaged([1], Finding(.footer, "the file is empty")),
                .unreadable([2], SnapshotError(.system, "no")),
            ], limits: StoreLimits(), now: Self.now, record: { _ in nil })
        #expect(status.findings.map(\.code) == [.damaged])
        #expect(status.failures.count == 1)
        #expect(status.sites == [])
    }

    /// Archives of a site, newest first: `true` verified well, `false` with findings, `nil` never.
    @Test(
        arguments: [
            (1, [nil, nil, nil], [1, 2]), (2, [nil, nil, nil], [2]), (3, [nil, nil, nil], []),
            (4, [nil, nil], []), (1, [nil, true, nil], [2]), (1, [false, nil, true, nil], [3]),
            (1, [true, nil], [1]), (2, [false, false, nil], []), (1, [false], []),
        ] as [(Int, [Bool?], [Int])])
    func `what could be removed never holds the last one that is known to be good`(
        keep: Int, state: [Bool?], removable: [Int]
    ) throws {
        let members = state.enumerated().map { index, good in
            let archive = ArchiveSelectionTests.archive(index, day: Int64(90 - index))
            return SiteState.Member(
                archive: archive,
                record: good.map {
                    Self.record(archive, $0 ? [.full: 95] : [:], hadFindings: !$0)
                })
        }
        let site = try #require(SiteState(code: "A01", members.reversed()))
        #expect(site.newest == members[0])
        #expect(
            site.removable(keeping: keep).map(\.path)
                == removable.map { ArchiveSelectionTests.archive($0).path })
    }

    @Test(
        arguments: [
            ("36h", 129_600), ("8d", 691_200), ("90m", 5_400), ("2w", 1_209_600), ("0s", 0),
            ("36500d", TimeSpan.longest),
        ] as [(String, Int64)])
    func `a duration is a number and a unit`(text: String, seconds: Int64) {
        #expect(TimeSpan.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "d", "8", "-1d", "+1d", "1.5h", "1 d", "8D", "36501d", "9223372036854775807w", "٣d",
        "99999999999999999999s",
    ])
    func `anything else is none`(text: String) {
        #expect(TimeSpan.seconds(text) == nil)
    }

    @Test(
        arguments: [
            (-5, "0 s"), (59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (90_000, "1 d 1 h"),
            (86_401, "1 d"), (3_605, "1 h"),
        ] as [(Int64, String)])
    func `a duration for people has two units`(seconds: Int64, text: String) {
        #expect(TimeSpan.text(seconds) == text)
    }
}
