// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes are looked at where they are; nothing is copied and nobody counts references.
extension Span<UInt8> {
    /// Where a byte stands for the first time from an index on (memchr(3)).
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBytes { bytes in
            guard (0..<bytes.count).contains(start), let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, CInt(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether some bytes stand at an index.
    func holds(_ bytes: StaticString, at start: Int) -> Bool {
        let length = bytes.utf8CodeUnitCount
        guard start >= 0, start <= count - length else { return false }
        return unsafe withUnsafeBytes { own in
            guard let base = own.baseAddress else { return length == 0 }
            return unsafe memcmp(base + start, bytes.utf8Start, length) == 0
        }
    }

    /// Whether the bytes are those of a text.
    func isEqual(to text: String) -> Bool { isEqual(to: text.utf8.span) }

    /// Whether the bytes are others, one by one.
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in
                guard let start = own.baseAddress, let second = other.baseAddress else {
                    return true
                }
                return unsafe memcmp(start, second, own.count) == 0
            }
        }
    }

    /// A copy of the bytes.
    var bytes: [UInt8] { unsafe withUnsafeBufferPointer { unsafe [UInt8]($0) } }
}
