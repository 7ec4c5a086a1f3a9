// SPDX-License-Identifier: Apache-2.0

/// A JSON value (RFC 8259) as the archive's own files use it: whole numbers, strings as bytes.
///
/// Why not a library: names are compared as bytes, sizes are exact to 2^63, and a manifest of a
/// million lines is read line by line in bounded memory. Foundation's decoder does none of the
/// three.
///
/// Strings are slices: those of a parsed value share the text that they were parsed from.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case string(ArraySlice<UInt8>)
    case array([JSONValue])
    case object([Member])

    /// A key and its value.
    struct Member: Sendable, Hashable {
        let key: ArraySlice<UInt8>
        let value: JSONValue
        /// The first bytes of the key as a number, by which most keys are told apart.
        fileprivate let start: UInt64

        init(key: ArraySlice<UInt8>, value: JSONValue) {
            self.key = key
            self.value = value
            start = Self.start(of: key)
        }

        fileprivate static func start(of key: some Sequence<UInt8>) -> UInt64 {
            key.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The value under a key, or `nil`.
    ///
    /// A parsed object never holds a key twice.
    subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        // A manifest has millions of members, and copying one to look at it costs more than looking.
        let start = Member.start(of: key.utf8)
        for index in members.indices where members[index].start == start {
            if members[index].key.elementsEqual(key.utf8) { return members[index].value }
        }
        return nil
    }

    var number: Int64? {
        if case .number(let number) = self { return number }
        return nil
    }

    var bytes: ArraySlice<UInt8>? {
        if case .string(let bytes) = self { return bytes }
        return nil
    }

    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    var array: [JSONValue]? {
        if case .array(let values) = self { return values }
        return nil
    }
}

extension JSONValue {
    /// Makes a string.
    static func text(_ text: String) -> JSONValue { .bytes([UInt8](text.utf8)) }

    /// Makes a string of bytes, which must be UTF-8.
    static func bytes(_ bytes: [UInt8]) -> JSONValue { .string(bytes[...]) }

    /// Makes a number; sizes in an archive are below 2^63.
    static func count(_ count: some BinaryInteger) -> JSONValue { .number(Int64(clamping: count)) }

    /// The value without insignificant blanks; the same bytes for the same value, always.
    var encoded: [UInt8] {
        var out: [UInt8] = []
        encode(into: &out)
        return out
    }

    /// Appends ``encoded``.
    func encode(into out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .number(let number): out += String(number).utf8
        case .string(let bytes): Self.encode(bytes, into: &out)
        case .array(let values):
            out.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                value.encode(into: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.encode(member.key, into: &out)
                out.append(UInt8(ascii: ":"))
                member.value.encode(into: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a string in quotes.
    static func encode(_ bytes: ArraySlice<UInt8>, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        if bytes.allSatisfy(isPlain) {
            out += bytes
        } else {
            for byte in bytes { encode(byte, into: &out) }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func encode(_ byte: UInt8, into out: inout [UInt8]) {
        if isPlain(byte) {
            out.append(byte)
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            out += [UInt8(ascii: "\\"), byte]
        } else {
            out += "\\u00".utf8
            Hexadecimal.append(byte, to: &out)
        }
    }
}
