// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A growable run of bytes that is allocated once and used again and again.
///
/// Arrays zero what they hand out and copy when shared; the pipeline reads, compresses and hashes
/// gigabytes through a handful of these instead. One thread uses a buffer at a time.
@safe
final class ByteBuffer {
    private var storage: UnsafeMutableRawBufferPointer
    private let pageSize: Int
    /// The number of bytes in use.
    private(set) var count = 0

    /// Makes an empty buffer with room for `capacity` bytes.
    init(capacity: Int) {
        unsafe storage = .allocate(byteCount: max(capacity, 64), alignment: 64)
        pageSize = Self.smallPage
    }

    /// Makes an empty buffer that is filled and emptied over megabytes again and again: in huge
    /// pages, where the system has them, memory that was given back is there again a hundred times
    /// as fast (madvise(2), `MADV_HUGEPAGE`).
    init(inHugePages capacity: Int) {
        pageSize = Self.hugePage
        let size = (max(capacity, 1) + pageSize - 1) / pageSize * pageSize
        unsafe storage = .allocate(byteCount: size, alignment: pageSize)
        // Without them it is slower, not wrong.
        unsafe _ = madvise(storage.baseAddress, size, MADV_HUGEPAGE)
    }

    deinit {
        unsafe storage.deallocate()
    }

    /// The number of bytes it holds without growing.
    var capacity: Int { unsafe storage.count }

    /// Forgets the content and keeps the memory.
    func removeAll() {
        count = 0
    }

    /// Forgets the content, and keeps of the memory as many whole pages as `most` bytes fill, at
    /// least one; the capacity stays (madvise(2), `MADV_DONTNEED`).
    func removeAll(keepingMemoryFor most: Int) {
        defer { count = 0 }
        if count > most { releaseMemory(from: max(most, pageSize)) }
    }

    /// Forgets the content and gives all whole pages of its memory back; the capacity stays.
    func releaseMemory() {
        count = 0
        releaseMemory(from: 0)
    }

    private func releaseMemory(from offset: Int) {
        guard let start = unsafe storage.baseAddress else { return }
        let first =
            offset == 0
            ? unsafe start.alignedUp(toMultipleOf: pageSize)
            : unsafe (start + offset).alignedDown(toMultipleOf: pageSize)
        let end = unsafe (start + capacity).alignedDown(toMultipleOf: pageSize)
        // Should the system refuse, the memory is kept, and nothing is wrong.
        if unsafe first < end { unsafe _ = madvise(first, end - first, MADV_DONTNEED) }
    }

    private static let smallPage = max(sysconf(CInt(_SC_PAGESIZE)), 4_096)
    /// Of x86-64, and of ARM with pages of 4 KiB.
    private static let hugePage = 2 << 20

    /// Shortens the content to its first `length` bytes.
    func truncate(to length: Int) {
        count = min(count, max(length, 0))
    }

    /// Makes room for `additional` bytes behind the content.
    func reserve(_ additional: Int) {
        guard count + additional > capacity else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(count + additional, capacity * 2), alignment: 64)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        unsafe storage.deallocate()
        unsafe storage = larger
    }

    /// Appends bytes.
    func append(_ bytes: some Collection<UInt8>) {
        let length = bytes.count
        reserve(length)
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + length)])
            .copyBytes(from: bytes)
        count += length
    }

    /// Appends a part of another buffer.
    func append(_ other: ByteBuffer, in range: Range<Int>) {
        other.withBytes(in: range) { bytes in
            _ = append(upTo: bytes.count) { free in
                unsafe free.copyMemory(from: bytes)
                return bytes.count
            }
        }
    }

    /// Appends `length` zeros.
    func appendZeros(_ length: Int) {
        guard length > 0 else { return }
        reserve(length)
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + length)])
            .initializeMemory(as: UInt8.self, repeating: 0)
        count += length
    }

    /// Appends zeros until the content is a whole number of runs of `alignment` bytes.
    func pad(toMultipleOf alignment: Int) {
        appendZeros((alignment - count % alignment) % alignment)
    }

    /// Lets `body` write up to `length` bytes behind the content; it returns how many it wrote.
    @safe
    func append<Failure: Error>(
        upTo length: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        reserve(length)
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + length)])
        let written = try unsafe body(free)
        precondition(
            written >= 0 && written <= length, "more bytes written than there was room for")
        count += written
        return written
    }

    /// Lends the content to a C function for the time of the call.
    @safe
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    /// Lends a part of the content to a C function; the range is cut to what there is.
    @safe
    func withBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let range = range.clamped(to: 0..<count)
        return try unsafe body(UnsafeRawBufferPointer(rebasing: storage[range]))
    }

    /// Lends a part of the content to code that knows its bounds; the range is cut to what there
    /// is.
    func withSpan<Result, Failure: Error>(
        in range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withBytes(in: range) { bytes throws(Failure) in
            try body(unsafe bytes.bindMemory(to: UInt8.self).span)
        }
    }

    /// A copy of a part of the content; the range is cut to what there is.
    func bytes(in range: Range<Int>) -> [UInt8] {
        withBytes(in: range) { unsafe [UInt8]($0) }
    }

    /// Appends a copy of a part of the content to an array; the range is cut to what there is.
    func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        withBytes(in: range) { unsafe bytes.append(contentsOf: $0) }
    }

    /// A copy of the content.
    var bytes: [UInt8] { bytes(in: 0..<count) }

    /// Whether two parts of the content have the same bytes; parts that are not all there have not.
    func hasEqualBytes(in first: Range<Int>, _ second: Range<Int>) -> Bool {
        guard first.count == second.count, first.upperBound <= count, second.upperBound <= count
        else { return false }
        return withBytes(in: first) { first in
            withBytes(in: second) { second in
                guard let start = first.baseAddress, let other = second.baseAddress else {
                    return true
                }
                return unsafe memcmp(start, other, first.count) == 0
            }
        }
    }

    /// Whether every byte of the range is zero.
    func isZero(in range: Range<Int>) -> Bool {
        withBytes(in: range) { bytes in
            guard let start = bytes.baseAddress, let first = unsafe bytes.first else { return true }
            // Zeros all along: the first is, and each is like the one before it (memcmp(3) is
            // fast).
            return unsafe first == 0 && memcmp(start, start + 1, bytes.count - 1) == 0
        }
    }
}
