// SPDX-License-Identifier: Apache-2.0

/// Reads the line of an entry the way ``ManifestEntry/line`` writes nearly all of them: a file or a
/// directory, its members in their order, strings of plain ASCII without escapes.
///
/// It makes no tree of values, which allocates for nearly every member. Whatever is not exactly so is
/// left to ``JSONParser`` and ``ManifestEntry/init(json:line:)``, which read every
/// line and say what is wrong with it; for a line that is read here they give the same.
struct PlainEntryLine {
    /// How far the line is read.
    private var position = 0

    /// The entry; `nil` when the line is not of the plain kind.
    static func entry(_ text: Span<UInt8>) -> ManifestEntry? {
        var line = PlainEntryLine()
        return line.entry(in: text)
    }

    private mutating func entry(in text: Span<UInt8>) -> ManifestEntry? {
        guard take("{\"p\":\"", in: text), let path = string(in: text),
            let path = EntryPath(bytes: text.extracting(path).bytes), take(",\"t\":\"", in: text),
            let type = string(in: text)
        else { return nil }
        var component: ComponentKind?
        if take(",\"c\":\"", in: text) {
            guard let name = string(in: text), let kind = Self.kind(text.extracting(name)) else {
                return nil
            }
            component = kind
        }
        guard let attributes = attributes(in: text),
            let kind = kind(text.extracting(type), in: text)
        else { return nil }
        var entry = Entry(path: path, kind: kind, attributes: attributes)
        entry.component = component
        guard take(",\"h\":", in: text), let headerOffset = number(in: text) else { return nil }
        var dataOffset = headerOffset
        if entry.storedSize > 0 {
            guard take(",\"o\":", in: text), let offset = number(in: text), offset >= headerOffset,
                // Two numbers of at most 18 digits.
                offset + entry.storedSize <= UInt64(Int64.max)
            else { return nil }
            dataOffset = offset
        }
        guard take("}", in: text), position == text.count else { return nil }
        return ManifestEntry(entry: entry, headerOffset: headerOffset, dataOffset: dataOffset)
    }

    private mutating func attributes(in text: Span<UInt8>) -> FileAttributes? {
        guard take(",\"m\":\"", in: text), let digits = string(in: text), digits.count == 4 else {
            return nil
        }
        var permissions: UInt16 = 0
        for index in digits {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 8 else { return nil }
            permissions = permissions << 3 | UInt16(digit)
        }
        guard take(",\"u\":", in: text), let owner = number(in: text),
            let owner = UInt32(exactly: owner), take(",\"g\":", in: text),
            let group = number(in: text), let group = UInt32(exactly: group)
        else { return nil }
        var names: (owner: [UInt8], group: [UInt8]) = ([], [])
        if take(",\"un\":\"", in: text) {
            guard let name = string(in: text) else { return nil }
            names.owner = text.extracting(name).bytes
        }
        if take(",\"gn\":\"", in: text) {
            guard let name = string(in: text) else { return nil }
            names.group = text.extracting(name).bytes
        }
        guard take(",\"mt\":\"", in: text), let time = string(in: text),
            let modified = Timestamp(text.extracting(time))
        else { return nil }
        return FileAttributes(
            permissions: permissions, ownerID: owner, groupID: group, modified: modified,
            ownerName: names.owner, groupName: names.group)
    }

    private mutating func kind(_ type: Span<UInt8>, in text: Span<UInt8>) -> Entry.Kind? {
        if type.isEqual(to: "dir") { return .directory }
        guard type.isEqual(to: "file"), take(",\"s\":", in: text), let size = number(in: text),
            take(",\"sha256\":\"", in: text), let hex = string(in: text),
            let digest = Digest(hex: text.extracting(hex))
        else { return nil }
        return .file(size: size, digest: digest)
    }

    private static func kind(_ name: Span<UInt8>) -> ComponentKind? {
        ComponentKind.allCases.first { name.isEqual(to: $0.rawValue) }
    }

    /// Passes over what must stand here; `false` and no step when something else does.
    private mutating func take(_ expected: StaticString, in text: Span<UInt8>) -> Bool {
        guard text.holds(expected, at: position) else { return false }
        position += expected.utf8CodeUnitCount
        return true
    }

    /// The rest of a string, and a step behind its closing quote.
    private mutating func string(in text: Span<UInt8>) -> Range<Int>? {
        guard let end = text.firstIndex(of: UInt8(ascii: "\""), from: position) else { return nil }
        let range = position..<end
        var others: UInt8 = 0
        // Without a way out the compiler looks at many bytes at once.
        for index in range {
            let byte = text[index]
            others |= byte &- 0x20 > 0x5E || byte == UInt8(ascii: "\\") ? 1 : 0
        }
        guard others == 0 else { return nil }
        position = end + 1
        return range
    }

    /// A number of 1 to 18 digits, without zeros before it.
    private mutating func number(in text: Span<UInt8>) -> UInt64? {
        let start = position
        var value: UInt64 = 0
        while position < text.count, position - start <= 18 {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value * 10 + UInt64(digit)
            position += 1
        }
        let count = position - start
        return (1...18).contains(count) && (count == 1 || text[start] != UInt8(ascii: "0"))
            ? value : nil
    }
}
