// SPDX-License-Identifier: Apache-2.0

/// Reads the line of an entry the way ``ManifestEntry/line`` writes nearly all of them: a file or a
/// directory, its members in their order, strings of plain ASCII without escapes.
///
/// It makes no tree of values, which allocates for nearly every member. Whatever is not exactly so is
/// left to ``JSONParser`` and ``ManifestEntry/init(json:line:)``, which read every
/// line and say what is wrong with it; for a line that is read here they give the same.
struct PlainEntryLine {
    private let text: ArraySlice<UInt8>
    private var position: Int

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    /// The entry; `nil` when the line is not of the plain kind.
    static func entry(_ text: ArraySlice<UInt8>) -> ManifestEntry? {
        var line = PlainEntryLine(text)
        return line.entry()
    }

    private mutating func entry() -> ManifestEntry? {
        guard take(Self.path), let path = string(), let path = EntryPath(bytes: [UInt8](path)),
            take(Self.type), let type = string()
        else { return nil }
        var component: ComponentKind?
        if take(Self.component) {
            guard let name = string(), let kind = Self.kind(name) else { return nil }
            component = kind
        }
        guard let attributes = attributes(), let kind = kind(type) else { return nil }
        var entry = Entry(path: path, kind: kind, attributes: attributes)
        entry.component = component
        guard take(Self.header), let headerOffset = number() else { return nil }
        var dataOffset = headerOffset
        if entry.storedSize > 0 {
            guard take(Self.data), let offset = number(), offset >= headerOffset,
                // Two numbers of at most 18 digits.
                offset + entry.storedSize <= UInt64(Int64.max)
            else { return nil }
            dataOffset = offset
        }
        guard take(Self.end), position == text.endIndex else { return nil }
        return ManifestEntry(entry: entry, headerOffset: headerOffset, dataOffset: dataOffset)
    }

    private mutating func attributes() -> FileAttributes? {
        guard take(Self.mode), let digits = string(), digits.count == 4 else { return nil }
        var permissions: UInt16 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            permissions = permissions << 3 | UInt16(digit - UInt8(ascii: "0"))
        }
        guard take(Self.owner), let owner = number().flatMap({ UInt32(exactly: $0) }),
            take(Self.group), let group = number().flatMap({ UInt32(exactly: $0) })
        else { return nil }
        var names: (owner: [UInt8], group: [UInt8]) = ([], [])
        if take(Self.ownerName) {
            guard let name = string() else { return nil }
            names.owner = [UInt8](name)
        }
        if take(Self.groupName) {
            guard let name = string() else { return nil }
            names.group = [UInt8](name)
        }
        guard take(Self.time), let spelling = string(), let modified = Timestamp(spelling) else {
            return nil
        }
        return FileAttributes(
            permissions: permissions, ownerID: owner, groupID: group, modified: modified,
            ownerName: names.owner, groupName: names.group)
    }

    private mutating func kind(_ type: ArraySlice<UInt8>) -> Entry.Kind? {
        if type.elementsEqual(Self.directory) { return .directory }
        guard type.elementsEqual(Self.file), take(Self.size), let size = number(),
            take(Self.digest), let hex = string(), let digest = Digest(hex: hex)
        else { return nil }
        return .file(size: size, digest: digest)
    }

    private static let (directory, file) = ([UInt8]("dir".utf8), [UInt8]("file".utf8))
    private static let kinds = ComponentKind.allCases.map { ([UInt8]($0.rawValue.utf8), $0) }

    private static func kind(_ name: ArraySlice<UInt8>) -> ComponentKind? {
        kinds.first { $0.0.elementsEqual(name) }?.1
    }

    // What stands between the values.
    private static let path = [UInt8]("{\"p\":\"".utf8)
    private static let type = [UInt8](",\"t\":\"".utf8)
    private static let component = [UInt8](",\"c\":\"".utf8)
    private static let mode = [UInt8](",\"m\":\"".utf8)
    private static let owner = [UInt8](",\"u\":".utf8)
    private static let group = [UInt8](",\"g\":".utf8)
    private static let ownerName = [UInt8](",\"un\":\"".utf8)
    private static let groupName = [UInt8](",\"gn\":\"".utf8)
    private static let time = [UInt8](",\"mt\":\"".utf8)
    private static let size = [UInt8](",\"s\":".utf8)
    private static let digest = [UInt8](",\"sha256\":\"".utf8)
    private static let header = [UInt8](",\"h\":".utf8)
    private static let data = [UInt8](",\"o\":".utf8)
    private static let end = [UInt8]("}".utf8)

    /// Passes over what must stand here; `false` and no step when something else does.
    private mutating func take(_ expected: [UInt8]) -> Bool {
        guard text.endIndex - position >= expected.count else { return false }
        for index in expected.indices where text[position + index] != expected[index] {
            return false
        }
        position += expected.count
        return true
    }

    /// The rest of a string and its closing quote.
    private mutating func string() -> ArraySlice<UInt8>? {
        let start = position
        while position < text.endIndex, text[position] != UInt8(ascii: "\"") {
            let byte = text[position]
            guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        guard position < text.endIndex else { return nil }
        defer { position += 1 }
        return text[start..<position]
    }

    /// A number of 1 to 18 digits, without zeros before it.
    private mutating func number() -> UInt64? {
        let start = position
        var value: UInt64 = 0
        while position < text.endIndex, position - start <= 18,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position])
        {
            value = value * 10 + UInt64(text[position] - UInt8(ascii: "0"))
            position += 1
        }
        let count = position - start
        return (1...18).contains(count) && (count == 1 || text[start] != UInt8(ascii: "0"))
            ? value : nil
    }
}
