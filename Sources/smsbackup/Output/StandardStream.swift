// SPDX-License-Identifier: Apache-2.0

import Glibc
import Snapshot

/// Standard output or standard error, with every write looked at.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Writes text, in which nothing can act on a terminal, and ends the line.
    func line(_ text: String) {
        write([UInt8]((ScreenText.harmless(text) + "\n").utf8))
    }

    /// Writes bytes, all of them.
    ///
    /// A result that cannot be delivered is a failure: the process says so, where it still can, and
    /// ends.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(rawValue, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let reason = unsafe String(cString: strerror(errno))
                // Somebody who reads only the first lines (EPIPE) has what he wanted.
                if self == .output, errno != EPIPE {
                    StandardStream.error.line(
                        "smsbackup: error: cannot write the result: \(reason)")
                }
                Glibc.exit(ExitStatus.failed.rawValue)
            }
        }
    }

    /// Whether a person may be watching.
    var isTerminal: Bool { isatty(rawValue) == 1 }
}
