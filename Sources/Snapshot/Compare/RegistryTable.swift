// SPDX-License-Identifier: Apache-2.0

/// The keys and values of one side's registry files, compactly: names, a digest of each value's
/// data, and the text of what is short and may be shown.
struct RegistryTable: Sendable {
    /// A key, or a value of one.
    struct Record: Sendable {
        /// Where the key's path lies in the names.
        let key: Range<Int>
        /// Where the value's name lies, directly before its text; `nil` for a key.
        let name: Range<Int>?
        /// The text to show ends here.
        let textEnd: Int
        /// The first half of the digest of type and data.
        let digest: (UInt64, UInt64)
    }

    private var names: [UInt8] = []
    private var records: [Record] = []
    /// The key last added, for the values that follow.
    private var openKey = 0..<0

    /// How many keys and values there are.
    var count: Int { records.count }

    subscript(index: Int) -> Record { records[index] }

    /// Adds a key by its path.
    mutating func addKey(_ path: String) {
        let start = names.count
        names += path.utf8
        openKey = start..<names.count
        records.append(
            Record(key: openKey, name: nil, textEnd: names.count, digest: (0, 0)))
    }

    /// Adds a value of the key last added.
    mutating func addValue(_ name: RegistryText, _ value: RegistryValue) {
        let path = String(decoding: names[openKey], as: UTF8.self)
        let start = names.count
        names += name.description.utf8
        let range = start..<names.count
        names += RegistryValueText.shown(value, named: name.description, in: path).utf8
        let digest = RegistryValueText.digest(value).bytes
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        records.append(
            Record(
                key: openKey, name: range, textEnd: names.count,
                digest: (word(digest[0..<8]), word(digest[8..<16]))))
    }

    /// Brings all into the order of their names, without regard to case, each once: what a registry
    /// takes twice has the second.
    mutating func sort() {
        let names = names
        var order = [Int](records.indices)
        let unsorted = records
        order.sort { left, right in
            let comparison = Self.compare(unsorted[left], names, unsorted[right], names)
            return comparison == 0 ? left < right : comparison < 0
        }
        var sorted: [Record] = []
        sorted.reserveCapacity(order.count)
        for index in order {
            let record = unsorted[index]
            if let last = sorted.last, Self.compare(last, names, record, names) == 0 {
                sorted[sorted.count - 1] = record
            } else {
                sorted.append(record)
            }
        }
        records = sorted
    }

    /// The path of a record's key.
    func key(_ record: Record) -> String { String(decoding: names[record.key], as: UTF8.self) }

    /// The name of a value; empty for the default value and for a key.
    func name(_ record: Record) -> String {
        record.name.map { String(decoding: names[$0], as: UTF8.self) } ?? ""
    }

    /// What may be shown of a value.
    func text(_ record: Record) -> String {
        guard let name = record.name else { return "" }
        return String(decoding: names[name.upperBound..<record.textEnd], as: UTF8.self)
    }

    /// Orders a record of this table against one of another: less than, equal to or more than 0.
    func compare(_ record: Record, _ other: Record, of table: RegistryTable) -> Int {
        Self.compare(record, names, other, table.names)
    }

    private static func compare(
        _ left: Record, _ names: [UInt8], _ right: Record, _ others: [UInt8]
    ) -> Int {
        let keys = compare(names[left.key], others[right.key])
        if keys != 0 { return keys }
        switch (left.name, right.name) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (let one?, let other?): return compare(names[one], others[other])
        }
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
