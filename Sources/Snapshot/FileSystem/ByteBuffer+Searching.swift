// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

extension ByteBuffer {
    /// Where some bytes begin for the first time in the content at or behind `start`, or `nil`
    /// (memmem(3): linear in the length of the content).
    func firstIndex(of pattern: [UInt8], from start: Int) -> Int? {
        guard start >= 0, start <= count, !pattern.isEmpty else { return nil }
        return withBytes(in: start..<count) { bytes in
            unsafe pattern.withUnsafeBytes { pattern in
                guard let haystack = bytes.baseAddress, let needle = pattern.baseAddress,
                    let found = unsafe smsb_memmem(
                        haystack, UInt(bytes.count), needle, UInt(pattern.count))
                else { return nil }
                return unsafe start + (found - UnsafeMutableRawPointer(mutating: haystack))
            }
        }
    }
}
