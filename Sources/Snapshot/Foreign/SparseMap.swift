// SPDX-License-Identifier: Apache-2.0

/// Which parts of a sparse file a tar holds, one after the other (GNU tar manual, "Storing Sparse
/// Files").
struct SparseMap {
    /// More parts than any file of a site has; each costs memory.
    static let mostParts = 1 << 20

    /// The parts with data, in order, none of them empty.
    let parts: [Range<UInt64>]
    /// The size of the file with its holes.
    let size: UInt64

    /// The bytes that the parts have together.
    let storedSize: UInt64

    /// Makes a map of numbers: the offset of a part, its length, and so on.
    ///
    /// - Returns: `nil` when the numbers contradict one another or the size.
    init?(_ numbers: [UInt64], size: UInt64) {
        guard numbers.count.isMultiple(of: 2), size <= UInt64(Int64.max) else { return nil }
        var parts: [Range<UInt64>] = []
        var (end, stored): (UInt64, UInt64) = (0, 0)
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let (upper, isTooLarge) = numbers[index].addingReportingOverflow(numbers[index + 1])
            guard !isTooLarge, numbers[index] >= end, upper <= size else { return nil }
            end = upper
            stored += numbers[index + 1]
            if numbers[index + 1] > 0 { parts.append(numbers[index]..<upper) }
        }
        self.parts = parts
        self.size = size
        storedSize = stored
    }

    /// The numbers in a header block, or in one that goes on after it (GNU tar before 1.15).
    ///
    /// - `range`: where pairs of two fields of twelve bytes stand.
    static func numbers(in block: TarBlock, _ range: Range<Int>) -> [UInt64]? {
        var numbers: [UInt64] = []
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 24) {
            // The list ends where nothing is written.
            if block.bytes[start] == 0 { break }
            guard let offset = block.number(start..<start + 12).flatMap({ UInt64(exactly: $0) }),
                let count = block.number(start + 12..<start + 24)
                    .flatMap({ UInt64(exactly: $0) })
            else { return nil }
            numbers += [offset, count]
        }
        return numbers
    }

    /// The numbers of a list (`GNU.sparse.map`), with commas between them.
    static func numbers(of text: [UInt8]) -> [UInt64]? {
        if text.isEmpty { return [] }
        var numbers: [UInt64] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let number = PaxRecords.number(part), numbers.count < 2 * mostParts else {
                return nil
            }
            numbers.append(number)
        }
        return numbers
    }
}

/// Reads the map that stands before the data of a file ("PAX 1.0"): a line with how many parts there
/// are, then two lines for each.
struct SparseMapText {
    private var numbers: [UInt64] = []
    private var digits: [UInt8] = []
    private var wanted = 1

    /// Reads a block.
    ///
    /// - Returns: whether the map is complete, or `nil` when it is malformed.
    mutating func add(_ block: [UInt8]) -> Bool? {
        for byte in block {
            guard byte == UInt8(ascii: "\n") else {
                digits.append(byte)
                if digits.count > 20 { return nil }
                continue
            }
            guard let number = PaxRecords.number(digits) else { return nil }
            digits = []
            numbers.append(number)
            if numbers.count == 1 {
                guard number <= UInt64(SparseMap.mostParts) else { return nil }
                wanted = 1 + 2 * Int(number)
            }
            if numbers.count == wanted { return true }
        }
        return false
    }

    /// The numbers of the parts.
    var parts: [UInt64] { [UInt64](numbers.dropFirst()) }
}
