// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Registry hive")
struct RegistryHiveTests {
    /// A source that cannot be read, or that is shorter than it said.
    struct Unreadable: Error, Equatable {}

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let severity: RegistryProblem.Severity
        let condition: RegistryHive.Condition
        let spoil: @Sendable (inout [UInt8]) -> Void

        init(
            _ message: String, _ severity: RegistryProblem.Severity = .damage,
            _ condition: RegistryHive.Condition = .damaged,
            spoil: @escaping @Sendable (inout [UInt8]) -> Void
        ) {
            testDescription = message
            self.severity = severity
            self.condition = condition
            self.spoil = spoil
        }
    }

    /// Four keys with values, small enough that every offset is known.
    static let root = HiveBuilder.Key(
        name: "SMS", values: [.text("v", "text")],
        subkeys: [
            .init(name: "A"), .init(name: "B", values: [.number("n", 7)]), .init(name: "C"),
        ])

    static let hive = HiveBuilder().hive(root)

    /// The offset of the root's record: bin head, security cell, cell head.
    static let rootRecord = HiveBuilder.find("nk", in: hive) ?? 0

    static func set(_ field: Int, _ number: UInt32) -> @Sendable (inout [UInt8]) -> Void {
        { HiveBuilder.set(&$0, at: field, number) }
    }

    static func setBase(_ field: Int, _ number: UInt32) -> @Sendable (inout [UInt8]) -> Void {
        {
            HiveBuilder.set(&$0, at: field, number)
            HiveBuilder.correctChecksum(&$0)
        }
    }

    static let checksum = "0x" + String(HiveBuilder.number(hive, at: 508), radix: 16)
    static let otherChecksum = "0x" + String(HiveBuilder.number(hive, at: 508) ^ 2, radix: 16)
    static let valueList = HiveBuilder.number(hive, at: rootRecord + 40)
    static let list = HiveBuilder.find("lf", in: hive) ?? 0
    static let value = HiveBuilder.find("vk", in: hive) ?? 0

    static let damaged = [
        Case("offset 508: expected checksum \(checksum), found 0x1") { spoiled in
            HiveBuilder.set(&spoiled, at: 508, 1)
        },
        Case(
            "offset 40: expected bins of a multiple of 4096 bytes, found 5", spoil: setBase(40, 5)),
        Case(
            "offset 40: expected bins of a multiple of 4096 bytes, found 0", spoil: setBase(40, 0)),
        Case(
            "offset 4096: expected a bin with its own offset and size, found 4096 bytes that are "
                + "none", spoil: set(4100, 4096)),
        Case(
            "offset 4128: expected a cell that fits its bin, found a cell of 0 bytes",
            spoil: set(4128, 0)),
        Case(
            "offset 4128: expected a cell that fits its bin, found a cell of 5000 bytes",
            spoil: set(4128, 5000)),
        Case("offset 4176: expected a key, found something else", spoil: set(rootRecord, 0)),
        Case("offset 4104: expected a key, found something else", spoil: setBase(36, 8)),
        Case("offset 4294971391: expected a key, found something else", spoil: setBase(36, .max)),
        Case(
            "offset 4176: expected a security descriptor (sk), found something else at offset 8",
            spoil: set(rootRecord + 44, 8)),
        Case(
            "offset 4176: expected a key with 2147483647 subkeys, found 3 in its list",
            spoil: set(rootRecord + 20, 0x7FFF_FFFF)),
        Case(
            "offset 4176: expected a list of 1000 values that is used once, found something else "
                + "at offset \(valueList)", spoil: set(rootRecord + 36, 1000)),
        Case(
            "offset 4176: expected a key that is reached once, at a depth of at most 512, found "
                + "a key that is its own ancestor, is shared or lies too deep",
            spoil: set(list + 4, 80)),
        Case(
            "offset 4104: expected a list of subkeys that is used once, found something else",
            spoil: set(rootRecord + 28, 8)),
        Case("offset \(list): expected a list of subkeys (lf, lh, li, ri), found something else") {
            $0[list] = 0x78
        },
        Case("offset \(list): expected a list of subkeys that fits its cell, found something else")
        { $0[list + 3] = 0xFF },
        Case(
            "offset \(value): expected 1000 bytes of data of value \"v\", found a cell that has 12",
            spoil: set(value + 4, 1000)),
        Case(
            "offset \(value): expected 10 bytes of data of value \"v\", found something else at "
                + "offset 8", spoil: set(value + 8, 8)),
    ]

    static let readable = [
        Case(
            "offset 4: expected equal sequence numbers, as Save Key leaves them, found 8 and 7: a "
                + "write was under way, and the log to finish it is not here", .warning, .dirty,
            spoil: setBase(4, 8)),
        // The first sequence number goes from 7 to 5, and so does one bit of the sum.
        Case(
            "offset 508: expected checksum \(otherChecksum), found \(checksum)", .warning, .dirty,
            spoil: set(4, 5)),
        Case(
            "offset 20: expected version 1.1 to 1.5, found 1.9", .warning, .clean,
            spoil: setBase(24, 9)),
        Case(
            "offset 4176: expected the name of a key, found a name of 255 bytes in a cell that has "
                + "8", .warning, .clean
        ) { $0[rootRecord + 72] = 255 },
    ]

    @Test func `a hive is clean`() {
        let hive = RegistryHive(bytes: Self.hive)
        #expect(hive.condition == .clean)
        #expect(hive.verdict == .valid)
        #expect(hive.problems.kept.isEmpty, "\(hive.problems.kept)")
        #expect(hive.counts.keys == 4)
        #expect(hive.counts.values == 2)
        #expect(hive.rootName?.matches("SMS") == true)
        #expect(hive.binCount == 1)
    }

    @Test(arguments: damaged + readable) func `each gives its own message`(_ example: Case) {
        var bytes = Self.hive
        example.spoil(&bytes)
        let hive = RegistryHive(bytes: bytes)
        let problem = hive.problems.kept.first { $0.description == example.testDescription }
        #expect(problem != nil, "found: \(hive.problems.kept.map(\.description))")
        #expect(problem?.severity == example.severity)
        #expect(hive.condition == example.condition)
    }

    @Test func `every list of subkeys and every version is read`() {
        let key = HiveBuilder.Key(
            name: "SMS",
            subkeys: (0..<9).map { HiveBuilder.Key(name: "K\($0)", values: [.number("n", $0)]) })
        for list in [HiveBuilder.List.lf, .lh, .li, .ri] {
            for (minor, isEarly) in [(UInt32(1), true), (2, false), (3, false), (5, false)] {
                let builder = HiveBuilder(minor: minor, list: list, isEarly: isEarly)
                let hive = RegistryHive(bytes: builder.hive(key))
                #expect(hive.condition == .clean, "\(hive.problems.kept)")
                #expect(hive.counts.keys == 10)
                #expect(hive.counts.values == 9)
            }
        }
    }

    @Test func `data that is cut into segments is read`() {
        let data = (0..<50_000).map { UInt8($0 & 0xFF) }
        let key = HiveBuilder.Key(name: "X", values: [.init(name: "big", type: 3, data: data)])
        for minor in [UInt32(3), 5] {
            var bytes = HiveBuilder(minor: minor).hive(key)
            #expect(RegistryHive(bytes: bytes).condition == .clean)
            guard minor == 5, let block = HiveBuilder.find("db", in: bytes) else { continue }
            bytes[block + 2] = 3
            let hive = RegistryHive(bytes: bytes)
            #expect(hive.problems.firstDamage?.found == "a list that does not have 4 segments")
        }
    }

    @Test func `every cut is found`() {
        let whole = Self.hive
        for length in 0..<whole.count {
            let hive = RegistryHive(bytes: Array(whole.prefix(length)))
            #expect(hive.verdict != .valid)
            if length >= 32 { #expect(hive.condition == .truncated) }
        }
        // What follows the last bin means nothing.
        let hive = RegistryHive(bytes: whole + Array(repeating: 0xFF, count: 777))
        #expect(hive.condition == .clean)
        #expect(hive.trailingByteCount == 777)
    }

    @Test func `a depth of more than 512 is refused`() {
        var key = HiveBuilder.Key(name: "deep")
        for _ in 0..<600 { key = HiveBuilder.Key(name: "k", subkeys: [key]) }
        let hive = RegistryHive(bytes: HiveBuilder().hive(key))
        #expect(hive.condition == .damaged)
        #expect(hive.counts.keys == 512)
    }

    @Test func `a source that fails is no finding`() {
        let source = HiveReading(byteCount: 100_000) {
            (_: Int, _: Int) throws(Unreadable) -> [UInt8] in throw Unreadable()
        }
        #expect(throws: Unreadable()) { try RegistryHive(reading: source) }
    }

    @Test func `a source that becomes shorter is a truncated hive`() {
        let bytes = Self.hive
        let source = HiveReading(byteCount: bytes.count) { (offset: Int, count: Int) -> [UInt8] in
            Array(bytes.prefix(bytes.count - 1000).dropFirst(offset).prefix(count))
        }
        #expect(RegistryHive(reading: source).condition == .truncated)
    }

    @Test func `a hive is read page by page`() {
        let key = HiveBuilder.Key(
            name: "SMS",
            subkeys: (0..<20_000).map { HiveBuilder.Key(name: "K\($0)") })
        let bytes = HiveBuilder().hive(key)
        var largest = 0
        let source = HiveReading(byteCount: bytes.count) { (offset: Int, count: Int) -> [UInt8] in
            largest = max(largest, count)
            return Array(bytes[offset..<offset + count])
        }
        let hive = RegistryHive(reading: source)
        #expect(hive.counts.keys == 20_001)
        #expect(largest <= 1 << 16)
    }
}
