// SPDX-License-Identifier: Apache-2.0

/// Walks a hive from its root to every key and value that can be reached.
///
/// Every cell but a security descriptor belongs to one record only, so a cell that is reached
/// twice is damage, and not following it makes the walk linear and free of cycles.
struct HiveWalker<Source: HiveSource, Visitor: RegistryVisitor> {
    /// A key whose subkeys are being walked.
    struct Frame {
        let offset: UInt32
        var cursor: HiveSubkeyCursor
        let expectedCount: UInt32
        var count: UInt32 = 0
    }

    var pages: HivePages<Source>
    let bins: HiveBins
    /// Whether values of more than 16,344 bytes are cut into segments (version 1.4 and later).
    let hasBigData: Bool
    var visitor: Visitor
    var problems: RegistryProblemList
    var counts = RegistryCounts()
    private(set) var rootName: RegistryText?
    /// The cells that were reached.
    var seen: HiveCellSet
    private var frames: [Frame] = []
    private var path: [RegistryText] = []

    init(
        _ pages: HivePages<Source>, _ bins: HiveBins, byteCount: Int, hasBigData: Bool,
        visitor: Visitor, problems: RegistryProblemList
    ) {
        self.pages = pages
        self.bins = bins
        self.hasBigData = hasBigData
        self.visitor = visitor
        self.problems = problems
        seen = HiveCellSet(byteCount: byteCount)
    }

    /// Walks everything below the root.
    mutating func walk(from root: UInt32) throws(Source.Failure) {
        try visitKey(at: root, parent: nil)
        rootName = path.first
        while let depth = frames.indices.last {
            switch try frames[depth].cursor.next(bins, &seen, in: &pages) {
            case .key(let offset):
                let parent = frames[depth].offset
                frames[depth].count &+= 1
                try visitKey(at: offset, parent: parent)
            case .broken(let position, let expected):
                problems.add(
                    at: .offset(position), .damage, expected: expected,
                    found: "something else")
            case .end:
                leave(frames.removeLast())
            }
        }
    }

    private mutating func leave(_ frame: Frame) {
        if frame.count != frame.expectedCount {
            problems.add(
                at: .offset(HiveBaseBlock.byteCount + Int(frame.offset)), .damage,
                expected: "a key with \(frame.expectedCount) subkeys",
                found: "\(frame.count) in its list")
        }
        path.removeLast()
    }

    private mutating func visitKey(
        at offset: UInt32, parent: UInt32?
    ) throws(Source.Failure) {
        let position = RegistryProblem.Position.offset(
            HiveBaseBlock.byteCount + Int(offset))
        guard let cell = try bins.cell(at: offset, in: &pages),
            let record = try HiveKeyRecord(cell, in: &pages)
        else {
            problems.add(at: position, .damage, expected: "a key", found: "something else")
            return
        }
        guard frames.count < RegistryKeyPath.maximumDepth, seen.insert(offset) else {
            problems.add(
                at: position, .damage,
                expected: "a key that is reached once, at a depth of at most "
                    + "\(RegistryKeyPath.maximumDepth)",
                found: "a key that is its own ancestor, is shared or lies too deep")
            return
        }
        counts.keys += 1
        check(record, at: position, parent: parent)
        try checkReferences(of: record, at: position)
        path.append(record.name.text)
        let wantsValues = visitor.enterKey(path)
        try visitValues(of: record, at: position, isWanted: wantsValues)
        guard record.subkeyCount > 0 else {
            path.removeLast()
            return
        }
        frames.append(
            Frame(
                offset: offset, cursor: HiveSubkeyCursor(list: record.subkeyList),
                expectedCount: record.subkeyCount))
    }

    private mutating func check(
        _ record: HiveKeyRecord, at position: RegistryProblem.Position, parent: UInt32?
    ) {
        if let defect = record.name.defect {
            problems.add(at: position, .warning, expected: "the name of a key", found: defect)
        }
        if let parent, record.parent != parent {
            problems.add(
                at: position, .warning, expected: "a key that names its parent",
                found: "one that names another")
        }
    }

    /// A security descriptor may be shared by many keys, so it is only looked at.
    private mutating func checkReferences(
        of record: HiveKeyRecord, at position: RegistryProblem.Position
    ) throws(Source.Failure) {
        if record.security != HiveCell.none {
            let cell = try bins.cell(at: record.security, in: &pages)
            if !(try isSecurity(cell)) {
                problems.add(
                    at: position, .damage, expected: "a security descriptor (sk)",
                    found: "something else at offset \(record.security)")
            }
        }
        guard record.classByteCount > 0, record.classCell != HiveCell.none else { return }
        let cell = try bins.cell(at: record.classCell, in: &pages)
        if (cell?.byteCount ?? 0) < record.classByteCount {
            problems.add(
                at: position, .warning,
                expected: "a class name of \(record.classByteCount) bytes",
                found: "a cell of \(cell?.byteCount ?? 0)")
        }
    }

    private mutating func isSecurity(_ cell: HiveCell?) throws(Source.Failure) -> Bool {
        guard let cell, cell.byteCount >= 20,
            let signature = try pages.uint16(at: cell.start),
            let size = try pages.uint32(at: cell.start + 16)
        else { return false }
        return signature == 0x6B73 && Int(size) <= cell.byteCount - 20
    }
}
