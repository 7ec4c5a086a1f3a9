// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// Each system call of each operation fails, with each error that it can have.
///
/// Whatever happens, nothing wrong is accepted, nothing of the user's is lost, and the cause is
/// named.
///
/// With `SMSBACKUP_CAMPAIGN=full` all of them are tried, and the table in `docs/TESTING.md` is
/// written; otherwise a fixed share.
@Suite("Campaign: every system call that fails")
struct FaultCampaignTests {
    static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
    private static let seed: UInt64 = 20_261_121
    /// Of calls that an operation makes more often, so many are chosen.
    private static let most = 32
    private static let few = 72
    private static let minutes = ProcessInfo.processInfo.environment["SMSBACKUP_MINUTES"]
        .flatMap(Double.init)

    @Test(.timeLimit(.minutes(isFull ? 240 : 10)))
    func `nothing wrong is accepted, nothing is lost, the cause is named`() throws {
        let scene = try FaultScene.shared.get()
        var numbers = SeededNumbers(seed: Self.seed)
        var baselines: [FaultOperation: FaultRun.Baseline] = [:]
        var cases: [FaultCase] = []
        for operation in FaultOperation.allCases {
            baselines[operation] = try FaultRun.baseline(scene, operation)
            cases += try Self.cases(scene, operation, &numbers)
        }
        let all = cases.count
        let only = ProcessInfo.processInfo.environment["SMSBACKUP_FAULTS"]
        // In an order of their own, so that a run that is ended by the clock has some of all.
        cases.shuffle(using: &numbers)
        if let only {
            cases = cases.filter { $0.description.contains(only) }
        } else if !Self.isFull {
            cases = [FaultCase](cases.prefix(Self.few))
        }
        let work = FaultWork(scene, baselines, cases, minutes: Self.isFull ? Self.minutes : nil)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in work.work() }
        let tally = work.tally
        let isTimed = Self.isFull && Self.minutes != nil
        #expect(isTimed ? tally.tried > Self.few : tally.tried == cases.count)
        #expect(all > 2_000)
        #expect(tally.met > tally.tried * 8 / 10)
        for problem in tally.problems.prefix(Self.isFull ? 1_000 : 20) {
            Issue.record("seed \(Self.seed): \(problem)")
        }
        guard Self.isFull, only == nil else { return }
        let head = "\(tally.tried) of \(all) cases.\n"
        try CampaignPage.record([head] + tally.tables, as: "fault campaign")
    }

    /// Every call that the operation makes, with everything that can happen to it.
    private static func cases(
        _ scene: FaultScene, _ operation: FaultOperation, _ numbers: inout SeededNumbers
    ) throws -> [FaultCase] {
        let counts = try FaultWork.calls(scene, operation)
        var cases: [FaultCase] = []
        for (call, effects) in FaultCase.effects {
            guard let count = counts[call], operation.standingFault?.hasPrefix(call + ":") != true
            else { continue }
            for effect in effects {
                func add(_ number: Int, goesOn: Bool = false) {
                    cases.append(
                        FaultCase(
                            operation: operation, call: call, number: number, goesOn: goesOn,
                            effect: effect))
                }
                // The one behind the last is not met, and shows that the library changes nothing.
                let every = [Int](1...(count + 1))
                let some =
                    count < most
                    ? every : every.shuffled(using: &numbers).prefix(most).sorted()
                for number in some { add(number) }
                // Only what fails for good can fail for ever.
                guard case .error(let reason) = effect, reason != EINTR else { continue }
                for number in Set([1, (count + 1) / 2, count]).sorted() {
                    add(number, goesOn: true)
                }
            }
        }
        return cases
    }
}
