// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The preloaded library that makes system calls fail, see `Tests/FaultInjection`.
public enum FaultInjection {
    /// The environment in which a program meets the faults, for example `fsync:2:5`: the second
    /// `fsync` fails with errno 5 (EIO).
    ///
    /// Several faults are separated by commas.
    public static func environment(_ faults: String) -> [String: String] {
        ["LD_PRELOAD": library, "SMSBACKUP_FAULT": faults]
    }

    /// The same as arguments of `env`, which itself does not meet the faults then.
    public static func variables(_ faults: String) -> [String] {
        environment(faults).sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
    }

    private static let library = URL(fileURLWithPath: BuiltCommand.path)
        .deletingLastPathComponent().appendingPathComponent("libFaultInjection.so").path
}
