// SPDX-License-Identifier: Apache-2.0

import Glibc
import Snapshot

/// Where something was done: the name of the machine, its system, and the user.
struct Host {
    /// The name of the machine (uname(2)).
    let name: String
    /// The kernel with its release, and the processor.
    let system: String
    /// The effective user's number.
    let user: UInt32

    /// This machine.
    static var current: Host {
        var names = utsname()
        guard unsafe uname(&names) == 0 else {
            return Host(name: "unknown", system: "unknown", user: geteuid())
        }
        func text<Field>(_ field: Field) -> String {
            unsafe withUnsafeBytes(of: field) { bytes in
                let end = unsafe bytes.firstIndex(of: 0) ?? bytes.endIndex
                return unsafe ScreenText.escaped([UInt8](bytes[..<end]))
            }
        }
        return Host(
            name: text(names.nodename),
            system: "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))",
            user: geteuid())
    }
}

/// What a report of a drill says besides what was found.
struct DrillEvidence {
    /// Where it was.
    let host: Host
    /// When it began.
    let start: Timestamp
    /// When it ended.
    var end: Timestamp

    init(host: Host, start: Timestamp) {
        self.host = host
        self.start = start
        end = start
    }
}
