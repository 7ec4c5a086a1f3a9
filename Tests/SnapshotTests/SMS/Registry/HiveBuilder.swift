// SPDX-License-Identifier: Apache-2.0

/// Builds small hives for tests, cell by cell.
struct HiveBuilder {
    struct Value {
        var name: String
        var type: UInt32 = 1
        var data: [UInt8]

        static func text(_ name: String, _ text: String) -> Value {
            Value(
                name: name,
                data: (text + "\0").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        }

        static func number(_ name: String, _ number: UInt32) -> Value {
            Value(name: name, type: 4, data: HiveBuilder.bytes(number))
        }
    }

    struct Key {
        var name: String
        var values: [Value] = []
        var subkeys: [Key] = []
    }

    enum List { case lf, lh, li, ri }

    var minor: UInt32 = 3
    var list = List.lf
    /// Whether cells have the head of NT 3.1.
    var isEarly = false
    private var body: [UInt8] = []
    private var security: UInt32 = .max

    init(minor: UInt32 = 3, list: List = .lf, isEarly: Bool = false) {
        self.minor = minor
        self.list = list
        self.isEarly = isEarly
    }

    /// The bytes of a hive with a root and everything below it.
    func hive(_ root: Key) -> [UInt8] {
        var builder = self
        builder.body = Array(repeating: 0, count: 32)
        let head = Array("sk".utf8) + [0, 0] + Array(repeating: UInt8(0), count: 12)
        builder.security = builder.cell(head + Self.bytes(20) + Array(repeating: 1, count: 20))
        let offset = builder.add(root, parent: 0)
        return builder.finish(root: offset)
    }

    private mutating func cell(_ record: [UInt8]) -> UInt32 {
        let offset = UInt32(body.count)
        let head = isEarly ? 8 : 4
        let unit = isEarly ? 16 : 8
        let size = (record.count + head + unit - 1) / unit * unit
        body += Self.bytes(UInt32(bitPattern: Int32(-size)))
        if isEarly { body += Self.bytes(0) }
        body += record + Array(repeating: 0, count: size - head - record.count)
        return offset
    }

    private mutating func add(_ key: Key, parent: UInt32) -> UInt32 {
        let name = Array(key.name.utf8)
        var record = Array("nk".utf8) + [0x20, 0] + Array(repeating: UInt8(0), count: 72) + name
        record.replaceSubrange(44..<48, with: Self.bytes(security))
        record.replaceSubrange(48..<52, with: Self.bytes(.max))
        record.replaceSubrange(72..<74, with: [UInt8(name.count & 0xFF), UInt8(name.count >> 8)])
        let offset = cell(record)
        let values = key.values.map { add($0) }
        let valueList = values.isEmpty ? .max : cell(values.flatMap { Self.bytes($0) })
        let subkeys = key.subkeys.map { add($0, parent: offset) }
        let subkeyList = subkeys.isEmpty ? .max : addList(subkeys)
        let start = Int(offset) + (isEarly ? 8 : 4)
        for (field, number) in [
            (16, parent), (20, UInt32(subkeys.count)), (28, subkeyList),
            (36, UInt32(values.count)), (40, valueList),
        ] {
            body.replaceSubrange(start + field..<start + field + 4, with: Self.bytes(number))
        }
        return offset
    }

    private mutating func add(_ value: Value) -> UInt32 {
        let name = Array(value.name.utf8)
        var size = UInt32(value.data.count)
        var place: UInt32 = 0
        if value.data.count <= 4 {
            size |= 0x8000_0000
            for (index, byte) in value.data.enumerated() { place |= UInt32(byte) << (8 * index) }
        } else if minor >= 4, value.data.count > 16_344 {
            place = addBigData(value.data)
        } else {
            place = cell(value.data)
        }
        return cell(
            Array("vk".utf8) + [UInt8(name.count & 0xFF), UInt8(name.count >> 8)]
                + Self.bytes(size) + Self.bytes(place) + Self.bytes(value.type) + [1, 0, 0, 0]
                + name)
    }

    private mutating func addBigData(_ data: [UInt8]) -> UInt32 {
        var segments: [UInt32] = []
        for start in stride(from: 0, to: data.count, by: 16_344) {
            segments.append(cell(Array(data[start..<min(data.count, start + 16_344)])))
        }
        let table = cell(segments.flatMap { Self.bytes($0) })
        return cell(
            Array("db".utf8) + [UInt8(segments.count & 0xFF), UInt8(segments.count >> 8)]
                + Self.bytes(table))
    }

    private mutating func addList(_ keys: [UInt32]) -> UInt32 {
        func head(_ signature: String, _ count: Int) -> [UInt8] {
            Array(signature.utf8) + [UInt8(count & 0xFF), UInt8(count >> 8)]
        }
        switch list {
        case .lf, .lh:
            return cell(
                head(list == .lf ? "lf" : "lh", keys.count)
                    + keys.flatMap { Self.bytes($0) + [0, 0, 0, 0] })
        case .li:
            return cell(head("li", keys.count) + keys.flatMap { Self.bytes($0) })
        case .ri:
            let lists = stride(from: 0, to: keys.count, by: 2).map { start in
                let part = keys[start..<min(keys.count, start + 2)]
                return cell(head("li", part.count) + part.flatMap { Self.bytes($0) })
            }
            return cell(head("ri", lists.count) + lists.flatMap { Self.bytes($0) })
        }
    }

    private func finish(root: UInt32) -> [UInt8] {
        var bins = body
        let size = (bins.count + 8 + 4095) / 4096 * 4096
        let free = size - bins.count
        bins += Self.bytes(UInt32(free)) + Array(repeating: 0, count: free - 4)
        bins.replaceSubrange(0..<4, with: Array("hbin".utf8))
        bins.replaceSubrange(8..<12, with: Self.bytes(UInt32(size)))
        var base = Array(repeating: UInt8(0), count: 4096)
        base.replaceSubrange(0..<4, with: Array("regf".utf8))
        for (offset, number) in [
            (4, 7), (8, 7), (20, 1), (24, minor), (32, 1), (36, root), (40, UInt32(size)), (44, 1),
        ] {
            base.replaceSubrange(offset..<offset + 4, with: Self.bytes(number))
        }
        var hive = base + bins
        Self.correctChecksum(&hive)
        return hive
    }

    /// Makes the checksum of the base block right again.
    static func correctChecksum(_ hive: inout [UInt8]) {
        var sum: UInt32 = 0
        for index in 0..<127 { sum ^= number(hive, at: index * 4) }
        if sum == .max { sum = .max - 1 }
        if sum == 0 { sum = 1 }
        set(&hive, at: 508, sum)
    }

    static func number(_ hive: [UInt8], at offset: Int) -> UInt32 {
        (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(hive[offset + $1]) }
    }

    static func set(_ hive: inout [UInt8], at offset: Int, _ number: UInt32) {
        hive.replaceSubrange(offset..<offset + 4, with: bytes(number))
    }

    static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// The offset in the file of the first record with a signature.
    static func find(_ signature: String, in hive: [UInt8], after start: Int = 4096) -> Int? {
        let word = Array(signature.utf8)
        var index = start
        while index + 1 < hive.count {
            if hive[index] == word[0], hive[index + 1] == word[1] { return index }
            index += 4
        }
        return nil
    }
}
