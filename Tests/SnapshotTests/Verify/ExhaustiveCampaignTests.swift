// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

/// Every damage of some kinds to a small archive: each must be found at both levels, the files that
/// are named must be exactly those that a restore cannot give back, and whatever a salvage calls
/// proved must be what it was.
///
/// With `SMSBACKUP_CAMPAIGN=full` it tries all of them and writes its table into `docs/TESTING.md`;
/// otherwise a fixed share.
@Suite("Campaign: every damage to an archive of a few kilobytes")
struct ExhaustiveCampaignTests {
    private static let isFull = DamageCampaignTests.isFull
    private static let seed: UInt64 = 20_261_122
    private static let workers = max(2, ProcessInfo.processInfo.activeProcessorCount)

    @Test(.timeLimit(.minutes(isFull ? 600 : 10)))
    func `no damage is missed, no file is named that is not lost, nothing wrong is proved`() throws
    {
        var tables: [String] = []
        for codec in Compression.Codec.allCases {
            let archive = try CampaignArchive(codec)
            let cases = Self.cases(archive)
            let run = CampaignRun(archive, cases)
            DispatchQueue.concurrentPerform(iterations: Self.workers) { _ in run.work() }
            let result = run.tally
            #expect(result.tried == cases.count)
            #expect(result.tried > (Self.isFull ? 20_000 : 600))
            #expect(result.problems == [], "\(codec), seed \(Self.seed)")
            tables.append(result.table("\(codec.rawValue), \(archive.good.count) bytes"))
        }
        if Self.isFull { try Self.record(tables) }
    }

    /// The damages to try, without those that change nothing.
    private static func cases(_ archive: CampaignArchive) -> [CampaignCase] {
        var numbers = SeededNumbers(seed: seed)
        let good = archive.good
        func some(_ count: Int, _ few: Int) -> [Int] {
            isFull
                ? [Int](0..<count)
                : (0..<min(few, count)).map { _ in Int.random(in: 0..<count, using: &numbers) }
        }
        var cases = some(good.count * 8, 400).map { bit in
            var item = CampaignCase(
                "one bit in \(archive.region(of: bit / 8))", .flippedBit(bit),
                mayLose: archive.files(under: bit / 8), good)
            // Every bit of the files, and one of each byte elsewhere.
            item.isSalvaged = !archive.files(under: bit / 8).isEmpty || bit % 8 == bit / 8 % 8
            return item
        }
        cases += some(good.count, 60).map { CampaignCase("cut", .cut($0), good) }
        cases += moves(archive).map { name, bytes in CampaignCase(name, bytes: bytes) }
        for turn in 0..<(isFull ? 2_000 : 60) {
            let length = Int.random(in: 1...64, using: &numbers)
            let start = Int.random(in: 0...(good.count - length), using: &numbers)
            let lost = (start..<start + length).reduce(into: Set<EntryPath>()) {
                $0.formUnion(archive.files(under: $1))
            }
            cases.append(
                CampaignCase(
                    "burst of 1 to 64 random bytes",
                    .replaced(start..<start + length, by: noise(length, seed: UInt64(turn))),
                    mayLose: lost, good))
        }
        return cases.filter { $0.bytes != good && $0.bytes != archive.other }
    }

    /// Units in every other order, missing, doubled, and another archive's.
    private static func moves(_ archive: CampaignArchive) -> [(String, [UInt8])] {
        let (good, other, parts) = (archive.good, archive.other, archive.parts)
        var moves: [(String, [UInt8])] = []
        func add(_ name: String, _ parts: [ArraySlice<UInt8>]) {
            moves.append((name, [UInt8]((parts + [archive.tail]).joined())))
        }
        let units = parts.map { good[$0] }
        for first in parts.indices {
            for second in parts.indices where second > first {
                var changed = units
                changed.swapAt(first, second)
                add("two units exchanged", changed)
            }
            add("a unit left out", [ArraySlice<UInt8>](units[..<first] + units[(first + 1)...]))
            for place in 0...parts.count {
                add(
                    "a unit doubled",
                    [ArraySlice<UInt8>](units[..<place] + [units[first]] + units[place...]))
            }
            for theirs in archive.otherParts {
                var changed = units
                changed[first] = other[theirs]
                add("a unit of another archive instead", changed)
                changed = units
                changed.insert(other[theirs], at: first)
                add("a unit of another archive between", changed)
            }
            if first > 0 {
                for theirs in archive.otherParts.dropFirst() {
                    moves.append(
                        (
                            "the tail of another archive",
                            [UInt8](good[..<parts[first].lowerBound] + other[theirs.lowerBound...])
                        ))
                }
            }
        }
        return moves
    }

    /// Writes the tables between the two marks in the page.
    private static func record(_ tables: [String]) throws {
        let path = StockTool.repository + "/docs/TESTING.md"
        let page = String(decoding: try bytes(of: path), as: UTF8.self)
        let (begin, end) = ("<!-- damage campaign -->\n", "<!-- end of damage campaign -->")
        let start = try #require(page.range(of: begin))
        let stop = try #require(page.range(of: end))
        let text =
            page[..<start.upperBound] + tables.joined(separator: "\n") + page[stop.lowerBound...]
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// The cases of one archive, tried by several threads.
private final class CampaignRun: Sendable {
    private struct State {
        var next = 0
        var tally = CampaignTally()
    }

    private let archive: CampaignArchive
    private let cases: [CampaignCase]
    private let state = Mutex(State())

    init(_ archive: CampaignArchive, _ cases: [CampaignCase]) {
        self.archive = archive
        self.cases = cases
    }

    var tally: CampaignTally { state.withLock { $0.tally } }

    /// Tries cases until there are no more.
    func work() {
        let trial = Result { try CampaignTrial(archive) }
        while let item = take() {
            let outcome = Result { try trial.get().run(item) }
            state.withLock { $0.tally.count(item, outcome) }
        }
    }

    private func take() -> CampaignCase? {
        state.withLock { state in
            guard state.next < cases.count else { return nil }
            defer { state.next += 1 }
            return cases[state.next]
        }
    }
}

/// One damaged archive.
struct CampaignCase: Sendable {
    let kind: String
    let bytes: [UInt8]
    /// The files whose bytes were touched; `nil` where whole units moved.
    let mayLose: Set<EntryPath>?
    let description: String
    /// Whether it is salvaged as well; of many alike, some are.
    var isSalvaged = true

    init(_ kind: String, _ damage: Damage, mayLose: Set<EntryPath>? = nil, _ good: [UInt8]) {
        self.kind = kind
        bytes = damage.applied(to: good)
        self.mayLose = mayLose
        description = "\(damage)"
    }

    init(_ kind: String, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
        mayLose = nil
        description = kind
    }
}
