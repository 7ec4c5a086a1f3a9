// SPDX-License-Identifier: Apache-2.0

/// A value as a file of Systems Management Server spells it: bytes in the server's ANSI code page.
///
/// Which code page that was, no file says. Site names and user names do hold bytes above 127, so a
/// value is kept and compared by its bytes and is a `String` only on a screen. In every code page
/// that Windows NT shipped as ANSI, also the double-byte ones, `<`, `>` and `"` are never the
/// second half of a character, so the files can be cut into values without knowing the page.
public struct SMSText: Sendable, Hashable {
    /// The bytes, without the marks that enclosed them in the file.
    public let bytes: [UInt8]

    /// Hexadecimal digits in a row that are never shown: shorter than any encrypted field of a site
    /// control file (42 digits at least), longer than any word that could be meant for a reader.
    public static let shortestSecret = 16

    /// Makes a value of bytes from a file.
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = [UInt8](bytes)
    }

    /// Whether the file left the value empty.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Whether the two values differ at most in the case of the letters A to Z, as SMS compares
    /// names.
    public func isSame(as other: SMSText) -> Bool {
        bytes.count == other.bytes.count
            && zip(bytes, other.bytes).allSatisfy { Self.uppercased($0) == Self.uppercased($1) }
    }

    /// The value with the letters a to z in upper case, for use as a key.
    public var uppercased: SMSText { SMSText(bytes.map(Self.uppercased)) }

    /// The value without blanks at its ends.
    public var trimmed: SMSText {
        guard let first = bytes.firstIndex(where: { !Self.isBlank($0) }) else { return SMSText([]) }
        let last = bytes.lastIndex { !Self.isBlank($0) } ?? first
        return SMSText(bytes[first...last])
    }

    /// The value as an unsigned number of 32 bits, decimal or with `0x` hexadecimal; blanks around
    /// it are ignored.
    ///
    /// `nil` when it is anything else or too large.
    public var number: UInt32? {
        let digits = trimmed.bytes
        let isHexadecimal =
            digits.count > 2 && digits[0] == UInt8(ascii: "0")
            && Self.uppercased(digits[1]) == UInt8(ascii: "X")
        let radix: UInt32 = isHexadecimal ? 16 : 10
        guard !digits.isEmpty else { return nil }
        var value: UInt32 = 0
        for byte in digits.dropFirst(isHexadecimal ? 2 : 0) {
            guard let digit = Self.digit(byte), digit < radix else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: radix)
            let (sum, carried) = product.addingReportingOverflow(digit)
            guard !overflowed, !carried else { return nil }
            value = sum
        }
        return value
    }

    /// Whether the value is one or more hexadecimal digits and nothing else.
    public var isHexadecimal: Bool { !bytes.isEmpty && bytes.allSatisfy(Self.isHexDigit) }

    /// Whether the value ends with the letters of `suffix`, in any case.
    func hasSuffix(_ suffix: SMSText) -> Bool {
        SMSText(bytes.suffix(suffix.bytes.count)).isSame(as: suffix)
    }

    /// Whether the value begins with the letters of `prefix`, in any case.
    func hasPrefix(_ prefix: SMSText) -> Bool {
        bytes.count >= prefix.bytes.count
            && SMSText(bytes.prefix(prefix.bytes.count)).isSame(as: prefix)
    }
}

extension SMSText: ExpressibleByStringLiteral {
    /// Makes a value of a literal in the source, which holds ASCII.
    public init(stringLiteral text: String) {
        self.init(text.utf8)
    }
}

extension SMSText: Comparable {
    /// Orders by bytes, so that the order is the same in every locale.
    public static func < (left: SMSText, right: SMSText) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension SMSText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value for a person, read as Windows-1252.
    ///
    /// What is not printable appears as `\xHH`; a backslash stays single, because nearly all of
    /// them are in paths. A row of ``shortestSecret`` or more hexadecimal digits appears only as
    /// its length: encrypted accounts and passwords look like that, and a damaged file can have
    /// them in any place (Q123221 shows how little the encryption hides).
    public var description: String {
        var text = ""
        var run: [UInt8] = []
        for byte in bytes {
            if Self.isHexDigit(byte) {
                run.append(byte)
            } else {
                Self.append(run, to: &text)
                run.removeAll(keepingCapacity: true)
                text += Self.shown(byte)
            }
        }
        Self.append(run, to: &text)
        return text
    }

    public var debugDescription: String { "\"" + description + "\"" }

    /// No children: `dump` must not show the bytes that ``description`` leaves out.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static func append(_ run: [UInt8], to text: inout String) {
        if run.count >= shortestSecret {
            text += "(\(run.count) hex digits)"
        } else {
            text += String(decoding: run, as: UTF8.self)
        }
    }

    /// One byte of Windows-1252.
    ///
    /// The invisible no-break space and soft hyphen are escaped too.
    private static func shown(_ byte: UInt8) -> String {
        switch byte {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0xFF: return String(Unicode.Scalar(byte))
        case 0x80...0x9F:
            let scalar = Unicode.Scalar(upperControls[Int(byte - 0x80)])
            if let scalar, scalar != "\0" { return String(scalar) }
        default: break
        }
        let digits = [byte >> 4, byte & 15].map { String($0, radix: 16, uppercase: true) }
        return "\\x" + digits.joined()
    }

    /// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
    private static let upperControls: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
}

// MARK: - Classes of bytes

extension SMSText {
    static func uppercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
    }

    /// A space or a tab: what separates values on one line.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    static func isDecimalDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        digit(byte).map { $0 < 16 } ?? false
    }

    /// The value of `0` to `9` and `A` to `Z`, the digits up to base 36.
    static func digit(_ byte: UInt8) -> UInt32? {
        switch uppercased(byte) {
        case let byte where isDecimalDigit(byte): UInt32(byte - UInt8(ascii: "0"))
        case let byte where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte):
            UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
