// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("The journal of a restore in place")
struct SwapJournalTests {
    private static func journal(
        _ phase: SwapJournal.Phase, target: UInt64? = 1, staged: UInt64? = 2
    ) -> SwapJournal {
        SwapJournal(
            phase: phase, archive: "id", plan: Digest(words: (1, 2, 3, 4)), target: target,
            staged: staged, old: [UInt8]("SMS.old".utf8), quarantine: [0x51, 0xFF])
    }

    @Test(arguments: [
        journal(.staging, staged: nil), journal(.ready), journal(.ready, target: nil),
        journal(.ready, target: .max, staged: .max - 1),
    ])
    func `reads what it wrote`(journal: SwapJournal) throws {
        #expect(try SwapJournal(journal.encoded, place: "here") == journal)
    }

    @Test func `is refused when it is anything else`() throws {
        let good = Self.journal(.ready).encoded
        let texts = [
            [], [UInt8]("{}\n".utf8), [UInt8]("[1]\n".utf8), [0xFF, 0xFE],
            [UInt8](String(decoding: good, as: UTF8.self).replacing("swap-1", with: "swap-2").utf8),
            [UInt8](String(decoding: good, as: UTF8.self).replacing("SMS.old", with: "a/b").utf8),
            [UInt8](String(decoding: good, as: UTF8.self).replacing("SMS.old", with: "..").utf8),
            [UInt8](good.dropLast(10)),
        ]
        for text in texts {
            #expect(throws: (any Error).self) { try SwapJournal(text, place: "here") }
        }
    }

    @Test func `spoiled at random it is never taken for another swap`() throws {
        let good = Self.journal(.ready).encoded
        var numbers = SeededNumbers(seed: 1_996)
        for _ in 0..<2_000 {
            var bytes = good
            bytes[Int(numbers.next() % UInt64(bytes.count))] ^= UInt8(1 << (numbers.next() % 8))
            guard let journal = try? SwapJournal(bytes, place: "here") else { continue }
            #expect(EntryPath.isName(journal.old) && EntryPath.isName(journal.quarantine))
        }
    }

    /// What the journal says, what is found, and what must be concluded.
    struct Case: Sendable, CustomTestStringConvertible {
        let journal: SwapJournal
        let target, staged, old: UInt64?
        let state: SwapJournal.State

        var testDescription: String {
            "\(journal.phase), \(target as Any) \(staged as Any) \(old as Any)"
        }
    }

    static let cases = [
        // Nothing is known of the new tree yet, whatever is at the target.
        Case(
            journal: journal(.staging, staged: nil), target: 1, staged: nil, old: nil,
            state: .staging),
        Case(
            journal: journal(.staging, staged: nil), target: 7, staged: 2, old: nil, state: .staging
        ),
        Case(
            journal: journal(.staging, staged: nil), target: nil, staged: 2, old: nil,
            state: .staging),
        Case(journal: journal(.ready), target: 1, staged: 2, old: nil, state: .ready),
        // Exchanged: the old tree is in the staging directory, or has its last name already.
        Case(journal: journal(.ready), target: 2, staged: 1, old: nil, state: .swapped),
        Case(journal: journal(.ready), target: 2, staged: nil, old: 1, state: .swapped),
        // Two renames, of which one was done.
        Case(journal: journal(.ready), target: nil, staged: 2, old: 1, state: .halfSwapped),
        // There was nothing before.
        Case(
            journal: journal(.ready, target: nil), target: nil, staged: 2, old: nil, state: .ready),
        Case(
            journal: journal(.ready, target: nil), target: 2, staged: nil, old: nil, state: .swapped
        ),
        // Somebody else was there.
        Case(journal: journal(.ready), target: 7, staged: 2, old: nil, state: .unclear),
        Case(journal: journal(.ready), target: 1, staged: 7, old: nil, state: .unclear),
        Case(journal: journal(.ready), target: 1, staged: nil, old: nil, state: .unclear),
        Case(journal: journal(.ready), target: nil, staged: 2, old: 7, state: .unclear),
        Case(journal: journal(.ready), target: nil, staged: nil, old: 1, state: .unclear),
        Case(
            journal: journal(.ready, target: nil), target: 7, staged: 2, old: nil, state: .unclear),
    ]

    @Test(arguments: cases) func `tells by the inodes what happened`(testCase: Case) {
        let state = testCase.journal.state(
            target: testCase.target, staged: testCase.staged, old: testCase.old)
        #expect(state == testCase.state)
    }
}
