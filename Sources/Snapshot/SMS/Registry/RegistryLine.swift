// SPDX-License-Identifier: Apache-2.0

/// What a physical line of an export is, decided without knowing the lines around it.
///
/// The grammar is the union of what importers accept (Wine 8 `regproc.c`, Samba
/// `reg_parse.c`); what only some of them accept is reported by the reader.
enum RegistryLine: Sendable {
    case blank
    case comment
    /// A key, by the units between the brackets; `isExact` when nothing stands around them.
    case key(Range<Int>, isExact: Bool)
    /// A key to delete.
    case keyDeletion(Range<Int>)
    /// A line that begins like a key and is none.
    case malformedKey
    case value(RegistryValueLine)
    case unknown

    /// - Parameters:
    ///   - units: the line without its end.
    ///   - isWide: whether units are UTF-16; only 8-bit units have code page traps.
    ///   - keeping: how many bytes of data to keep.
    init(_ units: [UInt16], isWide: Bool, keeping: Int) {
        let end = units.count
        let start = RegistryCharacter.skippingBlanks(units, from: 0, to: end)
        guard start < end else {
            self = .blank
            return
        }
        switch units[start] {
        case RegistryCharacter.semicolon:
            self = .comment
        case RegistryCharacter.leftBracket:
            self = Self.keyLine(units, from: start + 1, isIndented: start > 0)
        case RegistryCharacter.at, RegistryCharacter.quote:
            self = .value(
                RegistryValueLine.reading(units, from: start, isWide: isWide, keeping: keeping))
        default:
            self = .unknown
        }
    }

    /// The last `]` of the line closes: key names may hold one.
    private static func keyLine(
        _ units: [UInt16], from start: Int, isIndented: Bool
    ) -> RegistryLine {
        guard start < units.count, !RegistryCharacter.isBlank(units[start]),
            let close = units[start...].lastIndex(of: RegistryCharacter.rightBracket)
        else { return .malformedKey }
        if units[start] == RegistryCharacter.minus { return .keyDeletion(start + 1..<close) }
        return .key(start..<close, isExact: !isIndented && close + 1 == units.count)
    }
}
