// SPDX-License-Identifier: Apache-2.0

extension RegistryLineReader {
    /// The name of a value, escapes undone; empty for the default value.
    func name(of value: RegistryValueLine, on line: RegistryOpenText.Line) -> RegistryText {
        guard let name = value.name, let close = name.close else {
            return RegistryText(units: [], encoding: encoding)
        }
        return RegistryText(
            units: name.unescaped(from: line.units, to: close), encoding: encoding)
    }

    /// A value without data yet.
    func found(
        _ value: RegistryValueLine, _ kind: RegistryValueKind, on line: RegistryOpenText.Line
    ) -> RegistryFoundValue {
        RegistryFoundValue(
            line: line.number, name: name(of: value, on: line),
            nameHash: hash(of: value, on: line), kind: kind)
    }

    /// Two spellings of one name differ in their escapes only, and exporters know one spelling.
    private func hash(of value: RegistryValueLine, on line: RegistryOpenText.Line) -> UInt64 {
        var hash = RegistryNameSet.hash(keyHash, adding: 0)
        guard let name = value.name, let close = name.close else { return hash }
        for index in name.start..<close {
            hash = RegistryNameSet.hash(hash, adding: line.units[index])
        }
        return hash
    }

    mutating func setNumber(
        _ number: UInt32, of value: RegistryValueLine, on line: RegistryOpenText.Line
    ) {
        var found = found(value, .dword, on: line)
        found.byteCount = 4
        found.kept = (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        set(found)
    }

    mutating func setText(
        _ text: [UInt16], of value: RegistryValueLine, on line: RegistryOpenText.Line
    ) {
        var found = found(value, .string, on: line)
        found.byteCount = isWide ? text.count * 2 : text.count
        for unit in text.prefix(keptByteCount / 2) {
            found.kept.append(UInt8(truncatingIfNeeded: unit))
            if isWide { found.kept.append(UInt8(truncatingIfNeeded: unit >> 8)) }
        }
        set(found, isQuoted: true)
    }

    /// Counts a value and tells the visitor when it wants it.
    ///
    /// - Parameters:
    ///   - found: the value.
    ///   - isQuoted: whether its data is text of this file; text in hexadecimal data is UTF-16
    ///     in version 5.00 and bytes of the code page in REGEDIT4, whatever the file is written in.
    mutating func set(_ found: RegistryFoundValue, isQuoted: Bool = false) {
        guard hasKey else {
            counts.valuesWithoutKey += 1
            layout.depart(at: found.line, "a value without a key")
            problems.add(
                at: .line(found.line), .warning, expected: "a key before the first value",
                found: "value \"\(found.name.shortened)\"")
            return
        }
        counts.addValue(of: found.kind)
        if !values.insert(found.nameHash) {
            layout.depart(at: found.line, "a value that was there before")
            problems.add(
                at: .line(found.line), .notice, expected: "each value once",
                found: "value \"\(found.name.shortened)\" again")
        }
        guard isKeyCertain, wantsValues else { return }
        let isCodePage = isQuoted ? !isWide : version == .regedit4
        let value = RegistryValue(
            kind: found.kind, data: found.kept, byteCount: found.byteCount,
            encoding: isCodePage ? .codePage : .utf16)
        visitor.visitValue(named: found.name, value)
    }
}
