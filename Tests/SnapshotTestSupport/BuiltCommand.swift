// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The `smsbackup` command that was built together with the tests.
public enum BuiltCommand {
    /// Its path: beside the test bundle.
    public static let path: String = {
        let test =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: test).deletingLastPathComponent()
            .appendingPathComponent("smsbackup").path
    }()

    /// Runs the command.
    @discardableResult
    public static func run(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        output: String? = nil
    ) throws -> StockTool.Result {
        var variables = ["SWIFT_BACKTRACE": "enable=no"]
        for (name, value) in environment { variables[name] = value }
        return try StockTool.run(
            path, arguments, in: directory, environment: variables, output: output)
    }
}
