// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Synchronization
import Testing

/// SIGKILL at random moments of whatever writes.
///
/// Afterwards there is nothing or a whole archive; a tree holds each old file or the new one; a
/// restore in place has the old tree or the new one; and another run, with the remains there, comes
/// to the end. With `SMSBACKUP_CAMPAIGN=full` there are twenty times as many moments, and the table in
/// `docs/TESTING.md` is written.
@Suite("Campaign: killed at random moments")
struct KillCampaignTests {
    private static let isFull = FaultCampaignTests.isFull
    private static let seed: UInt64 = 20_261_124

    /// Something to kill: it runs under timeout(1) with these arguments, and is looked at.
    fileprivate struct Subject {
        let title: String
        /// How many moments are tried, in the full form twenty times as many.
        let moments: Int
        let attempt: @Sendable ([String]) throws -> KilledRun
    }

    @Test(.timeLimit(.minutes(isFull ? 120 : 10)))
    func `a kill leaves nothing wrong, and the next run succeeds`() throws {
        let scene = try FaultScene.shared.get()
        let operations: [FaultOperation] = [.capture, .captureNamed, .restore, .restoreOver]
        var subjects: [Subject] = []
        for operation in operations {
            let baseline = try FaultRun.baseline(scene, operation)
            subjects.append(
                Subject(title: operation.rawValue, moments: operation == .capture ? 25 : 8) {
                    try KilledRun(scene, operation, baseline, limit: $0)
                })
        }
        let swap = try PlannedSwap()
        subjects.insert(
            Subject(title: "restore in place", moments: 25) { try KilledRun(swap, limit: $0) },
            at: 1)
        var numbers = SeededNumbers(seed: Self.seed)
        var table =
            "| Operation | Moments | Killed | Something was there | Wrong |\n|---|---|---|---|---|\n"
        for subject in subjects {
            table += try Self.row(subject, &numbers)
            if Self.isFull { try CampaignPage.record([table], as: "kills") }
        }
    }

    private static func row(_ subject: Subject, _ numbers: inout SeededNumbers) throws -> String {
        // Twice, for the first run may have to read the program from the disk.
        let longest =
            try (0..<2).map { _ in
                let run = try subject.attempt(["-k", "5", "60"])
                #expect(!run.wasKilled && run.problems == [], "\(subject.title)")
                return run.duration
            }.min() ?? 0
        let moments = subject.moments * (isFull ? 20 : 1)
        let delays = (0..<moments).map { _ in Double.random(in: 0.001...longest, using: &numbers) }
        let results = Mutex([(delay: Double, run: Result<KilledRun, any Error>)]())
        DispatchQueue.concurrentPerform(iterations: 2) { worker in
            for (index, delay) in delays.enumerated() where index % 2 == worker {
                let run = Result { try subject.attempt(["-s", "KILL", String(delay)]) }
                results.withLock { $0.append((delay, run)) }
            }
        }
        var runs: [KilledRun] = []
        for (delay, result) in results.withLock({ $0 }) {
            let run = try result.get()
            for problem in run.problems { Issue.record("\(subject.title), \(delay) s: \(problem)") }
            runs.append(run)
        }
        let killed = runs.filter(\.wasKilled)
        #expect(runs.count == moments)
        #expect(killed.count > moments / 4, "\(subject.title), \(longest) s")
        return "| \(subject.title) | \(moments) | \(killed.count) "
            + "| \(killed.filter(\.leftSomething).count) "
            + "| \(runs.filter { !$0.problems.isEmpty }.count) |\n"
    }
}
