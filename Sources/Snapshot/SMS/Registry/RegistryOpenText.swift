// SPDX-License-Identifier: Apache-2.0

/// A value whose text did not close on its first line.
///
/// Windows writes a line end inside a text as it is, so the text may go on; or the quote is
/// simply missing. Which of both is only known some lines later, and until then the lines are
/// kept, up to a limit, so that they can be read again as lines of their own.
struct RegistryOpenText: Sendable {
    struct Line: Sendable {
        let units: [UInt16]
        let number: Int
        let end: RegistryLineDecoder.LineEnd
    }

    /// The longest text that is put together again: larger than any value of an old hive.
    static let maximumUnitCount = 1 << 20
    /// What a kept line counts for besides its units, so that no text has more than 1,024 lines: a
    /// short line takes fifty times its bytes.
    private static let lineOverhead = 1_024

    let first: Line
    let value: RegistryValueLine
    let text: RegistryQuotedText
    private(set) var rest: [Line] = []
    private var unitCount = 0

    init(first: Line, value: RegistryValueLine, text: RegistryQuotedText) {
        self.first = first
        self.value = value
        self.text = text
    }

    /// Keeps a line; tells whether there was room for it.
    mutating func keep(_ line: Line) -> Bool {
        rest.append(line)
        unitCount += line.units.count + Self.lineOverhead
        return unitCount <= Self.maximumUnitCount
    }

    /// The whole text when it closes on a last line, line ends included.
    func joined(closing last: Line, at close: Int) -> [UInt16] {
        var units = text.unescaped(from: first.units, to: first.units.count)
        var end = first.end
        for line in rest {
            units += Self.units(of: end)
            units += RegistryQuotedText(
                in: line.units, from: 0, to: line.units.count, rule: text.rule
            ).unescaped(from: line.units, to: line.units.count)
            end = line.end
        }
        units += Self.units(of: end)
        let tail = RegistryQuotedText(in: last.units, from: 0, to: close, rule: text.rule)
        return units + tail.unescaped(from: last.units, to: close)
    }

    private static func units(of end: RegistryLineDecoder.LineEnd) -> [UInt16] {
        switch end {
        case .crlf: [RegistryCharacter.carriageReturn, RegistryCharacter.lineFeed]
        case .lf: [RegistryCharacter.lineFeed]
        case .cr: [RegistryCharacter.carriageReturn]
        case .missing: []
        }
    }
}
