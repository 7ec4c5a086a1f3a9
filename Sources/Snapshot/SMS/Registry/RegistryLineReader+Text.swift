// SPDX-License-Identifier: Apache-2.0

extension RegistryLineReader {
    /// Reads a line behind a text that did not close: the rest of the text, or not.
    ///
    /// The open text is changed in place: a copy for every line would be quadratic.
    mutating func continueText(with line: RegistryOpenText.Line) {
        let end = line.units.count
        let text = RegistryQuotedText(
            in: line.units, from: 0, to: end, rule: openText?.text.rule)
        if Self.looksLikeKey(line.units) {
            abandonText(because: "the end of the line")
            dispatch(line)
        } else if let close = text.close {
            if RegistryCharacter.isEmptyOrComment(line.units, from: close + 1, to: end) {
                closeText(with: line, at: close)
            } else {
                abandonText(because: "the end of the line")
                dispatch(line)
            }
        } else if openText?.keep(line) != true {
            abandonText(because: "the end of the line")
        }
    }

    /// Sets the value whose text closes on a line.
    private mutating func closeText(with line: RegistryOpenText.Line, at close: Int) {
        guard let value = openText else { return }
        openText = nil
        if hasKey { counts.valuesSpanningLines += 1 }
        let name = name(of: value.value, on: value.first).shortened
        problems.add(
            at: .line(value.first.number), .notice, expected: "a text on one line",
            found: "value \"\(name)\" with a line end")
        let data = keptByteCount > 0 ? value.joined(closing: line, at: close) : []
        setText(data, of: value.value, on: value.first)
    }

    /// Gives an open text up and reads the lines kept for it as what they are.
    mutating func abandonText(because found: String) {
        guard let value = openText else { return }
        openText = nil
        counts.ignoredValues += 1
        layout.depart(at: value.first.number, "a text without its closing quote")
        let name = name(of: value.value, on: value.first).shortened
        problems.add(
            at: .line(value.first.number), .damage,
            expected: "a quote behind the text of value \"\(name)\"",
            found: value.first.end == .missing ? "the end of the file" : found)
        for line in value.rest { dispatch(line) }
    }

    private static func looksLikeKey(_ units: [UInt16]) -> Bool {
        guard units.first == RegistryCharacter.leftBracket else { return false }
        let text = RegistryText(units: Array(units.prefix(7)), encoding: .codePage)
        return text.hasPrefix("[HKEY_") || text.hasPrefix("[-HKEY_")
    }
}
