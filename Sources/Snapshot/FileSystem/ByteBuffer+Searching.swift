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
}

extension Span<UInt8> {
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
}

extension ArraySlice<UInt8> {
    /// Where a byte stands for the first time from an index on (memchr(3)).
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBytes { bytes in
            let offset = start - startIndex
            guard (0..<bytes.count).contains(offset), let base = bytes.baseAddress,
                let found = unsafe memchr(base + offset, CInt(byte), bytes.count - offset)
            else { return nil }
            return unsafe startIndex + (UnsafeRawPointer(found) - base)
        }
    }
}

extension [UInt8] {
    /// The same in a whole array.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        self[...].firstIndex(of: byte, from: start)
    }
}
