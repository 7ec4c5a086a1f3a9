// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The help is part of what a user relies on; a change of it must be seen in review.
@Suite("Help")
struct HelpTests {
    private static let directory = StockTool.repository + "/Tests/CommandTests/Snapshots"

    /// `SMSBACKUP_UPDATE_SNAPSHOTS=1 swift test --filter HelpTests` writes the files anew.
    private static let isUpdate =
        ProcessInfo.processInfo.environment["SMSBACKUP_UPDATE_SNAPSHOTS"] == "1"

    @Test(arguments: [
        "smsbackup", "plan", "capture", "verify", "status", "restore", "drill", "salvage", "list",
        "show", "diff", "cat",
    ])
    func `is what the committed file says`(command: String) throws {
        let subcommand = command == "smsbackup" ? [] : [command]
        let result = try BuiltCommand.run(
            subcommand + ["--help"], environment: ["COLUMNS": "100"])
        #expect(result.status == 0)
        let file = "\(Self.directory)/\(command).txt"
        if Self.isUpdate {
            try FileManager.default.createDirectory(
                atPath: Self.directory, withIntermediateDirectories: true)
            try Data(result.output).write(to: URL(fileURLWithPath: file))
        }
        #expect(result.text == String(decoding: try bytes(of: file), as: UTF8.self))
    }
}
