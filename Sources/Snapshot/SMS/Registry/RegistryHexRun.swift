// SPDX-License-Identifier: Apache-2.0

/// The bytes that one physical line of hexadecimal data holds.
///
/// ```
/// "Security"=hex:01,00,14,80,\        the line goes on
///   c0,00,00,00                       the value ends
/// ```
struct RegistryHexRun: Sendable {
    enum Ending: Sendable, Hashable {
        /// The value ends with the line.
        case complete
        /// A backslash says that the value goes on in the next line.
        case continues
        /// At this position stands something that is no byte.
        case malformed(Int)
    }

    /// How many bytes the line holds.
    private(set) var byteCount = 0
    /// The first of them, as many as were asked for.
    private(set) var kept: [UInt8] = []
    private(set) var ending = Ending.complete
    /// Whether the last thing on the line is a comma that nothing follows.
    private(set) var endsWithComma = false
    /// How many digits the last byte has.
    private(set) var lastDigitCount = 2
    /// Whether something on the line is no byte.
    var isMalformed: Bool {
        if case .malformed = ending { true } else { false }
    }
    /// Whether the line is written as exporters write it: two lower-case digits, no blanks.
    private(set) var isMachineForm = true

    /// Reads bytes up to the end of the line.
    ///
    /// - Parameters:
    ///   - units: the line.
    ///   - start: the first unit of the data.
    ///   - end: where the line ends.
    ///   - keeping: how many bytes to keep.
    init(in units: [UInt16], from start: Int, to end: Int, keeping: Int) {
        var index = start
        while true {
            let first = RegistryCharacter.skippingBlanks(units, from: index, to: end)
            if first > index { isMachineForm = false }
            guard first < end else {
                if endsWithComma { isMachineForm = false }
                return
            }
            if units[first] == RegistryCharacter.backslash {
                endWithBackslash(in: units, at: first, to: end)
                return
            }
            if units[first] == RegistryCharacter.semicolon {
                isMachineForm = false
                return
            }
            guard let next = readByte(in: units, at: first, to: end, keeping: keeping) else {
                ending = .malformed(first)
                return
            }
            index = next
            endsWithComma = index < end && units[index] == RegistryCharacter.comma
            guard endsWithComma else {
                endWithByte(in: units, at: index, to: end)
                return
            }
            index += 1
        }
    }

    /// Reads the digits of a byte; any number of leading zeros is what importers accept.
    private mutating func readByte(
        in units: [UInt16], at start: Int, to end: Int, keeping: Int
    ) -> Int? {
        var value: UInt32 = 0
        var index = start
        while index < end, let digit = RegistryCharacter.hexDigit(units[index]) {
            value = value << 4 | digit
            guard value <= 0xFF else { return nil }
            if (0x41...0x46).contains(units[index]) { isMachineForm = false }
            index += 1
        }
        guard index > start else { return nil }
        lastDigitCount = index - start
        if lastDigitCount != 2 { isMachineForm = false }
        byteCount += 1
        if kept.count < keeping { kept.append(UInt8(truncatingIfNeeded: value)) }
        return index
    }

    private mutating func endWithBackslash(in units: [UInt16], at index: Int, to end: Int) {
        guard RegistryCharacter.isEmptyOrComment(units, from: index + 1, to: end) else {
            ending = .malformed(index)
            return
        }
        if index + 1 != end { isMachineForm = false }
        endsWithComma = false
        ending = .continues
    }

    private mutating func endWithByte(in units: [UInt16], at index: Int, to end: Int) {
        guard index < end else { return }
        isMachineForm = false
        if !RegistryCharacter.isEmptyOrComment(units, from: index, to: end) {
            ending = .malformed(index)
        }
    }
}
