// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("The selection of archives")
struct ArchiveSelectionTests {
    /// An archive of a site, taken on a day, whose identifier follows from its number.
    static func archive(_ number: Int, site: String = "A01", day: Int64 = 0) -> StoredArchive {
        StoredArchive(
            path: [UInt8]("store/\(number).tar.zst".utf8),
            fingerprint: ArchiveFingerprint(
                identifier: Digest.of(number).hex, footer: "f\(number)", size: 100,
                modified: Timestamp(wholeSeconds: 0)),
            created: Timestamp(wholeSeconds: day * 86_400),
            site: SiteIdentity(code: site, kind: .primary))
    }

    private static func candidates(
        _ count: Int, attempted: (Int) -> Timestamp? = { _ in nil }
    ) -> [ArchiveSelection.Candidate] {
        (0..<count).map {
            .init(path: archive($0).path, archive: archive($0), attempted: attempted($0))
        }
    }

    @Test func `everything is chosen, in its order, when nothing is asked for`() {
        let candidates = Self.candidates(5)
        let (chosen, left) = ArchiveSelection().select(candidates)
        #expect(chosen == candidates)
        #expect(left == [])
    }

    @Test(arguments: [1, 2, 3, 7, 10, 23, 100], [(1, 1), (1, 2), (1, 7), (2, 7), (5, 7), (1, 30)])
    func `rounds without records cover everything`(count: Int, sample: (Int, Int)) throws {
        let (share, total) = sample
        let candidates = Self.candidates(count)
        let all = Set(candidates.map(\.path))
        let needed = (total + share - 1) / share
        for first in [-3, 0, 11_000, Int64.max - 40] as [Int64] {
            var selection = ArchiveSelection()
            selection.sample = ArchiveSelection.Sample(share: share, of: total)
            #expect(selection.sample != nil)
            var covered: Set<[UInt8]> = []
            for round in 0..<needed {
                selection.round = first + Int64(round)
                let (chosen, left) = selection.select(candidates)
                #expect(chosen.count == (count * share + total - 1) / total)
                #expect(!chosen.isEmpty)
                #expect(Set(chosen.map(\.path)).isDisjoint(with: left.map(\.path)))
                #expect(chosen.count + left.count == count)
                #expect(left.allSatisfy { $0.reason == .notSampled })
                covered.formUnion(chosen.map(\.path))
            }
            #expect(covered == all, "\(count) archives, \(share)/\(total), from round \(first)")
        }
    }

    @Test(arguments: [3, 10, 23], [(1, 2), (1, 7), (2, 7)])
    func `rounds with records cover everything, also when days are left out`(
        count: Int, sample: (Int, Int)
    ) throws {
        let (share, total) = sample
        var attempts: [[UInt8]: Timestamp] = [:]
        var selection = ArchiveSelection()
        selection.sample = ArchiveSelection.Sample(share: share, of: total)
        #expect(selection.sample != nil)
        selection.usesRecords = true
        for run in 0..<((total + share - 1) / share) {
            let now = Timestamp(wholeSeconds: Int64(run * run + 1) * 7 * 86_400)
            selection.round = ArchiveSelection.round(of: now)
            let candidates = Self.candidates(count) { attempts[Self.archive($0).path] }
            for candidate in selection.select(candidates).chosen { attempts[candidate.path] = now }
        }
        #expect(attempts.count == count)
    }

    @Test func `with a time budget every archive is once the first`() {
        var selection = ArchiveSelection()
        selection.mayEndEarly = true
        let candidates = Self.candidates(9)
        var first: Set<[UInt8]> = []
        for round in 40..<49 {
            selection.round = Int64(round)
            let (chosen, left) = selection.select(candidates)
            #expect(Set(chosen) == Set(candidates))
            #expect(left == [])
            first.insert(chosen[0].path)
        }
        #expect(first.count == 9)
    }

    @Test func `the newest are counted for each site`() {
        let archives = [
            Self.archive(0, day: 3), Self.archive(1, day: 1), Self.archive(2, day: 2),
            Self.archive(3, site: "B01", day: 0),
        ]
        var selection = ArchiveSelection()
        selection.newest = 2
        let (chosen, left) = selection.select(
            archives.map { .init(path: $0.path, archive: $0, attempted: nil) })
        #expect(chosen.map(\.path) == [archives[0], archives[2], archives[3]].map(\.path))
        #expect(left == [UncheckedArchive(path: archives[1].path, reason: .notNewest)])
    }

    @Test func `what cannot be opened is always chosen`() throws {
        var selection = ArchiveSelection()
        selection.newest = 1
        selection.sample = ArchiveSelection.Sample(share: 1, of: 10)
        #expect(selection.sample != nil)
        let broken = (100..<103).map {
            ArchiveSelection.Candidate(
                path: [UInt8]("broken\($0)".utf8), archive: nil, attempted: nil)
        }
        for round in 0..<10 {
            selection.round = Int64(round)
            let (chosen, _) = selection.select(Self.candidates(10) + broken)
            #expect(chosen.count == 4)
            #expect(Set(broken).isSubset(of: chosen))
        }
    }

    @Test(arguments: [(0, 7), (8, 7), (-1, 7), (1, 0), (1, 10_001)])
    func `a share is at least one and at most all`(share: Int, total: Int) {
        #expect(ArchiveSelection.Sample(share: share, of: total) == nil)
    }

    @Test(
        arguments: [
            (0, 0), (86_399, 0), (86_400, 1), (-1, -1), (-86_400, -1), (-86_401, -2),
        ] as [(Int64, Int64)])
    func `a round is a day`(seconds: Int64, day: Int64) {
        #expect(ArchiveSelection.round(of: Timestamp(wholeSeconds: seconds)) == day)
    }

    @Test(arguments: [
        (1, 5, 1, 1), (4, 1, 1, 4), (4, 3, 3, 1), (8, 3, 3, 2), (2, 100, 2, 1), (4, 0, 1, 4),
    ])
    func `threads are divided and never multiplied`(
        workers: Int, archives: Int, atOnce: Int, threads: Int
    ) {
        let division = StoreVerification.division(of: workers, among: archives)
        #expect(division == (atOnce, threads))
        #expect(division.archives * division.threads <= workers)
    }
}

extension Digest {
    /// A digest that differs for each number.
    static func of(_ number: Int) -> Digest { Hashing.digest(of: [UInt8](String(number).utf8)) }
}
