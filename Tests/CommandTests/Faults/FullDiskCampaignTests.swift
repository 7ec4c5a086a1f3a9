// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// Disks that are really full, at every size from nothing to enough, and file-size limits.
///
/// With `SMSBACKUP_CAMPAIGN=full` every fourth page and every file that a small tmpfs may have is
/// tried, and the table in `docs/TESTING.md` is written; otherwise a few.
@Suite("Campaign: full disks")
struct FullDiskCampaignTests {
    private static let isFull = FaultCampaignTests.isFull
    private static let seed: UInt64 = 20_261_123
    private static let operations: [FaultOperation] = [.capture, .restore, .salvage]

    /// Mounts a tmpfs on `out`, in a name space of its own, runs the command, and keeps what it
    /// made.
    private static let script = #"""
        options=$1; directory=$2; shift 2
        mount -t tmpfs -o "mode=700,$options" none "$directory/out" || exit 99
        "$@"
        status=$?
        mkdir "$directory/kept" && cp -a "$directory/out/." "$directory/kept/" || exit 98
        exit $status
        """#

    /// Only root may mount, and not everywhere.
    private static let mayMount: Bool = {
        let result = try? StockTool.run(
            "unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"])
        return result?.status == 0
    }()

    @Test(.enabled(if: mayMount, "nothing can be mounted"), .timeLimit(.minutes(isFull ? 120 : 10)))
    func `on a full disk nothing wrong is accepted, and the cause is named`() throws {
        let scene = try FaultScene.shared.get()
        var rows: [String] = []
        for operation in Self.operations {
            let baseline = try FaultRun.baseline(scene, operation)
            // A restore leaves two holes, so its sizes are not those of the files.
            let pages = Self.steps(upTo: 700, by: 4, few: 4)
            rows.append(
                try row(operation, "tmpfs of 1 to 700 pages", pages) { step in
                    let run = try FaultRun(scene, operation)
                    let result = try run.run(
                        wrapper: [
                            "unshare", "-m", "bash", "-c", Self.script, "bash",
                            "size=\(step * 4_096)", run.directory.path,
                        ])
                    try Self.takeKept(run.directory)
                    return try run.judge(
                        result, .error(String(cString: strerror(ENOSPC)), call: "write"), baseline)
                })
            guard operation != .capture else { continue }
            rows.append(
                try row(operation, "tmpfs of 1 to 32 files", Self.steps(upTo: 32, by: 1, few: 2)) {
                    step in
                    let run = try FaultRun(scene, operation)
                    let result = try run.run(
                        wrapper: [
                            "unshare", "-m", "bash", "-c", Self.script, "bash",
                            "nr_inodes=\(step)", run.directory.path,
                        ])
                    try Self.takeKept(run.directory)
                    return try run.judge(
                        result, .error(String(cString: strerror(ENOSPC)), call: "openat"), baseline)
                })
        }
        if Self.isFull { try CampaignPage.record([Self.head + rows.joined()], as: "full disks") }
    }

    @Test(.timeLimit(.minutes(isFull ? 120 : 10)))
    func `at a file-size limit nothing wrong is accepted, and the cause is named`() throws {
        let scene = try FaultScene.shared.get()
        var numbers = SeededNumbers(seed: Self.seed)
        var rows: [String] = []
        for operation in Self.operations {
            let baseline = try FaultRun.baseline(scene, operation)
            // Below 4 KiB not even the message can be written.
            let limits =
                (0..<(Self.isFull ? 100 : 3)).map { _ in
                    Int.random(in: 4_096...2_300_000, using: &numbers)
                } + [1 << 30]
            rows.append(
                try row(operation, "files of at most 4 KiB to 2.3 MB", limits) { limit in
                    let run = try FaultRun(scene, operation)
                    let result = try run.run(wrapper: ["prlimit", "--fsize=\(limit)"])
                    return try run.judge(
                        result, .error(String(cString: strerror(EFBIG)), call: "write"), baseline)
                })
        }
        if Self.isFull {
            try CampaignPage.record([Self.head + rows.joined()], as: "file-size limits")
        }
    }

    /// Tries the steps; the last one must suffice, and the others may.
    private func row(
        _ operation: FaultOperation, _ title: String, _ steps: [Int],
        _ attempt: (Int) throws -> (outcome: FaultRun.Outcome, problems: [String])
    ) throws -> String {
        var counts = [FaultRun.Outcome: Int]()
        var wrong = 0
        for step in steps {
            let (outcome, problems) = try attempt(step)
            counts[outcome, default: 0] += 1
            wrong += problems.isEmpty ? 0 : 1
            for problem in problems {
                Issue.record("\(operation.rawValue), \(title), \(step): \(problem)")
            }
            if step == steps.last { #expect(outcome == .same, "\(operation), \(title)") }
        }
        let failed = steps.count - counts[.same, default: 0]
        #expect(failed > 0, "\(operation), \(title): something is too small")
        let columns = [FaultRun.Outcome.same, .refused, .reported].map {
            String(counts[$0, default: 0])
        }
        return "| \(operation.rawValue) | \(title) | \(steps.count) | "
            + columns.joined(separator: " | ") + " | \(wrong) |\n"
    }

    /// Steps to a number, or a few, and the last.
    private static func steps(upTo last: Int, by stride: Int, few: Int) -> [Int] {
        let step = isFull ? stride : last / few
        return Swift.stride(from: 1, to: last, by: step) + [last]
    }

    private static func takeKept(_ directory: TemporaryDirectory) throws {
        try FileManager.default.removeItem(atPath: directory.file("out"))
        try FileManager.default.moveItem(
            atPath: directory.file("kept"), toPath: directory.file("out"))
    }

    private static let head =
        "| Operation | Limit | Tried | Large enough | Status 1 | Status 2 or 3 | Wrong |\n"
        + "|---|---|---|---|---|---|---|\n"
}
