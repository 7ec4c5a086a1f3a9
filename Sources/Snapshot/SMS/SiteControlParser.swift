// SPDX-License-Identifier: Apache-2.0

/// Builds a site control file out of its tokens: one statement after the other, in any order.
///
/// Recovery follows one rule: a word that begins a statement begins one, wherever it stands. So the
/// loss of one `END_` costs at most the block that it closed.
struct SiteControlParser {
    var tokens: SiteControlTokenizer
    var log = SMSProblemLog()
    /// The token that is looked at and not yet used.
    var current = SiteControlToken(kind: .end, text: SMSText([]), line: 1)
    var file = SiteControlFile()
    /// Values that may still be kept; a file of short ones would take many times its own memory.
    private var room: Int
    private var notesBefore = 0
    /// Most values of one statement that are kept; the longest list known has some dozens.
    private static let longestList = 4_096

    init(_ bytes: [UInt8]) {
        tokens = SiteControlTokenizer(bytes)
        // The values of a real file have more than twenty bytes each, brackets and blanks included.
        room = bytes.count / 8 + 512
    }

    /// Reads the whole file.
    ///
    /// `isCut` says that the caller held back the end of an oversized one.
    mutating func parse(isCut: Bool) -> SMSParsed<SiteControlFile> {
        file.header = tokens.header(&log)
        advance()
        while current.kind != .end { statement() }
        tokens.noteEnd(&log)
        if isCut { log.noteOversize(SiteControlFile.largestSize, line: current.line) }
        return SMSParsed(value: file, problems: log.finished())
    }

    /// SMS 2.0, whose builds have four digits, puts settings and lists into its other blocks and
    /// counts their fields differently; of such a file the parts known from 1.x are read.
    var isVersion2: Bool { (file.header?.buildNumber ?? 0) >= 1_000 }

    mutating func advance() {
        current = tokens.next(&log)
    }

    /// Uses up the fields that come next.
    mutating func fields() -> [SMSText] {
        var fields: [SMSText] = []
        while current.kind == .field {
            if fields.count < Self.longestList, current.text.isEmpty || room > 0 {
                fields.append(current.text)
                room -= current.text.isEmpty ? 0 : 1
            } else {
                unexpected("fewer and longer values")
            }
            advance()
        }
        return fields
    }

    /// Whether the statement that is being read is kept: damage that is no longer noted is not.
    var keepsStatement: Bool { !log.isFull || log.noteCount == notesBefore }

    /// Notes a wrong number of fields and fills up with empty ones.
    mutating func filled(
        _ fields: [SMSText], to count: Int, of what: String, line: Int
    ) -> [SMSText] {
        if fields.count != count {
            log.note(
                isVersion2 ? .notice : .malformed, line: line,
                expected: "\(count) fields in \(what)",
                found: "\(fields.count)")
        }
        let missing = max(0, count - fields.count)
        return fields + [SMSText](repeating: SMSText([]), count: missing)
    }

    /// A field that must be a number of 32 bits.
    mutating func number(_ field: SMSText, _ what: String, line: Int) -> UInt32? {
        let number = field.number
        if number == nil {
            log.note(
                .malformed, line: line, expected: "a number as \(what)",
                found: SMSProblemLog.excerpt(field))
        }
        return number
    }

    /// Notes what stands where something else should; at the end of the file, that it is cut.
    mutating func unexpected(_ expected: String, line: Int? = nil) {
        let found = log.isFull ? "" : current.found
        log.note(
            current.kind == .end ? .truncated : .malformed, line: line ?? current.line,
            expected: expected, found: found)
    }

    /// Notes a token that no statement begins with, and skips it and others like it.
    mutating func stray() {
        unexpected("a statement")
        repeat { advance() } while current.kind != .end && (current.keyword ?? .other) == .other
    }
}

// MARK: - Statements

extension SiteControlParser {
    private mutating func statement() {
        let line = current.line
        notesBefore = log.noteCount
        switch current.keyword ?? .other {
        case .begin(let name):
            advance()
            block(name, line: line)
        case .end(let name):
            log.note(
                .malformed, line: line, expected: "BEGIN_\(name) before its end",
                found: "END_\(name)")
            advance()
        case .property:
            advance()
            property(line: line)
        case .address:
            advance()
            address(line: line)
        case .outbox:
            advance()
            outbox(line: line)
        case .server:
            advance()
            server(line: line)
        case .transaction:
            advance()
            transaction(line: line)
        case .logonServer, .other:
            stray()
        }
    }

