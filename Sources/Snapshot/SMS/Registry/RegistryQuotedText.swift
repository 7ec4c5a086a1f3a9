// SPDX-License-Identifier: Apache-2.0

/// A text between double quotes in an export, found but not yet decoded.
///
/// In the code pages 932, 936 and 950 the second byte of a character may be a backslash. An
/// exporter doubles only real backslashes, so a reader that knows nothing of the page takes
/// such a byte for an escape. Since the page is not recorded, a text is first read byte by byte,
/// and only when that fails, by a rule for double bytes.
struct RegistryQuotedText: Sendable {
    /// How characters of two bytes are recognised by their first byte.
    enum DoubleByteRule: Sendable, CaseIterable {
        /// Japanese: A1 to DF are characters of one byte.
        case codePage932
        /// Chinese and Korean.
        case codePage936Or949Or950

        func isLead(_ unit: UInt16) -> Bool {
            switch self {
            case .codePage932: (0x81...0x9F).contains(unit) || (0xE0...0xFC).contains(unit)
            case .codePage936Or949Or950: (0x81...0xFE).contains(unit)
            }
        }
    }

    /// Where the text begins, behind the opening quote.
    let start: Int
    /// Where the closing quote stands, or `nil` when the line ends first.
    private(set) var close: Int?
    /// Whether an escape was met that no exporter writes.
    private(set) var hasUnknownEscape = false
    /// Whether a backslash follows a byte that may be the first of two.
    private(set) var hasBackslashAfterHighByte = false
    let rule: DoubleByteRule?

    /// Looks for the closing quote.
    ///
    /// - Parameters:
    ///   - units: the line.
    ///   - start: the first unit behind the opening quote.
    ///   - end: where the line ends.
    ///   - rule: how to recognise characters of two bytes; `nil` for none.
    init(in units: [UInt16], from start: Int, to end: Int, rule: DoubleByteRule?) {
        self.start = start
        self.rule = rule
        var index = start
        while index < end {
            let unit = units[index]
            if unit == RegistryCharacter.quote {
                close = index
                return
            }
            if unit == RegistryCharacter.backslash {
                noteEscape(in: units, at: index, to: end)
                index += 2
            } else if let rule, rule.isLead(unit) {
                index += 2
            } else {
                index += 1
            }
        }
    }

    private mutating func noteEscape(in units: [UInt16], at index: Int, to end: Int) {
        if index > start, (0x81...0xFE).contains(units[index - 1]) {
            hasBackslashAfterHighByte = true
        }
        guard index + 1 < end else {
            hasUnknownEscape = true
            return
        }
        // Windows escapes the backslash and the quote; Wine also line ends and zeros.
        switch units[index + 1] {
        case RegistryCharacter.backslash, RegistryCharacter.quote: break
        case 0x6E, 0x72, 0x30: break
        default: hasUnknownEscape = true
        }
    }

    /// The units of the text, escapes undone.
    func unescaped(from units: [UInt16], to end: Int) -> [UInt16] {
        var result: [UInt16] = []
        result.reserveCapacity(end - start)
        var index = start
        while index < end {
            let unit = units[index]
            if unit == RegistryCharacter.backslash, index + 1 < end {
                result.append(Self.meaning(of: units[index + 1]))
                index += 2
            } else if let rule, rule.isLead(unit), index + 1 < end {
                result.append(unit)
                result.append(units[index + 1])
                index += 2
            } else {
                result.append(unit)
                index += 1
            }
        }
        return result
    }

    private static func meaning(of escape: UInt16) -> UInt16 {
        switch escape {
        case 0x6E: RegistryCharacter.lineFeed
        case 0x72: RegistryCharacter.carriageReturn
        case 0x30: 0
        default: escape
        }
    }
}
