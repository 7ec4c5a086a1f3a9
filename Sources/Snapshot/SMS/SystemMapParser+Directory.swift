// SPDX-License-Identifier: Apache-2.0

/// The statement `DIRECTORY` and its files.
extension SystemMapParser {
    /// Reads a directory whose keyword was used up.
    mutating func directory(line: Int) {
        var directory = SystemMap.Directory(path: string("the path of a DIRECTORY"), line: line)
        let hasFiles = header(&directory)
        if hasFiles { entries(&directory) }
        // Damage is short and a directory is not: what is no longer noted is no longer kept.
        if hasFiles || !log.isFull { map.directories.append(directory) }
    }

    /// Reads up to `BEGIN`.
    ///
    /// Returns whether files follow.
    private mutating func header(_ directory: inout SystemMap.Directory) -> Bool {
        while true {
            switch current.keyword {
            case .platform: directory.platform = attribute("PLATFORM")
            case .language: directory.language = attribute("LANGUAGE")
            case .source: directory.source = attribute("SOURCE")
            case .flags:
                advance()
                directory.flags = assignedNumber("FLAGS")
            case .unit: directory.units += units()
            case .begin:
                advance()
                return true
            case nil where current.kind == .end:
                endOfFile(line: directory.line)
                return false
            case nil where current.kind == .string:
                unexpected("BEGIN before the files of a DIRECTORY")
                return true
            case .some(let keyword) where keyword == .end || isAtStatement:
                unexpected("BEGIN of the files of a DIRECTORY")
                if keyword == .end { advance() }
                return false
            default:
                unexpected("PLATFORM, LANGUAGE, SOURCE, FLAGS, UNIT or BEGIN")
                advance()
            }
        }
    }

    private mutating func attribute(_ what: String) -> SMSText {
        advance()
        equals()
        return string(what)
    }

    /// `UNIT = "a"`, also with further ones after commas.
    ///
    /// Here a string without a comma before it is a file whose `BEGIN` was lost.
    private mutating func units() -> [SMSText] {
        var units = [attribute("UNIT")]
        while current.isMark(",") {
            advance()
            units.append(string("UNIT"))
        }
        return units
    }

    private mutating func entries(_ directory: inout SystemMap.Directory) {
        while true {
            if current.kind == .string {
                let entry = entry()
                // The same holds for a file that has nothing but a name.
                if entry.size != nil || !log.isFull { directory.entries.append(entry) }
            } else if current.keyword == .end {
                advance()
                return
            } else if current.kind == .end {
                endOfFile(line: directory.line)
                return
            } else if isAtStatement {
                unexpected("END of the block of line \(directory.line)")
                return
            } else {
                unexpected("a file or END")
                repeat { advance() } while !isAtRecovery
            }
        }
    }
}

// MARK: - Files

extension SystemMapParser {
    /// Reads one file, whose name is the current token.
    private mutating func entry() -> SystemMap.Entry {
        var entry = SystemMap.Entry(name: current.text, line: current.line)
        var names: [SMSText] = []
        advance()
        while true {
            let isAfterComma = current.isMark(",")
            if isAfterComma { advance() }
            guard isAtAttribute(isAfterComma: isAfterComma, nameCount: names.count) else { break }
            if !isAfterComma { unexpected("\",\" before the next part of a file") }
            if current.kind == .string {
                names.append(current.text)
                advance()
            } else {
                part(&entry)
            }
        }
        entry.secondName = names.first ?? ""
        entry.sourceName = names.count > 1 ? names[1] : ""
        noteMissing(entry, nameCount: names.count)
        return entry
    }

    /// Whether the current token continues a file.
    ///
    /// A string at the beginning of a line is the next file, unless a comma and the number of names
    /// so far say that it belongs to this one.
    private func isAtAttribute(isAfterComma: Bool, nameCount: Int) -> Bool {
        switch current.keyword {
        case .size, .remote, .compress, .flags: true
        case .copyLists: true
        case nil where current.kind == .string:
            nameCount < 2 && (isAfterComma || !current.isFirstOnLine)
        default: false
        }
    }

    /// Reads a part of a file that a keyword begins.
    private mutating func part(_ entry: inout SystemMap.Entry) {
        let keyword = current.keyword
        advance()
        switch keyword {
        case .size: entry.size = size()
        case .remote: entry.isRemote = choice("REMOTE")
        case .compress: entry.isCompressed = choice("COMPRESS")
        case .flags: entry.flags = assignedNumber("FLAGS")
        default: entry.copyLists += copyLists()
        }
    }

    /// `(1, 991, 991)`.
    private mutating func size() -> SystemMap.Size? {
        guard open("SIZE") else { return nil }
        var numbers: [UInt32?] = []
        while numbers.count < 3 {
            numbers.append(number("SIZE"))
            guard current.isMark(",") else { break }
            advance()
        }
        close("SIZE")
        let values = numbers.compactMap { $0 }
        guard values.count == 3 else { return nil }
        return SystemMap.Size(count: values[0], sourceBytes: values[1], installedBytes: values[2])
    }

    /// `("WIN16:PCM" = "SMS", "WIN95:PCM" = "SMS")`.
    private mutating func copyLists() -> [SystemMap.CopyListEntry] {
        guard open("COPYLISTS") else { return [] }
        var lists: [SystemMap.CopyListEntry] = []
        while current.kind == .string {
            let list = string("a copy list")
            if !equals() { unexpected("\"=\" after a copy list") }
            let destination = string("the destination of a copy list")
            if lists.count < SystemMap.longestList {
                lists.append(SystemMap.CopyListEntry(list: list, destination: destination))
            }
            guard current.isMark(",") else { break }
            advance()
        }
        close("COPYLISTS")
        if lists.count == SystemMap.longestList { noteLongList("COPYLISTS") }
        return lists
    }

    private mutating func open(_ what: String) -> Bool {
        guard current.isMark("(") else {
            unexpected("\"(\" after \(what)")
            return false
        }
        advance()
        return true
    }

    private mutating func close(_ what: String) {
        if !current.isMark(")") {
            unexpected("\")\" after \(what)")
            while !current.isMark(")"), !isAtRecovery { advance() }
        }
        if current.isMark(")") { advance() }
    }

    /// `= YES` or `= NO`.
    private mutating func choice(_ what: String) -> Bool? {
        if !equals() { unexpected("\"=\" after \(what)") }
        let word = current.kind == .word ? current.text : ""
        let isYes = word.isSame(as: "YES")
        guard isYes || word.isSame(as: "NO") else {
            unexpected("YES or NO in \(what)")
            if current.kind == .word, current.keyword == nil { advance() }
            return nil
        }
        advance()
        return isYes
    }

    private mutating func noteMissing(_ entry: SystemMap.Entry, nameCount: Int) {
        var missing: [String] = []
        if entry.size == nil { missing.append("SIZE") }
        if nameCount < 2 { missing.append("the name on the disc") }
        if entry.isRemote == nil { missing.append("REMOTE") }
        if entry.isCompressed == nil { missing.append("COMPRESS") }
        if entry.flags == nil { missing.append("FLAGS") }
        guard !missing.isEmpty else { return }
        log.note(
            .malformed, line: entry.line, expected: missing.joined(separator: ", "),
            found: "a file without: " + SMSProblemLog.excerpt(entry.name))
    }
}