    private mutating func property(line: Int) {
        let fields = filled(fields(), to: 4, of: "PROPERTY", line: line)
        // "Last Valid @" and "Last Valid Sql @" hold an encrypted account and its password.
        let isSecret = fields[0].bytes.contains(UInt8(ascii: "@"))
        let property = SiteControlFile.Property(
            name: fields[0],
            first: SiteControlFile.Value(fields[1], isSecret: isSecret),
            second: SiteControlFile.Value(fields[2], isSecret: isSecret),
            number: number(fields[3], "value of a property", line: line), line: line)
        if keepsStatement { file.properties.append(property) }
    }

    private mutating func address(line: Int) {
        var fields = fields()
        var text = SMSText([])
        var count: UInt32?
        if case .counted(let claimed) = current.kind {
            (text, count) = (current.text, claimed)
            advance()
        } else if fields.count == 5 {
            // The Resource Guide describes the string as a fifth field; its sample has it counted.
            text = fields.removeLast()
        } else {
            unexpected("#length(address) after ADDRESS", line: line)
        }
        fields = filled(fields, to: 4, of: "ADDRESS", line: line)
        if SiteCode(fields[1]) == nil {
            log.note(
                .malformed, line: line, expected: "a site code as destination of ADDRESS",
                found: SMSProblemLog.excerpt(fields[1]))
        }
        guard keepsStatement else { return }
        file.addresses.append(
            SiteControlFile.Address(fields: fields, text: text, countedLength: count, line: line))
    }

    private mutating func outbox(line: Int) {
        var fields = fields()
        // The Resource Guide describes six fields, without a drive; all known files have seven.
        if fields.count == 6 { fields.insert(SMSText([]), at: 5) }
        fields = filled(fields, to: 7, of: "OUTBOX", line: line)
        guard keepsStatement else { return }
        file.outboxes.append(
            SiteControlFile.Outbox(
                name: fields[0], path: fields[1], format: fields[2], schedule: fields[3],
                createFlag: fields[4], drive: fields[5], server: fields[6], line: line))
    }

    private mutating func server(line: Int) {
        let fields = filled(fields(), to: 4, of: "SERVER", line: line)
        let server = SiteControlFile.Server(
            name: fields[0], type: fields[1],
            flags: number(fields[2], "flags of a server", line: line), drive: fields[3],
            line: line)
        if keepsStatement { file.servers.append(server) }
    }

    /// The type stands in angle brackets or not; the Resource Guide shows both.
    private mutating func transaction(line: Int) {
        var type: [SMSText] = []
        if current.keyword == .other {
            type = [current.text]
            advance()
        }
        let fields = filled(type + fields(), to: 5, of: "TRANSACTION", line: line)
        let isSecret = fields[0].bytes.contains(UInt8(ascii: "@"))
        let transaction = SiteControlFile.Transaction(
            type: fields[0], isPersistent: fields[1],
            number: number(fields[2], "value of a transaction", line: line),
            first: SiteControlFile.Value(fields[3], isSecret: isSecret),
            second: SiteControlFile.Value(fields[4], isSecret: isSecret), line: line)
        // An order that removes a site is kept however damaged the file is.
        if keepsStatement || transaction.isDestructive { file.transactions.append(transaction) }
    }
}

extension SiteControlFile.Address {
    /// Keeps of the address string what is no secret: `({}{\\SERVER\SHARE account+password})`.
    fileprivate init(fields: [SMSText], text: SMSText, countedLength: UInt32?, line: Int) {
        let backslash = UInt8(ascii: "\\")
        let bytes = text.bytes
        let start = bytes.indices.dropLast().first {
            bytes[$0] == backslash && bytes[$0 + 1] == backslash
        }
        let unc = start.map { bytes[($0 + 2)...] } ?? []
        let parts = unc.prefix { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "{") }
            .split(separator: backslash, maxSplits: 1, omittingEmptySubsequences: false)
        let server = parts.first.map { SMSText($0) }
        // A share name has no blank; a blank parts it from the digits.
        let share = parts.count == 2 ? SMSText(parts[1].prefix { !SMSText.isBlank($0) }) : nil
        self.init(
            origin: fields[0], destination: fields[1], senderType: fields[2], outbox: fields[3],
            countedLength: countedLength, length: bytes.count,
            uncServer: server.flatMap { $0.isEmpty ? nil : $0 },
            uncShare: share.flatMap { $0.isEmpty ? nil : $0 },
            encryptedDigitCount: Self.secretDigits(in: bytes), line: line)
    }

    private static func secretDigits(in bytes: [UInt8]) -> Int {
        var total = 0
        var run = 0
        for byte in bytes + [0] {
            if SMSText.isHexDigit(byte) {
                run += 1
            } else {
                total += run >= SMSText.shortestSecret ? run : 0
                run = 0
            }
        }
        return total
    }
}
