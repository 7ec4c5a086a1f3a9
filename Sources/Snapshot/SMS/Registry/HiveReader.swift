// SPDX-License-Identifier: Apache-2.0

/// Judges a hive: base block, bins, cells, then everything that can be reached from the root.
struct HiveReader<Source: HiveSource, Visitor: RegistryVisitor> {
    private(set) var hive = RegistryHive(form: .hive, condition: .refused)
    private(set) var visitor: Visitor
    private var pages: HivePages<Source>
    private let promisedByteCount: Int

    init(_ source: Source, visitor: Visitor) {
        pages = HivePages(source)
        promisedByteCount = pages.byteCount
        self.visitor = visitor
        hive.byteCount = promisedByteCount
    }

    mutating func read() throws(Source.Failure) {
        let prefix = try pages.bytes(at: 0, count: RegistryForm.prefixByteCount)
        hive.form = RegistryForm(prefix: prefix, isWhole: prefix.count == promisedByteCount)
        guard hive.form == .hive else {
            hive.problems.add(
                at: .file, .damage, expected: "a registry hive", found: hive.form.reason)
            return
        }
        guard let block = HiveBaseBlock(prefix), prefix.count == HiveBaseBlock.byteCount else {
            hive.baseBlock = HiveBaseBlock(prefix)
            noteTruncation(expected: HiveBaseBlock.byteCount)
            return
        }
        hive.baseBlock = block
        hive.condition = .damaged
        check(block)
        try readBins(block)
        judge(block)
    }

    private mutating func noteTruncation(expected: Int) {
        hive.condition = .truncated
        hive.problems.add(
            at: .offset(pages.byteCount), .damage, expected: "a hive of \(expected) bytes",
            found: "the end of the file")
    }

    /// Checks what the base block says about itself.
    private mutating func check(_ block: HiveBaseBlock) {
        // Version 1.6 is a layer over another hive, as containers have, and not whole alone.
        if block.version.major != 1 || !(1...5).contains(block.version.minor) {
            hive.problems.add(
                at: .offset(20), .warning, expected: "version 1.1 to 1.5",
                found: "\(block.version.major).\(block.version.minor)")
        }
        if !block.isChecksumCorrect {
            // With an unfinished write the log has the right block; then this is no damage.
            hive.problems.add(
                at: .offset(508), block.isDirty ? .warning : .damage,
                expected: "checksum \(Self.hex(block.checksums.computed))",
                found: Self.hex(block.checksums.stored))
        }
        if block.isDirty {
            hive.problems.add(
                at: .offset(4), .warning,
                expected: "equal sequence numbers, as Save Key leaves them",
                found: "\(block.sequences.before) and \(block.sequences.after): a write was "
                    + "under way, and the log to finish it is not here")
        }
        if block.binsByteCount == 0 || block.binsByteCount % 4096 != 0 {
            hive.problems.add(
                at: .offset(40), .damage, expected: "bins of a multiple of 4096 bytes",
                found: "\(block.binsByteCount)")
        }
    }

    private mutating func readBins(_ block: HiveBaseBlock) throws(Source.Failure) {
        let promised = Int(block.binsByteCount)
        let available = max(0, pages.byteCount - HiveBaseBlock.byteCount)
        if promised > available {
            noteTruncation(expected: HiveBaseBlock.byteCount + promised)
        }
        hive.trailingByteCount = max(0, available - promised)
        // What is there is read all the same, to say how much of it can be trusted.
        let byteCount = min(promised, available)
        guard byteCount > 0 else { return }
        let layout = try cellLayout(rootCell: block.rootCell)
        let bins = try HiveBins(
            &pages, byteCount: byteCount, layout: layout, problems: &hive.problems)
        hive.binCount = bins.count
        var walker = HiveWalker(
            pages, bins, byteCount: byteCount, hasBigData: block.version.minor >= 4,
            visitor: visitor, problems: hive.problems)
        try walker.walk(from: block.rootCell)
        hive.problems = walker.problems
        hive.counts = walker.counts
        hive.rootName = walker.rootName
        visitor = walker.visitor
        if walker.pages.byteCount < promisedByteCount {
            pages = walker.pages
            noteTruncation(expected: promisedByteCount)
        }
    }

    /// The root's own record tells the layout; the version number does not, since a hive of
    /// version 1.1 may be one of a later layout whose base block was damaged.
    private mutating func cellLayout(rootCell: UInt32) throws(Source.Failure) -> HiveCellLayout {
        let start = HiveBaseBlock.byteCount + Int(rootCell)
        let isPlain = try pages.uint16(at: start + 4) == 0x6B6E
        let isEarly = try pages.uint16(at: start + 8) == 0x6B6E
        return isEarly && !isPlain ? .withPrevious : .plain
    }

    private mutating func judge(_ block: HiveBaseBlock) {
        guard hive.condition != .truncated else { return }
        if hive.problems.count(of: .damage) == 0 {
            hive.condition = block.isDirty ? .dirty : .clean
        }
    }

    private static func hex(_ number: UInt32) -> String {
        "0x" + String(number, radix: 16)
    }
}
