// SPDX-License-Identifier: Apache-2.0

/// Reads one JSON value (RFC 8259) from bytes that nobody vouches for.
///
/// Refused: numbers that are not whole or do not fit 64 bits, a key that occurs twice, invalid
/// UTF-8, lone surrogates, nesting deeper than ``deepest``, objects of more than ``mostMembers``
/// members, texts of more than ``mostValues`` values, and anything behind the value.
struct JSONParser {
    /// How deep values may lie in one another.
    static let deepest = 16
    /// How many members an object may have; ours have at most 20.
    static let mostMembers = 256
    /// How many values a text may hold, each of which costs memory far beyond its bytes; an entry
    /// with 300,000 holes comes near it.
    static let mostValues = 1 << 20

    /// What was expected, and at which byte it was not found.
    struct Failure: Error, Hashable, CustomStringConvertible {
        let offset: Int
        let expected: String

        var description: String { "byte \(offset): expected \(expected)" }
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var values = 0

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Reads a value that fills the bytes.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.position == bytes.endIndex else { throw parser.failure("the end") }
        return value
    }

    private func failure(_ expected: String) -> Failure {
        Failure(offset: position - bytes.startIndex, expected: expected)
    }

    private var next: UInt8? {
        position < bytes.endIndex ? bytes[position] : nil
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.deepest else { throw failure("at most \(Self.deepest) levels") }
        values += 1
        guard values <= Self.mostValues else { throw failure("at most \(Self.mostValues) values") }
        skipBlanks()
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure(word) }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(Failure) -> Int64 {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let digits = position
        // Counted downwards: the negative numbers reach one further than the positive ones.
        var value: Int64? = 0
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = value.flatMap { Self.appending(byte - UInt8(ascii: "0"), to: $0) }
            position += 1
        }
        if !isNegative { value = value.flatMap { $0 == .min ? nil : -$0 } }
        // JSON has no leading zeros, and we have no fractions.
        let isCanonical =
            position - digits == 1 || (position > digits && bytes[digits] != UInt8(ascii: "0"))
        guard isCanonical, let value else {
            position = start
            throw failure("a whole number of 64 bits")
        }
        return value
    }

    private static func appending(_ digit: UInt8, to value: Int64) -> Int64? {
        let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.subtractingReportingOverflow(Int64(digit))
        return overflowed || carried ? nil : sum
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        skipBlanks()
        if take("]") { return .array([]) }
        var values: [JSONValue] = []
        while true {
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(values) }
            guard take(",") else { throw failure("',' or ']'") }
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        skipBlanks()
        if take("}") { return .object([]) }
        var members: [JSONValue.Member] = []
        if depth == 0 { members.reserveCapacity(16) }
        while true {
            skipBlanks()
            guard members.count < Self.mostMembers else {
                throw failure("at most \(Self.mostMembers) members")
            }
            guard next == UInt8(ascii: "\"") else { throw failure("a key in quotes") }
            let key = try string()
            guard !members.contains(where: { $0.key == key }) else {
                throw failure("a key that is not there yet")
            }
            skipBlanks()
            guard take(":") else { throw failure("':'") }
            members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("',' or '}'") }
        }
    }

    private mutating func string() throws(Failure) -> ArraySlice<UInt8> {
        position += 1
        let start = position
        var isASCII = true
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20
        {
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
        var out = bytes[start..<position]
        if !take("\"") { out = try restOfString(from: out) }
        // Nearly every string is ASCII, and a manifest has a dozen in each of its lines.
        guard isASCII || String(validating: out, as: UTF8.self) != nil else {
            throw failure("valid UTF-8")
        }
        return out
    }

    /// Goes on with a string that has an escape, or does not end.
    private mutating func restOfString(
        from start: ArraySlice<UInt8>
    ) throws(Failure) -> ArraySlice<UInt8> {
        var out = [UInt8](start)
        while !take("\"") {
            guard let byte = next, byte >= 0x20 else { throw failure("the end of the string") }
            position += 1
            if byte == UInt8(ascii: "\\") {
                out += try escape()
            } else {
                out.append(byte)
            }
        }
        guard String(validating: out, as: UTF8.self) != nil else { throw failure("valid UTF-8") }
        return out[...]
    }

    private mutating func escape() throws(Failure) -> [UInt8] {
        guard let byte = next else { throw failure("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): break
        default: throw failure("an escape")
        }
        var code = UInt32(try codeUnit())
        if (0xD800..<0xDC00).contains(code) {
            guard take("\\"), take("u") else {
                throw failure("the second half of a surrogate pair")
            }
            let low = UInt32(try codeUnit())
            guard (0xDC00..<0xE000).contains(low) else {
                throw failure("the second half of a surrogate pair")
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("a character") }
        return [UInt8](String(scalar).utf8)
    }

    private mutating func codeUnit() throws(Failure) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4,
            digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits") }
        position += 4
        return value
    }
}
