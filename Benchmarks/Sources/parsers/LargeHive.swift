// SPDX-License-Identifier: Apache-2.0

/// A hive of any size, whose pages are made when they are read.
///
/// Page 0 holds the root with a list of lists, a few pages one list each, and every other page one
/// key with its values. Each page is a bin.
struct LargeHive {
    private static let pageSize = 4_096
    private static let keysPerList = 500
    private static let valueCount = 40

    /// Pages of the bins.
    let pageCount: Int
    private let listCount: Int
    private let keyCount: Int

    init(pageCount: Int) {
        self.pageCount = pageCount
        listCount = (pageCount - 1 + Self.keysPerList) / (Self.keysPerList + 1)
        keyCount = pageCount - 1 - listCount
    }

    /// Bytes of the file.
    var byteCount: Int { (pageCount + 1) * Self.pageSize }

    /// Some bytes of the file.
    func read(at offset: Int, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let end = min(byteCount, offset + count)
        var place = offset
        while place < end {
            let start = place / Self.pageSize * Self.pageSize
            let page = page(place / Self.pageSize)
            let stop = min(end, start + Self.pageSize)
            bytes += page[(place - start)..<(stop - start)]
            place = stop
        }
        return bytes
    }

    private func page(_ number: Int) -> [UInt8] {
        if number == 0 { return base }
        let index = number - 1
        var page = Page(offset: index * Self.pageSize)
        if index == 0 {
            root(&page)
        } else if index <= listCount {
            list(index - 1, &page)
        } else {
            key(index - 1 - listCount, &page)
        }
        return page.finished(size: Self.pageSize)
    }

    private var base: [UInt8] {
        var base = [UInt8](repeating: 0, count: Self.pageSize)
        base.replaceSubrange(0..<4, with: "regf".utf8)
        let fields: [(Int, Int)] = [
            (4, 7), (8, 7), (20, 1), (24, 3), (32, 1), (36, Self.firstCell),
            (40, pageCount * Self.pageSize), (44, 1),
        ]
        for (offset, value) in fields {
            base.replaceSubrange(offset..<offset + 4, with: long(value))
        }
        var sum: [UInt8] = [0, 0, 0, 0]
        for index in 0..<508 { sum[index % 4] ^= base[index] }
        base.replaceSubrange(508..<512, with: sum)
        return base
    }

    /// Behind the head of a bin.
    private static let firstCell = 32

    private func keyOffset(_ number: Int) -> Int {
        (1 + listCount + number) * Self.pageSize + Self.firstCell
    }

    private func root(_ page: inout Page) {
        let name = Array("SMS".utf8)
        // The root, its security, and the list of lists, in this order.
        let security = Self.firstCell + Page.size(76 + name.count)
        let lists = security + Page.size(20 + 20)
        page.add(
            record(
                name, flags: 0x2C, parent: 0, subkeys: (keyCount, lists), values: (0, 0xFFFF_FFFF),
                security: security))
        page.add(
            Array("sk".utf8) + [0, 0] + long(security) + long(security) + long(1) + long(20)
                + [UInt8](repeating: 1, count: 20))
        page.add(
            Array("ri".utf8) + short(listCount)
                + (0..<listCount).flatMap { long(($0 + 1) * Self.pageSize + Self.firstCell) })
    }

    private func list(_ number: Int, _ page: inout Page) {
        let first = number * Self.keysPerList
        let numbers = first..<min(keyCount, first + Self.keysPerList)
        page.add(
            Array("lf".utf8) + short(numbers.count)
                + numbers.flatMap { long(keyOffset($0)) + Array("Key0".utf8) })
    }

    private func key(_ number: Int, _ page: inout Page) {
        let digits = String(number)
        let name = Array(("Key" + String(repeating: "0", count: 8 - digits.count) + digits).utf8)
        let list = page.offset + Self.firstCell + Page.size(76 + name.count)
        let first = list + Page.size(4 * Self.valueCount)
        let data: [UInt8] = "a text of the registry\0".utf8.flatMap { [$0, 0] as [UInt8] }
        let value = Page.size(24) + Page.size(data.count)
        page.add(
            record(
                name, flags: 0x20, parent: Self.firstCell, subkeys: (0, 0xFFFF_FFFF),
                values: (Self.valueCount, list),
                security: Self.firstCell + Page.size(76 + 3)))
        page.add((0..<Self.valueCount).flatMap { long(first + $0 * value) })
        for index in 0..<Self.valueCount {
            let name = [
                UInt8(ascii: "V"), 0x30 + UInt8(index / 10), 0x30 + UInt8(index % 10), 0x41,
            ]
            page.add(
                Array("vk".utf8) + short(4) + long(data.count)
                    + long(first + index * value + Page.size(24)) + long(1) + [1, 0, 0, 0] + name)
            page.add(data)
        }
    }

    private func record(
        _ name: [UInt8], flags: UInt8, parent: Int, subkeys: (count: Int, list: Int),
        values: (count: Int, list: Int), security: Int
    ) -> [UInt8] {
        var record = Array("nk".utf8) + [flags, 0] + [UInt8](repeating: 0, count: 72) + name
        let fields = [
            (16, parent), (20, subkeys.count), (28, subkeys.list), (32, 0xFFFF_FFFF),
            (36, values.count), (40, values.list), (44, security), (48, 0xFFFF_FFFF),
        ]
        for (offset, value) in fields {
            record.replaceSubrange(offset..<offset + 4, with: long(value))
        }
        record.replaceSubrange(72..<74, with: short(name.count))
        return record
    }
}

/// A bin that is filled with cells.
private struct Page {
    /// Where it begins, counted from the first bin.
    let offset: Int
    private var bytes: [UInt8] = []

    init(offset: Int) {
        self.offset = offset
        bytes = Array("hbin".utf8) + long(offset) + long(4_096) + [UInt8](repeating: 0, count: 20)
    }

    /// Bytes of a cell that holds a record of so many.
    static func size(_ count: Int) -> Int { (count + 4 + 7) / 8 * 8 }

    mutating func add(_ record: [UInt8]) {
        let size = Self.size(record.count)
        bytes += long(-size) + record + [UInt8](repeating: 0, count: size - 4 - record.count)
    }

    func finished(size: Int) -> [UInt8] {
        precondition(bytes.count <= size)
        let free = size - bytes.count
        return free == 0
            ? bytes : bytes + long(free) + [UInt8](repeating: 0, count: free - 4)
    }
}

private func long(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

private func short(_ value: Int) -> [UInt8] {
    (0..<2).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
