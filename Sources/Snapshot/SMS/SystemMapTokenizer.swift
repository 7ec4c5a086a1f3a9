// SPDX-License-Identifier: Apache-2.0

/// Cuts a System.map into tokens.
///
/// White space is free in it: articles print one entry over four lines (Q193031) and a directory's
/// header on one (Q245816).
struct SystemMapTokenizer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var isFirstOnLine = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next token; at the end of the file again and again the token of kind `end`.
    mutating func next(_ log: inout SMSProblemLog) -> SystemMapToken {
        skipBlanks(&log)
        defer { isFirstOnLine = false }
        guard position < bytes.count else { return token(.end, SMSText([])) }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"):
            position += 1
            return token(.mark(byte), SMSText([byte]))
        case UInt8(ascii: "\""):
            return string(&log)
        default:
            let start = position
            repeat { position += 1 } while position < bytes.count && !Self.endsWord(bytes[position])
            var token = token(.word, SMSText(bytes[start..<position]))
            let next = bytes[position...].first { !Self.isSpace($0) }
            token.isAssigned = next == UInt8(ascii: "=")
            return token
        }
    }

    /// Notes what the end of the file says of its wholeness, after all tokens were read.
    func noteEnd(_ log: inout SMSProblemLog) {
        guard let last = bytes.last else { return }
        if last == 0 {
            let count = bytes.count - (bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)
            log.note(
                .truncated, line: line, expected: "text to the end of the file",
                found: "\(count) NUL bytes in its place")
        } else if let first = bytes.firstIndex(of: 0) {
            log.note(
                .malformed, line: line, expected: "text",
                found: "NUL bytes, the first at offset \(first)")
        }
    }
}

extension SystemMapTokenizer {
    private func token(
        _ kind: SystemMapToken.Kind, _ text: SMSText
    ) -> SystemMapToken {
        SystemMapToken(kind: kind, text: text, line: line, isFirstOnLine: isFirstOnLine)
    }

    /// Reads a string.
    ///
    /// One that is not closed on its line is either wrapped, as articles print `"INTEL` / `X86"`,
    /// or has lost its quote; the next line tells.
    private mutating func string(_ log: inout SMSProblemLog) -> SystemMapToken {
        position += 1
        let start = position
        while position < bytes.count, !Self.endsString(bytes[position]) { position += 1 }
        var token = token(.string, SMSText(bytes[start..<position]))
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return token
        }
        if let (begin, end) = continuation() {
            let text = token.text.trimmed.bytes + [UInt8(ascii: " ")] + bytes[begin..<end]
            token.text = SMSText(text)
            advance(to: end + 1)
            log.note(
                .notice, line: token.line, expected: "a string on one line",
                found: "a string wrapped over lines \(token.line) to \(line)")
        } else {
            let isCut = position >= bytes.count
            log.note(
                isCut ? .truncated : .malformed, line: token.line,
                expected: "a quote after a string",
                found: isCut ? "the end of the file" : SMSProblemLog.excerpt(token.text))
        }
        return token
    }

    /// Where the next line continues a string: words up to a quote that no `=` or `,` precedes, and
    /// after it anything but another word.
    private func continuation() -> (begin: Int, end: Int)? {
        var begin = position
        while begin < bytes.count, Self.isSpace(bytes[begin]) { begin += 1 }
        // The rest of a string is short; the limit keeps reading linear.
        let limit = min(bytes.count, begin + 128)
        var end = begin
        while end < limit, !Self.endsContinuation(bytes[end]) { end += 1 }
        guard end > begin, end < limit, bytes[end] == UInt8(ascii: "\"") else { return nil }
        guard bytes[end - 1] != UInt8(ascii: " ") else { return nil }
        return (begin, end)
    }

    private mutating func skipBlanks(_ log: inout SMSProblemLog) {
        while position < bytes.count {
            if Self.isSpace(bytes[position]) {
                advance(to: position + 1)
            } else if isComment {
                log.note(
                    .notice, line: line, expected: "a map without comments", found: "a comment")
                while position < bytes.count, !SMSText.isLineEnd(bytes[position]) { position += 1 }
            } else {
                return
            }
        }
    }

    /// Whether a comment begins here.
    ///
    /// No article shows one; these are the marks of the time.
    private var isComment: Bool {
        bytes[position] == UInt8(ascii: ";")
            || (bytes[position] == UInt8(ascii: "/") && position + 1 < bytes.count
                && bytes[position + 1] == UInt8(ascii: "/"))
    }

    /// Moves on and counts the lines between; CR LF is one line end, a CR alone as well.
    private mutating func advance(to end: Int) {
        while position < end, position < bytes.count {
            let isBreak =
                bytes[position] == UInt8(ascii: "\n")
                || (bytes[position] == UInt8(ascii: "\r")
                    && (position + 1 >= bytes.count || bytes[position + 1] != UInt8(ascii: "\n")))
            if isBreak {
                line += 1
                isFirstOnLine = true
            }
            position += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        SMSText.isBlank(byte) || SMSText.isLineEnd(byte) || byte == 0 || byte == 0x1A
            || byte == 0x0C
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "(")
            || byte == UInt8(ascii: ")")
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        isSpace(byte) || isMark(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ";")
    }

    private static func endsString(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || SMSText.isLineEnd(byte)
    }

    private static func endsContinuation(_ byte: UInt8) -> Bool {
        endsString(byte) || isMark(byte)
    }
}
