// SPDX-License-Identifier: Apache-2.0

/// Builds a map out of its tokens: one statement after the other, in any order.
///
/// After damage, reading goes on at the next word that begins a statement; within a directory also
/// at the next line that begins with a string, which is the next file.
struct SystemMapParser {
    var tokens: SystemMapTokenizer
    var log = SMSProblemLog()
    /// The token that is looked at and not yet used.
    var current = SystemMapToken(kind: .end, text: "", line: 1, isFirstOnLine: true)
    var map = SystemMap()
    /// Whether the token before the current one is the word `END`.
    private var isAfterEnd = false

    init(_ bytes: [UInt8]) {
        tokens = SystemMapTokenizer(bytes)
    }

    /// Reads the whole map.
    ///
    /// `isCut` says that the caller held back the end of an oversized one.
    mutating func parse(isCut: Bool) -> SMSParsed<SystemMap> {
        advance()
        map.beginsWithPlatforms = current.keyword == .platforms
        if !map.beginsWithPlatforms {
            log.note(
                .malformed, line: current.line, expected: "PLATFORMS at the beginning",
                found: current.found)
        }
        while current.kind != .end { statement() }
        tokens.noteEnd(&log)
        // The last statement of every map is the block of a directory.
        if !isAfterEnd, map.beginsWithPlatforms {
            log.note(
                .truncated, line: current.line, expected: "END as the last word",
                found: "the end of the file")
        }
        if isCut { log.noteOversize(SystemMap.largestSize, line: current.line) }
        return SMSParsed(value: map, problems: log.finished())
    }

    mutating func advance() {
        isAfterEnd = current.keyword == .end
        current = tokens.next(&log)
    }

    /// Notes what stands where something else should.
    mutating func unexpected(_ expected: String) {
        let found = log.isFull ? "" : current.found
        log.note(.malformed, line: current.line, expected: expected, found: found)
    }

    /// Whether the current token begins a statement.
    var isAtStatement: Bool {
        guard let keyword = current.keyword else { return false }
        return keyword.beginsStatement || (keyword == .copyLists && current.isAssigned)
    }

    /// Whether the current token begins a line that can be understood by itself.
    var isAtRecovery: Bool {
        switch current.kind {
        case .end: true
        case .string: current.isFirstOnLine
        case .word: isAtStatement || current.keyword == .end
        case .mark: false
        }
    }
}

// MARK: - Statements

extension SystemMapParser {
    private mutating func statement() {
        let line = current.line
        guard isAtStatement, let keyword = current.keyword else {
            unexpected("a statement")
            repeat { advance() } while current.kind != .end && !isAtStatement
            return
        }
        advance()
        switch keyword {
        case .platforms: map.platforms += list("PLATFORMS")
        case .copyLists: map.copyLists += list("COPYLISTS")
        case .languages: map.languages += list("LANGUAGES")
        case .units: map.units += list("UNITS")
        case .idList:
            let name = string("the name of an IDLIST")
            map.idLists.append(SystemMap.IDList(name: name, values: list("IDLIST"), line: line))
        case .service: map.services.append(service(line: line))
        case .package: map.packages.append(service(line: line))
        default: directory(line: line)
        }
    }

    private mutating func service(line: Int) -> SystemMap.Service {
        var service = SystemMap.Service(name: string("the name of a service"), line: line)
        if current.keyword == .begin {
            advance()
        } else {
            unexpected("BEGIN")
        }
        while true {
            switch current.keyword {
            case .flags:
                advance()
                service.flags = assignedNumber("FLAGS").map(SMSServiceFlags.init)
            case .main:
                advance()
                service.main = string("the program of MAIN")
            case .subcomponent:
                advance()
                service.subcomponents.append(string("the program of SUBCOMPONENT"))
            case .end:
                advance()
                return service
            case nil where current.kind == .end:
                endOfFile(line: line)
                return service
            case .some where isAtStatement:
                unexpected("END of the block of line \(line)")
                return service
            default:
                unexpected("FLAGS, MAIN, SUBCOMPONENT or END")
                repeat { advance() } while current.keyword == nil && current.kind != .end
            }
        }
    }

    /// Notes that the file ends within a block.
    mutating func endOfFile(line: Int) {
        log.note(
            .truncated, line: current.line, expected: "END of the block of line \(line)",
            found: "the end of the file")
    }
}

// MARK: - Values

extension SystemMapParser {
    /// A string, or an empty one when something else stands there.
    mutating func string(_ what: String) -> SMSText {
        guard current.kind == .string else {
            unexpected(what + " in quotes")
            return ""
        }
        defer { advance() }
        return current.text
    }

    /// The sign `=`, when it is there; PLATFORM and others have none.
    @discardableResult
    mutating func equals() -> Bool {
        guard current.isMark("=") else { return false }
        advance()
        return true
    }

    /// `= n`.
    mutating func assignedNumber(_ what: String) -> UInt32? {
        guard equals() else {
            unexpected("\"=\" after \(what)")
            return nil
        }
        return number(what)
    }

    /// A number of 32 bits.
    mutating func number(_ what: String) -> UInt32? {
        guard current.kind == .word, let number = current.text.number else {
            unexpected("a number in \(what)")
            // A wrong number is used up; a mark or keyword belongs to what comes next.
            if current.kind == .word, current.keyword == nil { advance() }
            return nil
        }
        advance()
        return number
    }

    /// Notes that values of a list were read and not kept.
    mutating func noteLongList(_ what: String) {
        log.note(
            .malformed, line: current.line,
            expected: "fewer than \(SystemMap.longestList) values in \(what)", found: "more")
    }

    /// `= "a", "b"`.
    ///
    /// No statement begins with a string, so a lost comma is no doubt either.
    private mutating func list(_ what: String) -> [SMSText] {
        if !equals() { unexpected("\"=\" after \(what)") }
        var values: [SMSText] = []
        while current.kind == .string {
            if values.count < SystemMap.longestList { values.append(current.text) }
            advance()
            if current.isMark(",") {
                advance()
                if current.kind != .string { unexpected("a string after \",\" in \(what)") }
            } else if current.kind == .string {
                unexpected("\",\" in \(what)")
            }
        }
        if values.isEmpty { unexpected("a string in \(what)") }
        if values.count == SystemMap.longestList { noteLongList(what) }
        return values
    }
}
