// SPDX-License-Identifier: Apache-2.0

/// Steps through the subkeys of a key, element by element, without copying a list.
///
/// ```
/// key --> lf / lh / li                      a list of keys
/// key --> ri --> lf, lf, li ...             a list of lists, never deeper
/// ```
struct HiveSubkeyCursor: Sendable {
    /// What one step found.
    enum Step: Sendable {
        /// The offset of a key's cell.
        case key(UInt32)
        /// An element that leads nowhere; the offset in the file, and what it should be.
        case broken(at: Int, expected: String)
        case end
    }

    private struct List: Sendable {
        /// Where the elements begin in the file.
        let start: Int
        let count: Int
        /// How many bytes an element has.
        let stride: Int
        let isIndex: Bool
        var next = 0
    }

    /// The lists that are being read: at most an index and one of its lists.
    private var lists: [List] = []
    /// The cell of the first list, until it is opened.
    private var first: UInt32?

    /// - Parameter list: the offset of the list's cell.
    init(list: UInt32) {
        first = list
    }

    /// The next subkey.
    ///
    /// - Parameters:
    ///   - bins: knows which cells are in use.
    ///   - seen: the cells that were reached; a list that is reached twice leads nowhere.
    ///   - pages: the hive.
    /// - Returns: the cell of a subkey, what is broken, or the end.
    /// - Throws: what the source throws.
    mutating func next<Source: HiveSource>(
        _ bins: HiveBins, _ seen: inout HiveCellSet, in pages: inout HivePages<Source>
    ) throws(Source.Failure) -> Step {
        if let offset = first {
            first = nil
            if let broken = try open(offset, bins, &seen, in: &pages) { return broken }
        }
        while let list = lists.last {
            guard list.next < list.count else {
                lists.removeLast()
                continue
            }
            lists[lists.count - 1].next += 1
            let position = list.start + list.next * list.stride
            guard let element = try pages.uint32(at: position) else {
                return .broken(at: position, expected: "an element of a list of subkeys")
            }
            guard list.isIndex else { return .key(element) }
            if let broken = try open(element, bins, &seen, in: &pages) { return broken }
        }
        return .end
    }

    private mutating func open<Source: HiveSource>(
        _ offset: UInt32, _ bins: HiveBins, _ seen: inout HiveCellSet,
        in pages: inout HivePages<Source>
    ) throws(Source.Failure) -> Step? {
        let position = HiveBaseBlock.byteCount + Int(offset)
        guard let cell = try bins.cell(at: offset, in: &pages), seen.insert(offset),
            let signature = try pages.uint16(at: cell.start),
            let count = try pages.uint16(at: cell.start + 2)
        else { return .broken(at: position, expected: "a list of subkeys that is used once") }
        let stride: Int
        switch signature {
        case 0x666C, 0x686C: stride = 8  // lf, lh: offset and hint
        case 0x696C: stride = 4  // li
        case 0x6972 where lists.isEmpty: stride = 4  // ri
        default: return .broken(at: cell.start, expected: "a list of subkeys (lf, lh, li, ri)")
        }
        guard 4 + Int(count) * stride <= cell.byteCount else {
            return .broken(at: cell.start, expected: "a list of subkeys that fits its cell")
        }
        lists.append(
            List(
                start: cell.start + 4, count: Int(count), stride: stride,
                isIndex: signature == 0x6972))
        return nil
    }
}
