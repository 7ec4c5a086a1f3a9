// SPDX-License-Identifier: Apache-2.0

/// Cuts a site control file into tokens and mends what damage leaves no doubt about.
///
/// Line ends are blanks to this grammar, with two exceptions that make it robust: a field whose `>`
/// is missing ends where its line ends, and one that is wrapped, as articles print long ones, goes
/// on in the next line. Which of the two it is, the beginning of the next line tells.
struct SiteControlTokenizer {
    /// The file.
    let bytes: [UInt8]
    /// Where the next token is looked for.
    var position = 0
    /// The line at ``position``, counted from 1.
    private(set) var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next token; at the end of the file again and again the token of kind `end`.
    mutating func next(_ log: inout SMSProblemLog) -> SiteControlToken {
        skipBlanks()
        guard position < bytes.count else {
            return SiteControlToken(kind: .end, text: SMSText([]), line: line)
        }
        switch bytes[position] {
        case UInt8(ascii: "<"): return field(&log)
        case UInt8(ascii: "#"): return counted(&log)
        default: return word(&log)
        }
    }

    /// Reads `SITE CONTROL FILE [786][1.08]`; without it, leaves the position where it is.
    mutating func header(_ log: inout SMSProblemLog) -> SiteControlFile.Header? {
        let expected = "SITE CONTROL FILE [build][syntax]"
        skipBlanks()
        let end = lineEnd(from: position)
        let text = SMSText(bytes[position..<end])
        guard text.hasPrefix("SITE CONTROL FILE") else {
            let found = text.isEmpty ? "nothing" : SMSProblemLog.excerpt(text)
            log.note(.malformed, line: line, expected: expected, found: found)
            return nil
        }
        position = end
        let rest = text.bytes.dropFirst(17)
        let values = rest.split(
            separator: UInt8(ascii: "["), maxSplits: 3, omittingEmptySubsequences: false
        )
        .dropFirst()
        .compactMap { part in
            part.firstIndex(of: UInt8(ascii: "]")).map { SMSText(part[..<$0]).trimmed }
        }
        guard values.count == 2, let build = values.first, let syntax = values.last else {
            log.note(
                .malformed, line: line, expected: expected, found: SMSProblemLog.excerpt(text))
            return nil
        }
        return SiteControlFile.Header(build: build, syntax: syntax)
    }

    /// Notes what the end of the file says of its wholeness, after all tokens were read.
    func noteEnd(_ log: inout SMSProblemLog) {
        guard let last = bytes.last else { return }
        if last == 0 {
            let count = bytes.count - (bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)
            log.note(
                .truncated, line: line, expected: "text to the end of the file",
                found: "\(count) NUL bytes in its place")
        } else if !SMSText.isLineEnd(last), last != 0x1A {
            // Every line that the product writes is closed. A cut within the last one has mostly
            // damaged a value as well, and only then it is certain.
            log.note(
                log.hasDamage(from: line) ? .truncated : .notice, line: line,
                expected: "a line end at the end of the file", found: "none")
        }
        if let first = bytes.dropLast().firstIndex(of: 0), last != 0 {
            log.note(
                .malformed, line: line, expected: "text",
                found: "NUL bytes, the first at offset \(first)")
        }
    }
}

// MARK: - Words and fields

extension SiteControlTokenizer {
    private mutating func word(_ log: inout SMSProblemLog) -> SiteControlToken {
        let start = position
        while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
        let text = SMSText(bytes[start..<position])
        guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else {
            return SiteControlToken(kind: .word, text: text, line: line)
        }
        // A field that lost its "<"; Q277745 prints such a line: <Client Program>><4>.
        position += 1
        log.note(
            .malformed, line: line, expected: "\"<\" before a value",
            found: SMSProblemLog.excerpt(text.bytes + [UInt8(ascii: ">")]))
        return SiteControlToken(kind: .field, text: text, line: line)
    }

