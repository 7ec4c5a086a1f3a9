// SPDX-License-Identifier: Apache-2.0

/// Reads a hive through a small cache of pages.
///
/// Every access is checked against the size of the file: what lies outside is `nil`, never a
/// trap. The cache holds 64 pages of 64 KiB, whatever the size of the hive; a page has four
/// slots to choose from, since a walk goes to and fro between a list, its keys and their values.
struct HivePages<Source: HiveSource> {
    private static var pageSize: Int { 1 << 16 }
    private static var setCount: Int { 16 }
    private static var slotsPerSet: Int { 4 }

    private var source: Source
    /// How many bytes can be read; less than the source promised when it became shorter.
    private(set) var byteCount: Int
    private var pages: [[UInt8]]
    /// The number of the page in each slot, and when it was last used.
    private var numbers: [Int]
    private var uses: [UInt64]
    private var clock: UInt64 = 0
    /// The slot that was used last, which is the right one most of the time.
    private var lastSlot = 0

    init(_ source: Source) {
        self.source = source
        byteCount = max(0, source.byteCount)
        pages = Array(repeating: [], count: Self.setCount * Self.slotsPerSet)
        numbers = Array(repeating: -1, count: pages.count)
        uses = Array(repeating: 0, count: pages.count)
    }

    /// The byte at an offset from the start of the file.
    mutating func byte(at offset: Int) throws(Source.Failure) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        let slot = try load(pageAt: offset)
        let index = offset & (Self.pageSize - 1)
        return index < pages[slot].count ? pages[slot][index] : nil
    }

    /// The little-endian number of two bytes at an offset.
    mutating func uint16(at offset: Int) throws(Source.Failure) -> UInt16? {
        guard let low = try byte(at: offset), let high = try byte(at: offset + 1) else {
            return nil
        }
        return UInt16(low) | UInt16(high) << 8
    }

    /// The little-endian number of four bytes at an offset.
    mutating func uint32(at offset: Int) throws(Source.Failure) -> UInt32? {
        guard offset >= 0, offset <= byteCount - 4 else { return nil }
        let index = offset & (Self.pageSize - 1)
        if index <= Self.pageSize - 4 {
            let slot = try load(pageAt: offset)
            guard index + 4 <= pages[slot].count else { return nil }
            return UInt32(pages[slot][index]) | UInt32(pages[slot][index + 1]) << 8
                | UInt32(pages[slot][index + 2]) << 16 | UInt32(pages[slot][index + 3]) << 24
        }
        guard let low = try uint16(at: offset), let high = try uint16(at: offset + 2) else {
            return nil
        }
        return UInt32(low) | UInt32(high) << 16
    }

    /// Bytes from an offset; fewer than asked for where the file ends.
    mutating func bytes(at offset: Int, count: Int) throws(Source.Failure) -> [UInt8] {
        guard offset >= 0, offset < byteCount, count > 0 else { return [] }
        var result: [UInt8] = []
        let end = offset + min(count, byteCount - offset)
        result.reserveCapacity(end - offset)
        var position = offset
        while position < end {
            let slot = try load(pageAt: position)
            let index = position & (Self.pageSize - 1)
            let available = min(pages[slot].count - index, end - position)
            guard available > 0 else { break }
            result += pages[slot][index..<index + available]
            position += available
        }
        return result
    }

    /// Makes sure that a page is in the cache; returns where.
    private mutating func load(pageAt offset: Int) throws(Source.Failure) -> Int {
        let number = offset / Self.pageSize
        if numbers[lastSlot] == number { return lastSlot }
        clock &+= 1
        let first = number % Self.setCount * Self.slotsPerSet
        var slot = first
        for candidate in first..<first + Self.slotsPerSet {
            if numbers[candidate] == number {
                uses[candidate] = clock
                lastSlot = candidate
                return candidate
            }
            if uses[candidate] < uses[slot] { slot = candidate }
        }
        uses[slot] = clock
        try fill(slot, withPage: number)
        lastSlot = slot
        return slot
    }

    private mutating func fill(
        _ slot: Int, withPage number: Int
    ) throws(Source.Failure) {
        let start = number * Self.pageSize
        let count = min(Self.pageSize, byteCount - start)
        let page = try source.read(at: start, count: count)
        pages[slot] = page.count > count ? Array(page.prefix(count)) : page
        numbers[slot] = number
        if page.count < count { byteCount = min(byteCount, start + page.count) }
    }
}
