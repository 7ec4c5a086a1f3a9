// SPDX-License-Identifier: Apache-2.0

/// The strings of addresses, `#182(…)`.
extension SiteControlTokenizer {
    /// Reads `#182(…)`, by the count if that leads to a `)` at the end of a line, else to the last
    /// `)` of the line, or of the lines over which the string is wrapped.
    mutating func counted(_ log: inout SMSProblemLog) -> SiteControlToken {
        let first = line
        var open = position + 1
        while open < bytes.count, SMSText.isDecimalDigit(bytes[open]) { open += 1 }
        let count = SMSText(bytes[(position + 1)..<open]).number
        guard open < bytes.count, bytes[open] == UInt8(ascii: "(") else {
            position = open
            let isCut = open >= bytes.count
            log.note(
                isCut ? .truncated : .malformed, line: first, expected: "#length(address)",
                found: isCut ? "the end of the file" : "no \"(\" after the length")
            return SiteControlToken(kind: .counted(count), text: SMSText([]), line: first)
        }
        if let count, let end = end(ofString: open, count: Int(count)) {
            let text = SMSText(bytes[open...end])
            advance(to: end + 1)
            return SiteControlToken(kind: .counted(count), text: text, line: first)
        }
        return uncounted(from: open, count: count, &log)
    }

    /// The index of the `)` that the count leads to, if it is one and nothing follows on its line.
    private func end(ofString open: Int, count: Int) -> Int? {
        guard count > 1, count <= bytes.count - open else { return nil }
        let end = open + count - 1
        guard bytes[end] == UInt8(ascii: ")") else { return nil }
        var next = end + 1
        while next < bytes.count, SMSText.isBlank(bytes[next]) { next += 1 }
        return next >= bytes.count || SMSText.isLineEnd(bytes[next]) ? end : nil
    }

    private mutating func uncounted(
        from open: Int, count: UInt32?, _ log: inout SMSProblemLog
    ) -> SiteControlToken {
        let first = line
        var text: [UInt8] = []
        var isClosed = false
        position = open
        while position < bytes.count, !isClosed {
            let part = SMSText(bytes[position..<lineEnd(from: position)])
            // The blank between share and digits may be the last byte of the book's line.
            text += part.bytes
            isClosed = part.trimmed.bytes.last == UInt8(ascii: ")")
            position += part.bytes.count
            if !isClosed {
                guard fieldGoesOn() else { break }
                skipBlanks()
            }
        }
        let length = SMSText(text).trimmed.bytes.count
        if isClosed, count == UInt32(exactly: length) {
            log.note(
                .notice, line: first, expected: "an address on one line",
                found: "an address wrapped over lines \(first) to \(line)")
        } else if isClosed {
            let claimed = count.map { "\($0) bytes" } ?? "a length before the address"
            log.note(.notice, line: first, expected: claimed, found: "\(length) bytes")
        } else {
            let isCut = position >= bytes.count || beginsAtEnd()
            log.note(
                isCut ? .truncated : .malformed, line: first, expected: "\")\" after an address",
                found: isCut ? "the end of the file" : "the next statement")
        }
        return SiteControlToken(kind: .counted(count), text: SMSText(text).trimmed, line: first)
    }

    /// Whether nothing but blanks is left.
    private func beginsAtEnd() -> Bool {
        bytes[position...].allSatisfy(Self.isSpace)
    }
}
