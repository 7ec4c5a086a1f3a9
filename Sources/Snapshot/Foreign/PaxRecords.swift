// SPDX-License-Identifier: Apache-2.0

/// What a pax header says about the member behind it (POSIX.1-2001, pax, "Extended Header").
///
/// Its text is lines of the form `LENGTH KEY=VALUE`, in which the length counts the whole line.
struct PaxRecords {
    /// The last value of each key.
    private(set) var values: [[UInt8]: [UInt8]] = [:]
    /// The pairs of offset and length of a sparse file, whose keys repeat (GNU tar, "PAX 0.0").
    private(set) var sparsePairs: [[UInt8]] = []

    /// Keys that would give every member of a tar one name, one size or one map.
    private static let ownKeys = ["path", "linkpath", "size"]

    /// Whether there is nothing in it.
    var isEmpty: Bool { values.isEmpty }

    /// The value of a key.
    subscript(_ key: String) -> [UInt8]? { values[[UInt8](key.utf8)] }

    /// Reads the text of a header and adds it to what is known.
    ///
    /// - Returns: `false` when it is malformed; what stood before the mistake is then known.
    mutating func add(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...9).contains(digits.count),
                let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count
            else { return false }
            let line = rest.prefix(length)
            rest = rest.dropFirst(length)
            let body = line.dropFirst(digits.count)
            guard body.first == UInt8(ascii: " "), body.last == UInt8(ascii: "\n"),
                let equals = body.firstIndex(of: UInt8(ascii: "="))
            else { return false }
            let key = [UInt8](body[(body.startIndex + 1)..<equals])
            let value = [UInt8](body[(equals + 1)...].dropLast())
            if key.elementsEqual("GNU.sparse.offset".utf8)
                || key.elementsEqual("GNU.sparse.numbytes".utf8)
            {
                sparsePairs.append(value)
            }
            values[key] = value
        }
        return true
    }

    /// These records, and of others those that they do not have.
    ///
    /// A pair of a sparse file belongs to its own member only.
    func filled(from global: PaxRecords) -> PaxRecords {
        var all = self
        all.values.merge(global.values) { own, _ in own }
        return all
    }

    /// Whether, as records for all members, they would make them all the same one.
    var namesMember: Bool {
        values.keys.contains { key in
            key.starts(with: "GNU.sparse.".utf8)
                || Self.ownKeys.contains { $0.utf8.elementsEqual(key) }
        }
    }

    /// The number that a key has; `nil` when it has none, or something else.
    func number(_ key: String) -> UInt64? {
        self[key].flatMap { Self.number($0) }
    }

    /// The number that decimal digits spell.
    static func number(_ digits: some Collection<UInt8>) -> UInt64? {
        guard (1...20).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    /// The time that a key has: decimal seconds, with a fraction and a sign where there are any.
    func time(_ key: String) -> Timestamp? {
        guard var text = self[key]?[...] else { return nil }
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { text = text.dropFirst() }
        let whole = text.prefix { $0 != UInt8(ascii: ".") }
        let fraction = text.dropFirst(whole.count + 1)
        guard let seconds = Self.number(whole).flatMap({ Int64(exactly: $0) }),
            fraction.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let digits = [UInt8](fraction.prefix(9))
        let padded = digits + [UInt8](repeating: UInt8(ascii: "0"), count: 9 - digits.count)
        guard let nanoseconds = Int32(String(decoding: padded, as: UTF8.self)) else { return nil }
        guard isNegative else { return Timestamp(seconds: seconds, nanoseconds: nanoseconds) }
        // Nanoseconds are added, also before 1970.
        return nanoseconds == 0
            ? Timestamp(wholeSeconds: -seconds)
            : Timestamp(seconds: -seconds - 1, nanoseconds: 1_000_000_000 - nanoseconds)
    }

    /// The extended attributes, as star, GNU tar and libarchive write them, ordered by name.
    var extendedAttributes: [ExtendedAttribute] {
        let prefix = [UInt8]("SCHILY.xattr.".utf8)
        return values.filter { $0.key.starts(with: prefix) }.map { key, value in
            ExtendedAttribute(
                name: TarAttributeName.decode([UInt8](key.dropFirst(prefix.count))), value: value)
        }.filter { !$0.name.isEmpty && !$0.name.contains(0) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}
