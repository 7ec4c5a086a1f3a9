// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport

/// A run that is killed at some moment, unless it ends before, and what came of it.
struct KilledRun: Sendable {
    /// Whether the signal met it.
    let wasKilled: Bool
    /// Whether it had begun to write something that is still there.
    let leftSomething: Bool
    /// Every promise that is broken.
    let problems: [String]
    /// How long the command ran, in seconds.
    let duration: Double

    /// Runs an operation, looks, and runs it again where the remains lie.
    ///
    /// - `limit`: when it is killed, as timeout(1) takes it.
    init(
        _ scene: FaultScene, _ operation: FaultOperation, _ baseline: FaultRun.Baseline,
        limit: [String]
    ) throws {
        let run = try FaultRun(scene, operation)
        let before = try FaultRun.made(operation, in: run.directory)
        let start = ContinuousClock.now
        let result = try run.run(limit: limit)
        duration = (ContinuousClock.now - start) / .seconds(1)
        let after = try FaultRun.made(operation, in: run.directory)
        wasKilled = result.status == 137
        leftSomething = after != before
        var (_, problems) = try run.judge(result, .kill, baseline)
        if operation.isCapture, after["a.tar.zst"] == nil {
            let again = try run.run()
            let made = try FaultRun.made(operation, in: run.directory)
            if again.status != baseline.status || made["a.tar.zst"] != baseline.made["a.tar.zst"] {
                problems.append("another run ends with \(again.status): \(again.errors)")
            }
        }
        self.problems = problems
    }

    /// Restores in place, looks, and does it again.
    init(_ swap: PlannedSwap, limit: [String]) throws {
        let copy = try swap.copy()
        let arguments =
            limit + [
                "env", "SWIFT_BACKTRACE=enable=no", "SOURCE_DATE_EPOCH=\(BuiltCommand.evening)",
                BuiltCommand.path, "restore", copy.directory.file("a"), copy.target, "--in-place",
            ]
        let start = ContinuousClock.now
        let result = try StockTool.run("timeout", arguments)
        duration = (ContinuousClock.now - start) / .seconds(1)
        wasKilled = result.status == 137
        leftSomething = try copy.names() != ["SMS"]
        var problems: [String] = []
        func isWhole(_ tree: TreeState) -> Bool { tree == swap.old || tree == swap.new }
        let target = try TreeState(copy.target)
        if !isWhole(target) {
            problems.append("the target is neither the old tree nor the new one")
        }
        if try !copy.trees().contains(swap.old) { problems.append("the old tree is lost") }
        if !wasKilled, result.status != 0 || target != swap.new {
            problems.append("status \(result.status): \(result.errors)")
        }
        let again = try copy.restore()
        if again.status != 0 {
            problems.append("a second run ends with \(again.status): \(again.errors)")
        }
        if try TreeState(copy.target) != swap.new { problems.append("not new after a second run") }
        let names = try copy.names()
        if names.contains(where: { $0.hasPrefix(".") }) { problems.append("remains: \(names)") }
        if try !copy.trees().contains(swap.old) { problems.append("the old tree is not kept") }
        self.problems = problems
    }
}
