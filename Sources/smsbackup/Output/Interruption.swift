// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Notices SIGINT and SIGTERM, so that an operation can stop at its next unit and clean up.
enum Interruption {
    private static let signal = Atomic<Int32>(0)

    /// Installs the handlers; a second signal of either kind ends the process at once.
    ///
    /// SIGPIPE and SIGXFSZ are ignored: a closed pipe and a full quota are then errors of a write,
    /// which are reported like any other.
    static func install() {
        // The handler must not be the first to touch the variable: its initialiser takes a lock.
        _ = signal.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            _ = Glibc.signal(number) { number in
                let previous = Interruption.signal.exchange(number, ordering: .relaxed)
                if previous != 0 { Glibc._exit(128 + number) }
            }
        }
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        _ = Glibc.signal(SIGXFSZ, SIG_IGN)
    }

    /// Whether a signal came.
    static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

    /// Whether the signal was SIGTERM.
    static var wasTermination: Bool { signal.load(ordering: .relaxed) == SIGTERM }
}
