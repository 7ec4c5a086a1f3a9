// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The end of what comes through a pipe, in bounded memory.
struct OutputTail {
    private let limit: Int
    private var kept: [UInt8] = []
    private var total: UInt64 = 0
    private var isAtEnd = false

    /// Keeps the last `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// The last bytes.
    var bytes: [UInt8] { kept.suffix(limit) }

    /// How many came before them.
    var dropped: UInt64 { total - UInt64(bytes.count) }

    /// Waits at most so many milliseconds for something to come, and reads it.
    ///
    /// `pipe` must be non-blocking.
    mutating func read(_ pipe: CInt, waiting milliseconds: CInt) {
        // After the end, poll(2) would answer at once, again and again.
        var request = pollfd(fd: isAtEnd ? -1 : pipe, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&request, 1, milliseconds) > 0 else { return }
        _ = readOnce(pipe)
    }

    /// Reads what is there without waiting; at most what a pipe holds, for somebody may still write.
    mutating func drain(_ pipe: CInt) {
        var rest = 1 << 20
        while rest > 0, !isAtEnd {
            let count = readOnce(pipe)
            if count == 0 { return }
            rest -= count
        }
    }

    private mutating func readOnce(_ pipe: CInt) -> Int {
        var block = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe block.withUnsafeMutableBytes {
            unsafe Glibc.read(pipe, $0.baseAddress, $0.count)
        }
        if count == -1 {
            // Nothing there, or interrupted: the next look tells. Anything else ends it.
            if errno != EAGAIN, errno != EINTR { isAtEnd = true }
            return 0
        }
        if count == 0 { isAtEnd = true }
        total += UInt64(count)
        kept += block[..<count]
        if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
        return count
    }
}
