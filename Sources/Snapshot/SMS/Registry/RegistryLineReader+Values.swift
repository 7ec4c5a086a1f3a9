// SPDX-License-Identifier: Apache-2.0

extension RegistryLineReader {
    mutating func readValue(_ value: RegistryValueLine, on line: RegistryOpenText.Line) {
        if let rule = value.rule { doubleByteRules.insert(rule) }
        let wasExported = layout.departure == nil
        layout.addValue(at: line.number, isMachineForm: value.isMachineForm)
        switch value.data {
        case .deletion:
            counts.deletedValues += 1
            let name = name(of: value, on: line).shortened
            problems.add(
                at: .line(line.number), .warning, expected: "values that are set",
                found: "value \"\(name)\" deleted, as in a script")
        case .text(let text, let end):
            let data = keptByteCount > 0 ? text.unescaped(from: line.units, to: end) : []
            setText(data, of: value, on: line)
        case .openText(let text):
            openText = RegistryOpenText(first: line, value: value, text: text)
        case .dword(let number, let digitCount):
            addNumber(on: line, digitCount: digitCount, of: 8, wasExported: wasExported)
            setNumber(number, of: value, on: line)
        case .hex(let kind, let run):
            var found = found(value, kind, on: line)
            found.add(run)
            openHex = found
            if run.ending == .complete { endHex(run, on: line, wasExported: wasExported) }
        case .ignored(let expected):
            ignore(value, on: line, expected: expected)
        }
    }

    /// Reads a line behind a backslash; tells whether it belongs to the value.
    ///
    /// The open value is changed in place: a copy for every line would be quadratic.
    mutating func continueHex(with line: RegistryOpenText.Line) -> Bool {
        let wasExported = layout.departure == nil
        let end = line.units.count
        let start = RegistryCharacter.skippingBlanks(line.units, from: 0, to: end)
        if start == end || line.units[start] == RegistryCharacter.semicolon {
            layout.depart(at: line.number, "an empty line inside hexadecimal data")
            return true
        }
        let run = RegistryHexRun(
            in: line.units, from: start, to: end,
            keeping: openHex?.missing(of: keptByteCount) ?? 0)
        if RegistryCharacter.hexDigit(line.units[start]) == nil || run.isMalformed {
            return breakOffHex(at: line, start: start)
        }
        layout.addContinuation(
            at: line.number, indentation: start, isMachineForm: run.isMachineForm)
        openHex?.add(run)
        if run.ending == .complete { endHex(run, on: line, wasExported: wasExported) }
        return true
    }

    /// Drops a value whose data breaks off, as importers do.
    ///
    /// - Returns: whether the line is used up. A key or a value is read as what it is, where an
    ///   importer would swallow the line.
    private mutating func breakOffHex(at line: RegistryOpenText.Line, start: Int) -> Bool {
        let name = openHex?.name.shortened ?? ""
        openHex = nil
        counts.ignoredValues += 1
        layout.depart(at: line.number, "hexadecimal data that breaks off")
        problems.add(
            at: .line(line.number), .damage,
            expected: "more bytes of value \"\(name)\"",
            found: "something that is no list of bytes")
        return RegistryCharacter.hexDigit(line.units[start]) != nil
    }

    private mutating func endHex(
        _ run: RegistryHexRun, on line: RegistryOpenText.Line, wasExported: Bool
    ) {
        guard let value = openHex else { return }
        if line.end == .missing, run.endsWithComma {
            problems.add(
                at: .line(line.number), .damage, expected: "a byte behind the last comma",
                found: "the end of the file")
        } else if run.byteCount > 0 {
            addNumber(on: line, digitCount: run.lastDigitCount, of: 2, wasExported: wasExported)
        }
        openHex = nil
        set(value)
    }

    /// A number with too few digits is legal when typed; where nobody typed any, and the file
    /// ends behind it, it was cut.
    private mutating func addNumber(
        on line: RegistryOpenText.Line, digitCount: Int, of fullCount: Int, wasExported: Bool
    ) {
        guard digitCount < fullCount else {
            fullNumbers += 1
            return
        }
        if line.end == .missing {
            let isCut = wasExported || shortNumbers == 0 && fullNumbers >= 3
            problems.add(
                at: .line(line.number), isCut ? .damage : .warning,
                expected: "\(fullCount) hex digits",
                found: "\(digitCount) and the end of the file")
        }
        shortNumbers += 1
    }

    /// Takes a value for one that importers drop.
    private mutating func ignore(
        _ value: RegistryValueLine, on line: RegistryOpenText.Line, expected: String
    ) {
        counts.ignoredValues += 1
        if line.end == .missing {
            problems.add(
                at: .line(line.number), .damage, expected: expected, found: "the end of the file")
        } else {
            let name = name(of: value, on: line).shortened
            problems.add(
                at: .line(line.number), .warning, expected: expected,
                found: value.hasOpenName
                    ? "the end of the line"
                    : "something else at value \"\(name)\", which importers drop")
        }
    }
}
