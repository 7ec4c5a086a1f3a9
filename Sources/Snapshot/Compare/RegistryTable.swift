// SPDX-License-Identifier: Apache-2.0

/// The keys and values of one side's registry files, compactly: names, a digest of each value's
/// data, and the text of what is short and may be shown.
struct RegistryTable: Sendable {
    /// A key, or a value of one: 48 bytes, for a registry has millions of them.
    struct Record: Sendable {
        /// Where the key's path begins in the names.
        fileprivate let keyStart: Int
        /// Where the value's name begins, directly before its text.
        fileprivate let nameStart: Int
        /// The first half of the digest of type and data.
        let digest: (UInt64, UInt64)
        fileprivate let keyCount: UInt32
        fileprivate let nameCount: UInt32
        fileprivate let textCount: UInt32
        /// Whether it is a value, and no key.
        let isValue: Bool

        fileprivate var key: Range<Int> { keyStart..<keyStart + Int(keyCount) }
        fileprivate var name: Range<Int> { nameStart..<nameStart + Int(nameCount) }
        /// The text to show.
        fileprivate var text: Range<Int> { name.upperBound..<name.upperBound + Int(textCount) }
    }

    private var names: [UInt8] = []
    private var records: [Record] = []
    /// The key last added, for the values that follow.
    private var openKey = 0..<0
    private var isOpenKeySecret = false

    /// How many keys and values there are.
    var count: Int { records.count }

    subscript(index: Int) -> Record { records[index] }

    /// Adds a key by its path.
    mutating func addKey(_ path: String) {
        let start = names.count
        names += path.utf8
        openKey = start..<names.count
        let last = names[openKey].lastIndex(of: UInt8(ascii: "\\")).map { $0 + 1 } ?? start
        isOpenKeySecret = RegistryValueText.isSecret(names[last..<names.count])
        records.append(
            Record(
                keyStart: start, nameStart: names.count, digest: (0, 0),
                keyCount: UInt32(clamping: openKey.count), nameCount: 0, textCount: 0,
                isValue: false))
    }

    /// Adds a value of the key last added.
    mutating func addValue(_ name: RegistryText, _ value: RegistryValue) {
        let shown = RegistryValueText.shown(
            value, named: name.description, isSecretKey: isOpenKeySecret)
        let start = names.count
        names += name.description.utf8
        let nameCount = names.count - start
        names += shown.utf8
        let digest = RegistryValueText.digest(value).bytes
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        records.append(
            Record(
                keyStart: openKey.lowerBound, nameStart: start,
                digest: (word(digest[0..<8]), word(digest[8..<16])),
                keyCount: UInt32(clamping: openKey.count), nameCount: UInt32(clamping: nameCount),
                textCount: UInt32(clamping: names.count - start - nameCount), isValue: true))
    }

    /// Brings all into the order of their names, without regard to case, each once: what a registry
    /// takes twice has the second.
    mutating func sort() {
        let names = names
        // In place: what was added later has its name later.
        records.sort { left, right in
            let comparison = Self.compare(left, names, right, names)
            return comparison == 0 ? left.nameStart < right.nameStart : comparison < 0
        }
        var kept = 0
        // By index: iterating over the records while they change would copy them all.
        for index in records.indices {
            let record = records[index]
            if kept > 0, Self.compare(records[kept - 1], names, record, names) == 0 { kept -= 1 }
            records[kept] = record
            kept += 1
        }
        records.removeLast(records.count - kept)
    }

    /// The path of a record's key.
    func key(_ record: Record) -> String { String(decoding: names[record.key], as: UTF8.self) }

    /// The name of a value; empty for the default value and for a key.
    func name(_ record: Record) -> String { String(decoding: names[record.name], as: UTF8.self) }

    /// What may be shown of a value.
    func text(_ record: Record) -> String { String(decoding: names[record.text], as: UTF8.self) }

    /// Orders a record of this table against one of another: less than, equal to or more than 0.
    func compare(_ record: Record, _ other: Record, of table: RegistryTable) -> Int {
        Self.compare(record, names, other, table.names)
    }

    private static func compare(
        _ left: Record, _ names: [UInt8], _ right: Record, _ others: [UInt8]
    ) -> Int {
        let keys = compare(names[left.key], others[right.key])
        if keys != 0 { return keys }
        guard left.isValue, right.isValue else {
            return left.isValue == right.isValue ? 0 : left.isValue ? 1 : -1
        }
        return compare(names[left.name], others[right.name])
    }

    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        for (one, other) in zip(left, right) {
            let (first, second) = (rank(one), rank(other))
            if first != second { return first < second ? -1 : 1 }
        }
        return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
    }

    /// A backslash comes before everything else, so that a key's values and subkeys follow it.
    private static func rank(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "\\") ? 0 : SMSText.uppercased(byte)
    }
}

/// Fills a table while a registry file is read.
struct RegistryTableBuilder: RegistryVisitor {
    /// A value of NT may have a megabyte; what is longer is compared by its first megabyte and its
    /// length.
    static let keptByteCount = 1 << 20

    private(set) var table: RegistryTable

    init(_ table: RegistryTable) { self.table = table }

    mutating func enterKey(_ path: [RegistryText]) -> Bool {
        table.addKey(Self.path(path))
        return true
    }

    mutating func visitValue(named name: RegistryText, _ value: RegistryValue) {
        table.addValue(name, value)
    }

    /// The path from the site's key down, so that an export and a hive of the same key agree:
    /// `SMS\Setup`; what lies elsewhere has its whole path.
    private static func path(_ names: [RegistryText]) -> String {
        var start = 0
        if let index = names.indices.dropFirst().first(where: {
            names[$0].matches("SMS") && names[$0 - 1].matches("Microsoft")
        }) {
            start = index
        }
        return names[start...].map(\.description).joined(separator: "\\")
    }
}
