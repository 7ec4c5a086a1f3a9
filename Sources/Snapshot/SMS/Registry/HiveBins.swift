// SPDX-License-Identifier: Apache-2.0

/// The bins of a hive and the cells in them, checked one after another.
///
/// ```
/// file  0        4096                    8192 ...
///       base     hbin  cell cell cell    hbin  cell ...
///                |--- multiple of 4096 ---|
/// ```
///
/// Cells tile a bin without a gap, so most damage of a single sector shows without following
/// one pointer. What was passed is remembered, and no pointer is followed to anything else.
struct HiveBins: Sendable {
    static let headByteCount = 32

    let layout: HiveCellLayout
    /// The cells in use.
    private(set) var cells: HiveCellSet
    /// How many bins are good.
    private(set) var count = 0
    /// How many cells are in use.
    private(set) var usedCellCount = 0
    /// The size of all bins, as far as the file has them.
    private let byteCount: Int

    /// Checks all bins.
    ///
    /// - Parameters:
    ///   - pages: the hive.
    ///   - byteCount: the size of all bins in bytes, at most what the file has.
    ///   - layout: how cells are laid out.
    ///   - problems: where damage is noted.
    /// - Throws: what the source throws.
    init<Source: HiveSource>(
        _ pages: inout HivePages<Source>, byteCount: Int, layout: HiveCellLayout,
        problems: inout RegistryProblemList
    ) throws(Source.Failure) {
        self.layout = layout
        self.byteCount = byteCount
        cells = HiveCellSet(byteCount: byteCount)
        var position = 0
        while position < byteCount {
            if let size = try binSize(at: position, in: &pages) {
                try readCells(
                    from: position, to: position + size, in: &pages, problems: &problems)
                count += 1
                position += size
            } else {
                let next = try nextBin(after: position, in: &pages)
                problems.add(
                    at: .offset(HiveBaseBlock.byteCount + position), .damage,
                    expected: "a bin with its own offset and size",
                    found: "\(next - position) bytes that are none")
                position = next
            }
        }
    }

    /// The size of the bin at a position, or `nil` when there is no bin.
    private func binSize<Source: HiveSource>(
        at position: Int, in pages: inout HivePages<Source>
    ) throws(Source.Failure) -> Int? {
        let start = HiveBaseBlock.byteCount + position
        // "hbin"
        guard try pages.uint32(at: start) == 0x6E69_6268,
            let own = try pages.uint32(at: start + 4), Int(own) == position,
            let size = try pages.uint32(at: start + 8)
        else { return nil }
        guard size > 0, size % 4096 == 0, Int(size) <= byteCount - position else { return nil }
        return Int(size)
    }

    /// Looks for the next bin behind damage; the positions are multiples of 4,096.
    private func nextBin<Source: HiveSource>(
        after position: Int, in pages: inout HivePages<Source>
    ) throws(Source.Failure) -> Int {
        var next = position + 4096
        while next < byteCount {
            if try binSize(at: next, in: &pages) != nil { return next }
            next += 4096
        }
        return byteCount
    }

    private mutating func readCells<Source: HiveSource>(
        from start: Int, to end: Int, in pages: inout HivePages<Source>,
        problems: inout RegistryProblemList
    ) throws(Source.Failure) {
        var position = start + Self.headByteCount
        while position < end {
            let field = try pages.uint32(at: HiveBaseBlock.byteCount + position) ?? 0
            let size = Int(Int32(bitPattern: field))
            guard size != 0, size.magnitude % UInt(layout.alignment) == 0,
                size.magnitude <= UInt(end - position)
            else {
                problems.add(
                    at: .offset(HiveBaseBlock.byteCount + position), .damage,
                    expected: "a cell that fits its bin", found: "a cell of \(size) bytes")
                return
            }
            if size < 0 {
                usedCellCount += 1
                _ = cells.insert(UInt32(truncatingIfNeeded: position))
            }
            position += Int(size.magnitude)
        }
    }

    /// The cell that a record refers to, or `nil` when it is none in use.
    func cell<Source: HiveSource>(
        at offset: UInt32, in pages: inout HivePages<Source>
    ) throws(Source.Failure) -> HiveCell? {
        guard cells.contains(offset) else { return nil }
        let position = HiveBaseBlock.byteCount + Int(offset)
        guard let field = try pages.uint32(at: position) else { return nil }
        let size = Int(Int32(bitPattern: field).magnitude)
        return HiveCell(
            offset: offset, start: position + layout.headByteCount,
            byteCount: max(0, size - layout.headByteCount))
    }
}
