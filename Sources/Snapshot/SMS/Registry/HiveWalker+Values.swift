// SPDX-License-Identifier: Apache-2.0

extension HiveWalker {
    /// The largest piece that data of a value is cut into.
    private static var segmentByteCount: Int { 16_344 }

    mutating func visitValues(
        of record: HiveKeyRecord, at position: RegistryProblem.Position, isWanted: Bool
    ) throws(Source.Failure) {
        guard record.valueCount > 0 else { return }
        guard let list = try bins.cell(at: record.valueList, in: &pages),
            Int(record.valueCount) <= list.byteCount / 4, seen.insert(record.valueList)
        else {
            problems.add(
                at: position, .damage,
                expected: "a list of \(record.valueCount) values that is used once",
                found: "something else at offset \(record.valueList)")
            return
        }
        for index in 0..<Int(record.valueCount) {
            let element = list.start + index * 4
            let offset = try pages.uint32(at: element) ?? HiveCell.none
            try visitValue(at: offset, listedAt: element, isWanted: isWanted)
        }
    }

    private mutating func visitValue(
        at offset: UInt32, listedAt element: Int, isWanted: Bool
    ) throws(Source.Failure) {
        guard let cell = try bins.cell(at: offset, in: &pages),
            let record = try HiveValueRecord(cell, in: &pages), seen.insert(offset)
        else {
            problems.add(
                at: .offset(element), .damage, expected: "a value that is listed once",
                found: "something else at offset \(offset)")
            return
        }
        counts.addValue(of: record.kind)
        if let defect = record.name.defect {
            problems.add(
                at: .offset(cell.start), .warning, expected: "the name of a value", found: defect)
        }
        let data = try data(of: record, at: cell.start, isWanted: isWanted)
        if isWanted, let data {
            let value = RegistryValue(
                kind: record.kind, data: data, byteCount: record.byteCount, encoding: .utf16)
            visitor.visitValue(named: record.name.text, value)
        }
    }

    /// Checks where the data of a value lies.
    ///
    /// - Returns: the beginning of the data when it is wanted, `nil` when there is none to be had.
    private mutating func data(
        of record: HiveValueRecord, at position: Int, isWanted: Bool
    ) throws(Source.Failure) -> [UInt8]? {
        if let inline = record.inlineData {
            if record.byteCount > 4 { note(record, at: position, found: "a record that has 4") }
            return inline
        }
        guard record.byteCount > 0 else { return [] }
        guard let cell = try bins.cell(at: record.dataCell, in: &pages) else {
            note(record, at: position, found: "something else at offset \(record.dataCell)")
            return nil
        }
        let isBig = hasBigData && record.byteCount > Self.segmentByteCount
        // "db"
        if isBig, try pages.uint16(at: cell.start) == 0x6264 {
            return try bigData(of: record, in: cell, at: position, isWanted: isWanted)
        }
        guard record.byteCount <= cell.byteCount else {
            note(record, at: position, found: "a cell that has \(cell.byteCount)")
            return nil
        }
        guard seen.insert(cell.offset) else {
            note(record, at: position, found: "data that another value has")
            return nil
        }
        return isWanted ? try pages.bytes(at: cell.start, count: kept(record)) : []
    }

    private func kept(_ record: HiveValueRecord) -> Int {
        min(record.byteCount, Visitor.keptByteCount)
    }

    /// Checks data that is cut into segments; only the first is long enough to be wanted.
    private mutating func bigData(
        of record: HiveValueRecord, in cell: HiveCell, at position: Int, isWanted: Bool
    ) throws(Source.Failure) -> [UInt8]? {
        let needed = (record.byteCount - 1) / Self.segmentByteCount + 1
        guard seen.insert(cell.offset),
            let count = try pages.uint16(at: cell.start + 2), Int(count) == needed,
            let offset = try pages.uint32(at: cell.start + 4),
            let list = try bins.cell(at: offset, in: &pages), list.byteCount / 4 >= needed,
            seen.insert(offset)
        else {
            note(record, at: position, found: "a list that does not have \(needed) segments")
            return nil
        }
        var result: [UInt8] = []
        for index in 0..<needed {
            let left = record.byteCount - index * Self.segmentByteCount
            guard let offset = try pages.uint32(at: list.start + index * 4),
                let segment = try bins.cell(at: offset, in: &pages), seen.insert(offset),
                segment.byteCount >= min(left, Self.segmentByteCount)
            else {
                note(record, at: position, found: "no segment \(index)")
                return nil
            }
            if isWanted, index == 0 {
                result = try pages.bytes(at: segment.start, count: kept(record))
            }
        }
        return result
    }

    private mutating func note(
        _ record: HiveValueRecord, at position: Int, found: String
    ) {
        problems.add(
            at: .offset(position), .damage,
            expected:
                "\(record.byteCount) bytes of data of value \"\(record.name.text.shortened)\"",
            found: found)
    }
}
