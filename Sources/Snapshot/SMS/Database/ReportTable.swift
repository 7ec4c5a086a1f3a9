// SPDX-License-Identifier: Apache-2.0

/// One table of a report that ISQL printed.
///
/// ```
///  name                     db_size       owner
///  ------------------------ ------------- -----
///  SMS                           60.00 MB sa
/// ```
/// The dashes say where the columns are. A table that is wider than the paper is printed with
/// several lines of names, several lines of dashes, and as many lines for every row.
struct ReportTable: Sendable, Hashable {
    /// Rows of one table that are kept.
    static let rowLimit = 1_024
    /// Columns of one table that are kept; the widest report has some twenty.
    static let columnLimit = 64

    /// A cell that is not empty.
    struct Cell: Sendable, Hashable {
        let column: Int
        /// Without blanks at its ends.
        let text: String
    }

    /// The names of the columns in lower case.
    let columns: [String]
    /// The cells of each row: of a wide table with short lines most are empty and take no memory.
    let rows: [[Cell]]

    /// The index of a column; `nil` when the table does not have it.
    func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

    /// Whether the table has all of these columns.
    func has(_ names: String...) -> Bool { names.allSatisfy { columns.contains($0) } }

    /// A cell; `nil` when there is no such column or the cell is empty.
    func cell(_ row: [Cell], _ name: String) -> String? {
        guard let column = column(name) else { return nil }
        return row.first { $0.column == column }?.text
    }
}

extension ReportTable {
    /// Visits the tables of a report, in its order and one at a time.
    static func visit(_ lines: TextLineList, _ take: (ReportTable) -> Void) {
        var index = 0
        // Where the table before has ended: its rows are not names of columns.
        var free = 0
        while index < lines.count {
            let dashes = lines.lines(index..<min(lines.count, index + 16)).prefix { isRule($0) }
            guard !dashes.isEmpty, index - dashes.count >= free else {
                index += 1
                continue
            }
            let spans = dashes.map(spans(of:))
            let names = lines.lines((index - dashes.count)..<index).map(withoutPrompt)
            var next = index + dashes.count
            var rows: [[Cell]] = []
            while next + spans.count <= lines.count, isRow(lines[next]) {
                if rows.count < rowLimit {
                    rows.append(cells(lines.lines(next..<next + spans.count), spans))
                }
                next += spans.count
            }
            var columns = [String](repeating: "", count: min(columnLimit, spans.joined().count))
            for cell in cells(names, spans) { columns[cell.column] = cell.text.lowercased() }
            take(ReportTable(columns: columns, rows: rows))
            free = next
            index = next
        }
    }

    /// Whether a line consists of dashes and blanks.
    private static func isRule(_ line: ArraySlice<UInt8>) -> Bool {
        line.contains(0x2D) && line.allSatisfy { $0 == 0x2D || LineText.isBlank($0) }
    }

    /// A row is not empty, and not `(1 row affected)`.
    private static func isRow(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = LineText.trimmed(line).first else { return false }
        return first != UInt8(ascii: "(") && !isRule(line)
    }

    /// Where the dashes of each column begin, and where those of the next do, counted from the
    /// start of the line.
    private static func spans(of rule: ArraySlice<UInt8>) -> [Range<Int>] {
        let starts = rule.indices.filter { index in
            rule[index] == 0x2D && (index == rule.startIndex || rule[index - 1] != 0x2D)
        }.map { $0 - rule.startIndex }
        // The last column has no end: ISQL does not cut its values.
        return zip(starts, starts.dropFirst() + [TextLines.lineLimit]).map { $0..<$1 }
    }

    private static func cells(
        _ lines: [ArraySlice<UInt8>], _ spans: [[Range<Int>]]
    ) -> [Cell] {
        var cells: [Cell] = []
        var before = 0
        for (line, columns) in zip(lines, spans) {
            for (index, span) in columns.enumerated().prefix(max(0, columnLimit - before)) {
                guard span.lowerBound < line.count else { break }
                let text = LineText.trimmed(line.dropFirst(span.lowerBound).prefix(span.count))
                if !text.isEmpty {
                    cells.append(Cell(column: before + index, text: PrintableText.of(text)))
                }
            }
            before += columns.count
        }
        return cells
    }

    /// ISQL prints `1> 2> ` before the first line of an answer when it reads a script.
    private static func withoutPrompt(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while true {
            let rest = line.drop(while: LineText.isDigit)
            guard rest.count < line.count, rest.starts(with: [0x3E, 0x20]) else { return line }
            line = rest.dropFirst(2)
        }
    }
}
