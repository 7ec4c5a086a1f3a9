// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Synchronization

/// The cases of a campaign, tried by several threads, and what came of them.
final class FaultWork: Sendable {
    /// The counts of one row.
    struct Row: Sendable {
        var met = 0
        var outcomes = [Int](repeating: 0, count: FaultRun.Outcome.allCases.count)
        var wrong = 0
    }

    /// All counts.
    struct Tally: Sendable {
        var tried = 0
        var operations: [String: Row] = [:]
        var effects: [String: Row] = [:]
        var problems: [String] = []

        var met: Int { operations.values.reduce(0) { $0 + $1.met } }

        /// The two tables of the page.
        var tables: [String] {
            [
                Self.table(
                    "Operation", operations, FaultOperation.allCases.map(\.rawValue)),
                Self.table("What the call did", effects, effects.keys.sorted()),
            ]
        }

        private static func table(_ head: String, _ rows: [String: Row], _ order: [String])
            -> String
        {
            let lines = order.compactMap { name in
                rows[name].map { row in
                    "| \(name) | \(row.met) | "
                        + row.outcomes.map(String.init).joined(separator: " | ")
                        + " | \(row.wrong) |\n"
                }
            }
            return
                "| \(head) | Faults met | The same result | Status 1 | Status 2 or 3 | Killed | Wrong |\n"
                + "|---|---|---|---|---|---|---|\n" + lines.joined()
        }
    }

    private struct State {
        var next = 0
        var tally = Tally()
    }

    private let scene: FaultScene
    private let baselines: [FaultOperation: FaultRun.Baseline]
    private let cases: [FaultCase]
    private let state = Mutex(State())
    private let deadline: ContinuousClock.Instant?

    /// `minutes`: after which no case is begun any more; `nil` for all cases.
    init(
        _ scene: FaultScene, _ baselines: [FaultOperation: FaultRun.Baseline],
        _ cases: [FaultCase], minutes: Double?
    ) {
        deadline = minutes.map { .now + .seconds($0 * 60) }
        self.scene = scene
        self.baselines = baselines
        self.cases = cases
    }

    var tally: Tally { state.withLock { $0.tally } }

    /// How often an operation makes each call.
    static func calls(_ scene: FaultScene, _ operation: FaultOperation) throws -> [String: Int] {
        let list = try TemporaryDirectory()
        let run = try FaultRun(scene, operation)
        _ = try run.run("", variables: ["SMSBACKUP_FAULT_COUNT=\(list.file("calls"))"])
        let names = String(decoding: try bytes(of: list.file("calls")), as: UTF8.self)
        return names.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// Tries cases until there are no more.
    func work() {
        while let item = take() {
            let outcome = Result { try attempt(item) }
            if case .success(let one) = outcome, !one.problems.isEmpty {
                FileHandle.standardError.write(Data("PROBLEM \(item): \(one.problems)\n".utf8))
            }
            state.withLock { $0.tally.count(item, outcome) }
        }
    }

    private func take() -> FaultCase? {
        state.withLock { state in
            guard state.next < cases.count else { return nil }
            if let deadline, ContinuousClock.now > deadline { return nil }
            defer { state.next += 1 }
            return cases[state.next]
        }
    }

    /// What one case came to.
    struct Attempt {
        let isMet: Bool
        let outcome: FaultRun.Outcome
        let problems: [String]
    }

    private func attempt(_ item: FaultCase) throws -> Attempt {
        guard let baseline = baselines[item.operation] else { throw CancellationError() }
        let run = try FaultRun(scene, item.operation)
        let list = scene.directory.file("met-\(UUID().uuidString)")
        let result = try run.run(item.fault, variables: ["SMSBACKUP_FAULT_MET=\(list)"])
        let met = (try? bytes(of: list)) ?? []
        if !met.isEmpty { try FileManager.default.removeItem(atPath: list) }
        let isMet = String(decoding: met, as: UTF8.self).split(separator: "\n")
            .contains { $0 == item.call }
        let judged = try run.judge(result, isMet ? item.cause : .madeGood, baseline)
        return Attempt(isMet: isMet, outcome: judged.outcome, problems: judged.problems)
    }
}

extension FaultWork.Tally {
    /// Adds what came of a case.
    mutating func count(_ item: FaultCase, _ attempt: Result<FaultWork.Attempt, any Error>) {
        tried += 1
        switch attempt {
        case .failure(let error): problems.append("\(item): \(error)")
        case .success(let attempt):
            problems += attempt.problems.map { "\(item): \($0)" }
            guard attempt.isMet else { return }
            for row in [\Self.operations[item.operation.rawValue], \Self.effects[item.title]] {
                var value = self[keyPath: row] ?? FaultWork.Row()
                value.met += 1
                value.outcomes[attempt.outcome.rawValue] += 1
                value.wrong += attempt.problems.isEmpty ? 0 : 1
                self[keyPath: row] = value
            }
        }
    }
}