    private mutating func field(_ log: inout SMSProblemLog) -> SiteControlToken {
        let first = line
        position += 1
        var text: [UInt8] = []
        var isWrapped = false
        while position < bytes.count {
            let start = position
            while position < bytes.count, !Self.endsField(bytes[position]) { position += 1 }
            text += bytes[start..<position]
            guard position < bytes.count else { break }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                if isWrapped {
                    log.note(
                        .notice, line: first, expected: "a field on one line",
                        found: "a field wrapped over lines \(first) to \(line)")
                }
                return SiteControlToken(kind: .field, text: SMSText(text), line: first)
            }
            guard SMSText.isLineEnd(bytes[position]), fieldGoesOn() else { break }
            join(&text)
            isWrapped = true
        }
        let isCut = position >= bytes.count
        log.note(
            isCut ? .truncated : .malformed, line: first, expected: "\">\" after a value",
            found: isCut ? "the end of the file" : SMSProblemLog.excerpt([UInt8(ascii: "<")] + text)
        )
        return SiteControlToken(kind: .field, text: SMSText(text).trimmed, line: first)
    }

    /// Steps over a line break within a field.
    ///
    /// Wrapped digits belong together; words had a blank.
    private mutating func join(_ text: inout [UInt8]) {
        while text.last.map(SMSText.isBlank) ?? false { text.removeLast() }
        skipBlanks()
        guard position < bytes.count, bytes[position] != UInt8(ascii: ">"), !text.isEmpty else {
            return
        }
        // Looking at the ends only keeps this linear: the field may be wrapped ten thousand times.
        let areDigits =
            text.count >= SMSText.shortestSecret
            && text.suffix(SMSText.shortestSecret).allSatisfy(SMSText.isHexDigit)
            && SMSText.isHexDigit(bytes[position])
        if !areDigits { text.append(UInt8(ascii: " ")) }
    }

    /// Whether the line after this one continues a field, and is not the beginning of something
    /// else.
    func fieldGoesOn() -> Bool {
        var start = position
        while start < bytes.count, Self.isSpace(bytes[start]) { start += 1 }
        guard start < bytes.count else { return false }
        return !beginsStatement(at: start)
    }

    /// Whether a line that begins at `start` is a statement, or holds a field from its first byte.
    private func beginsStatement(at start: Int) -> Bool {
        if bytes[start] == UInt8(ascii: "<") || bytes[start] == UInt8(ascii: "#") { return true }
        // The longest keyword that a field follows has 11 letters, and no block's name is near 64.
        let limit = min(bytes.count, start + 64)
        var end = start
        while end < limit, !Self.endsWord(bytes[end]) { end += 1 }
        var next = end
        while next < limit, SMSText.isBlank(bytes[next]) { next += 1 }
        switch SiteControlToken.Keyword(SMSText(bytes[start..<end])) {
        case .begin, .end: return next >= bytes.count || SMSText.isLineEnd(bytes[next])
        case .transaction: return next > end || next >= bytes.count
        case .other: return false
        default: return next >= bytes.count || bytes[next] == UInt8(ascii: "<")
        }
    }
}

// MARK: - Moving

extension SiteControlTokenizer {
    /// Steps over blanks and line ends.
    ///
    /// Ctrl-Z and NUL are blanks as well: a DOS editor ends a file with the one, a file system that
    /// lost the end of a file fills it with the other.
    mutating func skipBlanks() {
        var end = position
        while end < bytes.count, Self.isSpace(bytes[end]) { end += 1 }
        advance(to: end)
    }

    /// Moves on and counts the lines between.
    mutating func advance(to end: Int) {
        while position < end {
            // CR LF is one line end; a CR alone is one as well.
            let isBreak =
                bytes[position] == UInt8(ascii: "\n")
                || (bytes[position] == UInt8(ascii: "\r")
                    && (position + 1 >= bytes.count || bytes[position + 1] != UInt8(ascii: "\n")))
            if isBreak { line += 1 }
            position += 1
        }
    }

    /// The index of the line end at or after `start`, or the end of the file.
    func lineEnd(from start: Int) -> Int {
        bytes[start...].firstIndex(where: SMSText.isLineEnd) ?? bytes.count
    }

    /// Whether the byte means nothing but a distance between tokens.
    static func isSpace(_ byte: UInt8) -> Bool {
        SMSText.isBlank(byte) || SMSText.isLineEnd(byte) || byte == 0 || byte == 0x1A
            || byte == 0x0C
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ">") || byte == UInt8(ascii: "<") || SMSText.isLineEnd(byte)
    }
}
