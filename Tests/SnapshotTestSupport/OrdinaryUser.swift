// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A user to whom permissions matter, for tests that root runs.
public enum OrdinaryUser {
    private static let prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// Whether the command can be run as that user: only root can become another one.
    public static let isThere: Bool = {
        guard geteuid() == 0 else { return false }
        let result = try? StockTool.run(
            prefix[0], prefix.dropFirst() + [BuiltCommand.path, "--version"])
        return result?.status == 0
    }()

    /// Runs the built command as that user, on the evening on which the sample site was saved.
    public static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> StockTool.Result {
        var variables = ["SWIFT_BACKTRACE": "enable=no", "SOURCE_DATE_EPOCH": BuiltCommand.evening]
        for (name, value) in environment { variables[name] = value }
        return try StockTool.run(
            prefix[0], prefix.dropFirst() + [BuiltCommand.path] + arguments, environment: variables)
    }
}
