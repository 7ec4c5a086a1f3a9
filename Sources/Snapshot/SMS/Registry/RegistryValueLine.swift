// SPDX-License-Identifier: Apache-2.0

/// A line of an export that sets or deletes a value.
///
/// ```
/// "Site Code"="ABC"     @="default"     "n"=dword:0000001f     "d"=hex(7):41,00,00,00
/// ```
struct RegistryValueLine: Sendable {
    enum Data: Sendable {
        /// `-`: the value is deleted.
        case deletion
        /// A text that closes on this line, by its place.
        case text(RegistryQuotedText, end: Int)
        /// A text that does not close on this line.
        case openText(RegistryQuotedText)
        case dword(UInt32, digitCount: Int)
        case hex(RegistryValueKind, RegistryHexRun)
        /// Something that importers drop, and what a correct line has there.
        case ignored(expected: String)
    }

    /// The name between its quotes, or `nil` for the default value.
    private(set) var name: RegistryQuotedText?
    private(set) var data = Data.ignored(expected: "\"=\" behind the name of a value")
    /// Whether the line is written as exporters write it.
    private(set) var isMachineForm = true
    /// Whether a backslash follows a byte that may be the first of two.
    private(set) var hasCodePageDoubt = false
    /// The rule for double bytes by which the line was read, when reading by bytes failed.
    private(set) var rule: RegistryQuotedText.DoubleByteRule?
    /// Whether the line ends inside the name.
    private(set) var hasOpenName = false

    /// Reads a value line, by bytes first and by a rule for double bytes when that fails.
    static func reading(
        _ units: [UInt16], from start: Int, isWide: Bool, keeping: Int
    ) -> RegistryValueLine {
        let plain = RegistryValueLine(units, from: start, rule: nil, keeping: keeping)
        guard !isWide, plain.hasCodePageDoubt, !plain.isSettled else { return plain }
        for rule in RegistryQuotedText.DoubleByteRule.allCases {
            let other = RegistryValueLine(units, from: start, rule: rule, keeping: keeping)
            if other.isSettled { return other }
        }
        return plain
    }

    /// Whether nothing suggests that the line should be read in another way.
    private var isSettled: Bool {
        if case .openText = data { return false }
        return isMachineForm
    }

    private init(
        _ units: [UInt16], from start: Int, rule: RegistryQuotedText.DoubleByteRule?, keeping: Int
    ) {
        self.rule = rule
        isMachineForm = start == 0
        var index = start + 1
        if units[start] == RegistryCharacter.quote {
            let text = RegistryQuotedText(in: units, from: index, to: units.count, rule: rule)
            note(text)
            guard let close = text.close else {
                hasOpenName = true
                isMachineForm = false
                data = .ignored(expected: "a quote behind the name of a value")
                return
            }
            name = text
            index = close + 1
        }
        readAssignment(units, from: index, keeping: keeping)
        if case .ignored = data { isMachineForm = false }
    }

    private mutating func note(_ text: RegistryQuotedText) {
        if text.hasUnknownEscape { isMachineForm = false }
        if text.hasBackslashAfterHighByte { hasCodePageDoubt = true }
    }

    private mutating func readAssignment(_ units: [UInt16], from start: Int, keeping: Int) {
        var end = units.count
        while end > start, RegistryCharacter.isBlank(units[end - 1]) { end -= 1 }
        if end < units.count { isMachineForm = false }
        let sign = RegistryCharacter.skippingBlanks(units, from: start, to: end)
        guard sign < end, units[sign] == RegistryCharacter.equals else { return }
        let first = RegistryCharacter.skippingBlanks(units, from: sign + 1, to: end)
        if sign > start || first > sign + 1 { isMachineForm = false }
        guard first < end else {
            data = .ignored(expected: "the data of a value")
            return
        }
        switch units[first] {
        case RegistryCharacter.minus:
            isMachineForm = false
            let isAlone = RegistryCharacter.isEmptyOrComment(units, from: first + 1, to: end)
            data = isAlone ? .deletion : .ignored(expected: "nothing behind \"-\"")
        case RegistryCharacter.quote:
            readText(units, from: first + 1, to: end)
        default:
            readTagged(units, from: first, to: end, keeping: keeping)
        }
    }

    private mutating func readText(_ units: [UInt16], from start: Int, to end: Int) {
        // A text that goes on in the next line keeps the blanks at the end of this one.
        let text = RegistryQuotedText(in: units, from: start, to: units.count, rule: rule)
        note(text)
        guard let close = text.close else {
            data = .openText(text)
            return
        }
        if close + 1 != end { isMachineForm = false }
        let isAlone = RegistryCharacter.isEmptyOrComment(units, from: close + 1, to: end)
        data = isAlone ? .text(text, end: close) : .ignored(expected: "nothing behind the text")
    }

    /// The tags are lower case: importers drop a value with `dWord:` without a word.
    private mutating func readTagged(
        _ units: [UInt16], from start: Int, to end: Int, keeping: Int
    ) {
        if RegistryCharacter.hasWord("dword:", in: units, at: start, to: end) {
            readDword(units, from: start + 6, to: end)
        } else if RegistryCharacter.hasWord("hex:", in: units, at: start, to: end) {
            readHex(.binary, units, from: start + 4, to: end, keeping: keeping)
        } else if RegistryCharacter.hasWord("hex(", in: units, at: start, to: end) {
            readTypedHex(units, from: start + 4, to: end, keeping: keeping)
        } else {
            data = .ignored(expected: "a text in quotes, dword:, hex: or hex(n):")
        }
    }

    private mutating func readDword(_ units: [UInt16], from start: Int, to end: Int) {
        let first = RegistryCharacter.skippingBlanks(units, from: start, to: end)
        var index = first
        var value: UInt32 = 0
        while index < end, index - first < 8,
            let digit = RegistryCharacter.hexDigit(units[index])
        {
            if (0x41...0x46).contains(units[index]) { isMachineForm = false }
            value = value << 4 | digit
            index += 1
        }
        guard index > first, RegistryCharacter.isEmptyOrComment(units, from: index, to: end) else {
            data = .ignored(expected: "one to eight hex digits")
            return
        }
        if index - first != 8 || index != end || first != start { isMachineForm = false }
        data = .dword(value, digitCount: index - first)
    }

    private mutating func readTypedHex(
        _ units: [UInt16], from start: Int, to end: Int, keeping: Int
    ) {
        var index = start
        var kind: UInt32 = 0
        while index < end, let digit = RegistryCharacter.hexDigit(units[index]) {
            guard kind <= UInt32.max >> 4 else { break }
            kind = kind << 4 | digit
            index += 1
        }
        guard index > start, RegistryCharacter.hasWord("):", in: units, at: index, to: end) else {
            data = .ignored(expected: "hex(n): with the number of a type")
            return
        }
        readHex(
            RegistryValueKind(rawValue: kind), units, from: index + 2, to: end, keeping: keeping)
    }

    private mutating func readHex(
        _ kind: RegistryValueKind, _ units: [UInt16], from start: Int, to end: Int, keeping: Int
    ) {
        let run = RegistryHexRun(in: units, from: start, to: end, keeping: keeping)
        if !run.isMachineForm { isMachineForm = false }
        if case .malformed = run.ending {
            data = .ignored(expected: "bytes of two hex digits with commas between them")
        } else {
            data = .hex(kind, run)
        }
    }
}
