// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// Owns one open descriptor and closes it exactly once.
///
/// `close()` reports what the kernel says; dropping the value closes quietly and is meant for
/// descriptors that were only read from, and for paths that already fail.
struct DescriptorHandle: ~Copyable, Sendable {
    let number: CInt

    init(owning number: CInt) {
        self.number = number
    }

    deinit {
        _ = Glibc.close(number)
    }

    /// Leaves the descriptor, open, to the caller.
    consuming func relinquish() -> CInt {
        let number = number
        discard self
        return number
    }

    /// Closes and reports a late error of a write, which some file systems tell only here.
    consuming func close(path: [UInt8]? = nil) throws(SystemCallError) {
        let number = number
        discard self
        // close(2): after EINTR the descriptor is gone on Linux; a second close could hit another
        // file.
        if Glibc.close(number) == -1 {
            let error = SystemCallError("close", path: path)
            if error.errno != .interrupted { throw error }
        }
    }
}
