// SPDX-License-Identifier: Apache-2.0

/// One line that a component of SMS wrote into its log.
///
/// ```
/// message~  $$<SMS_HIERARCHY_MANAGER><Wed Jun 18 15:49:57 1997~><thread=12E>
/// ```
/// Articles print the same with parentheses (Q270218). The time is the server's local time.
struct SiteLogLine {
    /// What the component says, with the tilde at its end.
    let message: ArraySlice<UInt8>
    /// The component, for example `SMS_HIERARCHY_MANAGER`.
    let component: ArraySlice<UInt8>
    let time: LocalTime?

    /// Reads a line; `nil` when it does not end in a component and a time.
    init?(_ line: ArraySlice<UInt8>) {
        guard let mark = Self.mark(in: line) else { return nil }
        message = line[line.startIndex..<mark]
        let parts = line[(mark + 2)...].split { "<>()".utf8.contains($0) }
        guard parts.count >= 2 else { return nil }
        component = parts[0]
        time = LocalTime(logText: parts[1])
    }

    /// Where the last `$$<` or `$$(` begins; a message may hold one of its own.
    private static func mark(in line: ArraySlice<UInt8>) -> Int? {
        guard line.count >= 3 else { return nil }
        return (line.startIndex..<line.endIndex - 2).last { index in
            line[index] == UInt8(ascii: "$") && line[index + 1] == UInt8(ascii: "$")
                && (line[index + 2] == UInt8(ascii: "<") || line[index + 2] == UInt8(ascii: "("))
        }
    }

    /// The number in braces at the start of the message, for example 6534.
    var number: Int? {
        let text = message.drop(while: LineText.isBlank)
        guard text.first == UInt8(ascii: "{") else { return nil }
        return LineText.leadingNumber(text.dropFirst())
    }

    /// The message for a person, shortened.
    var text: String {
        var message = LineText.trimmed(message)
        if message.last == UInt8(ascii: "~") { message.removeLast() }
        return PrintableText.of(message.prefix(200))
    }
}

extension LocalTime {
    /// Reads `Wed Jun 18 15:49:57 1997~`; `nil` of anything else.
    init?(logText text: ArraySlice<UInt8>) {
        let words = LineText.words(text)
        guard words.count == 7, let month = Self.month(words[1]) else { return nil }
        self.init(numbers: [words[6], words[2], words[3], words[4], words[5]], month: month)
    }

    /// Reads `11-22-1996 13:42:14`; `nil` of anything else.
    init?(setupText text: ArraySlice<UInt8>) {
        let words = LineText.words(text)
        guard words.count == 6, words[0].count <= 2, let month = Self.number(words[0]) else {
            return nil
        }
        self.init(numbers: [words[2], words[1], words[3], words[4], words[5]], month: month)
    }

    private init?(numbers words: [ArraySlice<UInt8>], month: Int) {
        let numbers = words.compactMap(Self.number)
        guard numbers.count == 5 else { return nil }
        self.init(
            year: numbers[0], month: month, day: numbers[1], hour: numbers[2],
            minute: numbers[3], second: numbers[4])
    }

    private static func number(_ word: ArraySlice<UInt8>) -> Int? {
        word.allSatisfy(LineText.isDigit) ? LineText.leadingNumber(word) : nil
    }

    private static func month(_ word: ArraySlice<UInt8>) -> Int? {
        let names = "janfebmaraprmayjunjulaugsepoctnovdec".utf8.map { $0 }
        let wanted = word.map(LineText.lowercased)
        guard wanted.count == 3 else { return nil }
        return (0..<12).first { Array(names[$0 * 3..<$0 * 3 + 3]) == wanted }.map { $0 + 1 }
    }
}
