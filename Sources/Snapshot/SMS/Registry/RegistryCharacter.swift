// SPDX-License-Identifier: Apache-2.0

/// The characters that the text of an export is made of, as units of 8 or 16 bits.
enum RegistryCharacter {
    static let tab: UInt16 = 0x09
    static let lineFeed: UInt16 = 0x0A
    static let carriageReturn: UInt16 = 0x0D
    static let space: UInt16 = 0x20
    static let quote: UInt16 = 0x22
    static let comma: UInt16 = 0x2C
    static let minus: UInt16 = 0x2D
    static let colon: UInt16 = 0x3A
    static let semicolon: UInt16 = 0x3B
    static let equals: UInt16 = 0x3D
    static let at: UInt16 = 0x40
    static let leftBracket: UInt16 = 0x5B
    static let backslash: UInt16 = 0x5C
    static let rightBracket: UInt16 = 0x5D
    static let leftParenthesis: UInt16 = 0x28
    static let rightParenthesis: UInt16 = 0x29

    static func isBlank(_ unit: UInt16) -> Bool {
        unit == space || unit == tab
    }

    /// The unit with A to Z made lower case, everything else as it is.
    static func folded(_ unit: UInt16) -> UInt16 {
        unit &- 0x41 < 26 ? unit | 0x20 : unit
    }

    /// The value of a hexadecimal digit, or `nil`.
    static func hexDigit(_ unit: UInt16) -> UInt32? {
        switch unit {
        case 0x30...0x39: UInt32(unit) - 0x30
        case 0x61...0x66: UInt32(unit) - 0x57
        case 0x41...0x46: UInt32(unit) - 0x37
        default: nil
        }
    }

    /// The position of the first unit from `start` that is not a blank, at most `end`.
    static func skippingBlanks(_ units: [UInt16], from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, isBlank(units[index]) { index += 1 }
        return index
    }

    /// Tells whether nothing but blanks, or blanks and a comment, follows from `start`.
    static func isEmptyOrComment(_ units: [UInt16], from start: Int, to end: Int) -> Bool {
        let index = skippingBlanks(units, from: start, to: end)
        return index >= end || units[index] == semicolon
    }

    /// Tells whether the units from `start` are the ASCII word, letter case included.
    static func hasWord(_ word: String, in units: [UInt16], at start: Int, to end: Int) -> Bool {
        guard end - start >= word.utf8.count else { return false }
        var index = start
        for byte in word.utf8 {
            guard units[index] == UInt16(byte) else { return false }
            index += 1
        }
        return true
    }
}
