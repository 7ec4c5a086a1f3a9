// SPDX-License-Identifier: Apache-2.0

import Glibc
import Snapshot
import Synchronization

/// Notices SIGINT and SIGTERM, so that an operation can stop at its next unit and clean up.
enum Interruption {
    private static let signal = Atomic<Int32>(0)

    /// Installs the handlers; a second signal of either kind ends the process at once, and with it
    /// a hook that runs.
    ///
    /// SIGPIPE and SIGXFSZ are ignored: a closed pipe and a full quota are then errors of a write,
    /// which are reported like any other.
    static func install() {
        // The handler must not be the first to touch the variables: their initialisers take a lock.
        _ = signal.load(ordering: .relaxed)
        ChildProcess.killRunning()
        for number in [SIGINT, SIGTERM] {
            _ = Glibc.signal(number) { number in
                let previous = Interruption.signal.exchange(number, ordering: .relaxed)
                guard previous != 0 else { return }
                ChildProcess.killRunning()
                Glibc._exit(128 + number)
            }
        }
        unblock()
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        _ = Glibc.signal(SIGXFSZ, SIG_IGN)
    }

    /// Lets the signals through: a program that starts others from a pool of threads often hands down
    /// a mask that blocks them (pthread_sigmask(3)), and nothing could stop this one then.
    private static func unblock() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether a signal came.
    static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

    /// Whether the signal was SIGTERM.
    static var wasTermination: Bool { signal.load(ordering: .relaxed) == SIGTERM }
}
