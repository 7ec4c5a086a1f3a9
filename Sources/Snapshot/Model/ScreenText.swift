// SPDX-License-Identifier: Apache-2.0

/// Turns bytes from outside into text that is safe and unambiguous on a screen.
///
/// A name may hold a newline, a terminal's escape sequence, a mark that reverses the direction of
/// writing, or bytes that are no UTF-8. All of these are shown as escapes, so that what a person
/// sees is what the bytes say.
public enum ScreenText {
    /// The bytes as text; control characters, invalid UTF-8, `"` and `\` appear as `\n`, `\"`, `\\`
    /// or `\xHH`.
    public static func escaped(_ bytes: some Collection<UInt8>) -> String {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text = ""
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var consumed = bytes.startIndex
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                text += escaped(scalar)
                consumed = bytes.index(consumed, offsetBy: encoded.count)
            case .error(let length):
                for byte in bytes[consumed...].prefix(length) { text += hexEscape(byte) }
                consumed = bytes.index(consumed, offsetBy: length)
            case .emptyInput:
                return text
            }
        }
    }

    /// The text in double quotes, escaped.
    public static func quoted(_ bytes: some Collection<UInt8>) -> String {
        "\"" + escaped(bytes) + "\""
    }

    /// The text in double quotes, escaped.
    public static func quoted(_ text: String) -> String {
        quoted([UInt8](text.utf8))
    }

    /// A line of a report with everything escaped that could act on a screen; quotes and backslashes
    /// stay as they are.
    ///
    /// The parts of a line that come from outside are quoted where the line is made. This is for
    /// the one place that prints, so that what was forgotten there does no harm either.
    public static func harmless(_ line: String) -> String {
        if line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return line }
        return line.unicodeScalars.map { scalar in
            ["\"", "\\", "\t"].contains(scalar) ? String(scalar) : escaped(scalar)
        }
        .joined()
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        case "\"": return "\\\""
        case "\\": return "\\\\"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
            .privateUse:
            return scalar.utf8.map(hexEscape).joined()
        default:
            return String(scalar)
        }
    }

    private static func hexEscape(_ byte: UInt8) -> String {
        "\\x" + Hexadecimal.encode([byte])
    }
}
