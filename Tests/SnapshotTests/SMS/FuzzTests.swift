// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The short form of `make fuzz`, in a process of its own: a trap there is a failed test here.
@Suite("Parsers and judgement on spoiled files")
struct FuzzTests {
    private static let path = URL(fileURLWithPath: BuiltCommand.path).deletingLastPathComponent()
        .appendingPathComponent("fuzz").path

    private static func run(_ arguments: [String]) throws -> StockTool.Result {
        // Built for debugging it is some ten times slower than the limit is meant for.
        try StockTool.run(
            path, arguments + ["--milliseconds", "5000"],
            environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    @Test func `no parser traps, hangs or takes much memory`() throws {
        let result = try Self.run(["--count", "60"])
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        let rows = result.text.split(separator: "\n").dropFirst(2).map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        #expect(rows.count == 16)
        #expect(rows.allSatisfy { $0.count > 2 && $0[1] == "60" }, "\(result.text)")
    }

    @Test func `the same seed gives the same inputs and answers`() throws {
        let subjects = ["sidecar", "site-control-file"]
        let once = try Self.run(subjects + ["--count", "40", "--seed", "7"])
        let again = try Self.run(subjects + ["--count", "40", "--seed", "7"])
        let other = try Self.run(subjects + ["--count", "40", "--seed", "8"])
        let sums = [once, again, other].map { run in
            run.text.split(separator: "\n").dropFirst(2).compactMap {
                $0.split(separator: " ").last.map(String.init)
            }
        }
        #expect(sums[0].count == 2)
        #expect(sums[0] == sums[1])
        #expect(zip(sums[0], sums[2]).allSatisfy { $0 != $1 })
    }
}
