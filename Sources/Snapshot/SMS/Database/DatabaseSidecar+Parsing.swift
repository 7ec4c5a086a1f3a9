// SPDX-License-Identifier: Apache-2.0

extension DatabaseSidecar {
    /// Bytes of a report that are looked at.
    private static let sizeLimit = 1 << 20

    /// Recognises a report by its content; `nil` when the text answers none of the questions.
    ///
    /// - Parameter bytes: The text in any 8-bit code page or in UTF-16; the first MiB is read.
    public init?(parsing bytes: [UInt8]) {
        let lines = TextLineList(TextLines([UInt8](bytes.prefix(Self.sizeLimit))))
        // A dump that is offered as a report has NULs; text never has.
        guard !lines.lines(0..<min(64, lines.count)).contains(where: { $0.contains(0) }) else {
            return nil
        }
        for index in 0..<lines.count { read(line: lines[index]) }
        ReportTable.visit(lines) { read(table: $0) }
        guard !kinds.isEmpty else { return nil }
    }

    private mutating func add(_ kind: Kind) {
        if !kinds.contains(kind) { kinds.append(kind) }
    }

    private mutating func read(line: ArraySlice<UInt8>) {
        if let rest = LineText.rest(of: line, after: "Sort Order ="),
            let number = LineText.leadingNumber(rest)
        {
            add(.sortOrder)
            sortOrder = number
        }
        if let rest = LineText.rest(of: line, after: "Character Set ="),
            let number = LineText.leadingNumber(rest)
        {
            add(.sortOrder)
            characterSet = number
        }
        if version == nil, let rest = LineText.rest(of: line, after: "SQL Server"),
            let found = Self.version(in: rest)
        {
            add(.version)
            version = found
        }
    }

    /// The last number with a point in it: in `6.50 - 6.50.201 (Intel X86)` the second.
    private static func version(in rest: ArraySlice<UInt8>) -> String? {
        let upToProcessor = rest.prefix { $0 != UInt8(ascii: "(") }
        let numbers = upToProcessor.split { !LineText.isDigit($0) && $0 != UInt8(ascii: ".") }
        let version = numbers.last { number in
            number.contains(UInt8(ascii: ".")) && number.first.map(LineText.isDigit) == true
        }
        return version.map { PrintableText.of($0.prefix(20)) }
    }

    private mutating func read(table: ReportTable) {
        if table.has("name", "db_size", "status") {
            readDatabases(table)
        } else if table.has("device_fragments", "size", "usage") {
            readFragments(table)
        } else if table.has("database_name", "database_size") {
            readSpace(table)
        } else if table.has("log size (mb)", "log space used (%)") {
            readLogSpace(table)
        } else if table.has("name", "minimum", "maximum", "run_value") {
            readSettings(table)
        } else if table.has("dumptype", "database") {
            readDumpHeaders(table)
        } else if table.has("device_name", "physical_name") {
            add(.devices)
        } else if table.has("segmap", "lstart", "size", "vstart") {
            add(.usages)
        }
    }

    private mutating func readDatabases(_ table: ReportTable) {
        add(.databases)
        for row in table.rows.prefix(max(0, Self.rowLimit - databases.count)) {
            guard let name = table.cell(row, "name") else { continue }
            databases.append(
                Database(
                    name: name, kilobytes: table.cell(row, "db_size").flatMap(Self.kilobytes),
                    status: table.cell(row, "status") ?? ""))
        }
    }

    /// The fragments follow the database that was asked for.
    private mutating func readFragments(_ table: ReportTable) {
        guard !databases.isEmpty else { return }
        databases[databases.count - 1].fragments = table.rows.prefix(Self.rowLimit).map { row in
            Fragment(
                device: table.cell(row, "device_fragments") ?? "",
                kilobytes: table.cell(row, "size").flatMap(Self.kilobytes),
                usage: table.cell(row, "usage") ?? "")
        }
    }

    private mutating func readSpace(_ table: ReportTable) {
        add(.spaceUsed)
        for row in table.rows.prefix(max(0, Self.rowLimit - spaces.count)) {
            guard let name = table.cell(row, "database_name"),
                let size = table.cell(row, "database_size").flatMap(Self.kilobytes),
                let free = table.cell(row, "unallocated space").flatMap(Self.kilobytes)
            else { continue }
            spaces.append(Space(database: name, kilobytes: size, unallocatedKilobytes: free))
        }
    }

    private mutating func readLogSpace(_ table: ReportTable) {
        add(.logSpace)
        for row in table.rows.prefix(max(0, Self.rowLimit - logSpaces.count)) {
            guard let name = table.cell(row, "database name"),
                let size = table.cell(row, "log size (mb)").flatMap({ Self.kilobytes($0 + " MB") }),
                let used = table.cell(row, "log space used (%)").flatMap(Self.whole)
            else { continue }
            logSpaces.append(LogSpace(database: name, kilobytes: size, usedPercent: used))
        }
    }

    private mutating func readSettings(_ table: ReportTable) {
        add(.settings)
        for row in table.rows.prefix(max(0, Self.rowLimit - settings.count)) {
            guard let name = table.cell(row, "name") else { continue }
            settings.append(
                Setting(
                    name: name, configured: table.cell(row, "config_value").flatMap(Self.whole),
                    running: table.cell(row, "run_value").flatMap(Self.whole)))
        }
    }

    private mutating func readDumpHeaders(_ table: ReportTable) {
        add(.dumpHeader)
        for row in table.rows.prefix(max(0, Self.rowLimit - dumpHeaders.count)) {
            let created = ["creationdate", "creationtime"].compactMap { table.cell(row, $0) }
            dumpHeaders.append(
                DumpHeader(
                    dumpType: table.cell(row, "dumptype").flatMap(Self.whole),
                    database: table.cell(row, "database"),
                    isStriped: table.cell(row, "striped").flatMap(Self.whole).map { $0 != 0 },
                    pageCount: table.cell(row, "dumpsize").flatMap(Self.whole),
                    created: created.isEmpty ? nil : created.joined(separator: " ")))
        }
    }
}

// MARK: - Numbers

extension DatabaseSidecar {
    /// The whole part of a number.
    private static func whole(_ text: String) -> Int? {
        LineText.leadingNumber([UInt8](text.utf8)[...])
    }

    /// A size with its unit, `60.00 MB` or `5849 KB`, in kilobytes; fractions of one are cut off.
    static func kilobytes(_ text: String) -> Int? {
        let bytes = LineText.trimmed([UInt8](text.utf8)[...])
        // A petabyte, so that a thousand of them can be added up and multiplied.
        guard let whole = LineText.leadingNumber(bytes), whole < 1 << 40 else { return nil }
        var rest = bytes.drop(while: LineText.isDigit)
        var thousandths = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: LineText.isDigit)
            let padded = (digits.prefix(3) + [0x30, 0x30, 0x30]).prefix(3)
            thousandths = LineText.leadingNumber(padded) ?? 0
            rest = rest.dropFirst().drop(while: LineText.isDigit)
        }
        switch String(decoding: LineText.trimmed(rest), as: UTF8.self).uppercased() {
        case "MB": return whole < 1 << 30 ? whole * 1_024 + thousandths * 1_024 / 1_000 : nil
        case "KB": return whole
        default: return nil
        }
    }
}
