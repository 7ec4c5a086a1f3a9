// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// Reading from a pipe, which may have nothing to give for hours.
extension OpenFile {
    /// Appends what is there, up to `length` bytes, and waits for it at most so many milliseconds.
    ///
    /// A `read` that waits is begun again after a signal (SA_RESTART, signal(7)); poll(2) never is, so
    /// the caller can look between two waits whether it is to stop.
    ///
    /// - Returns: how many came; 0 at the end; `nil` when nothing came in that time.
    func readAvailable(
        into buffer: ByteBuffer, upTo length: Int, waiting milliseconds: CInt
    ) throws(SystemCallError) -> Int? {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&request, 1, milliseconds)
        if ready == -1 {
            let error = SystemCallError("poll", path: path)
            guard error.errno == .interrupted else { throw error }
        }
        guard ready > 0 else { return nil }
        return try buffer.append(upTo: length) { free throws(SystemCallError) in
            try retrying("read", path: path) {
                unsafe Glibc.read(number, free.baseAddress, free.count)
            }
        }
    }
}
