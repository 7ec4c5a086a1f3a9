// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot

/// The `smsbackup` command that was built together with the tests.
public enum BuiltCommand {
    /// Its path: beside the test bundle.
    public static let path: String = {
        let test =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: test).deletingLastPathComponent()
            .appendingPathComponent("smsbackup").path
    }()

    /// The evening on which the sample site was saved, as `SOURCE_DATE_EPOCH`.
    public static let evening = String(SampleSite.evening.seconds)

    /// Runs the command, by default on the evening on which the sample site was saved.
    @discardableResult
    public static func run(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        output: String? = nil
    ) throws -> StockTool.Result {
        // The sample site was saved on one evening of 1999; today its parts would be stale.
        var variables = ["SWIFT_BACKTRACE": "enable=no", "SOURCE_DATE_EPOCH": evening]
        for (name, value) in environment { variables[name] = value }
        return try StockTool.run(
            path, arguments, in: directory, environment: variables, output: output)
    }
}
