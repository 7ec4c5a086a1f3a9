// SPDX-License-Identifier: Apache-2.0

/// A cell of a hive that is in use: where its record begins and how many bytes it may take.
struct HiveCell: Sendable, Hashable {
    /// Stands for "no cell" in a record.
    static let none: UInt32 = .max

    /// The offset by which records refer to the cell, counted from the first bin.
    let offset: UInt32
    /// The offset of the record in the file.
    let start: Int
    /// How many bytes the record may take.
    let byteCount: Int
}

/// How the cells of a hive are laid out, which only hives of NT 3.1 do differently.
enum HiveCellLayout: Sendable, Hashable {
    /// A size, then the record.
    case plain
    /// A size, the offset of the cell before, then the record (version 1.1).
    case withPrevious

    /// How many bytes of a cell come before its record.
    var headByteCount: Int { self == .plain ? 4 : 8 }
    /// What the size of a cell is a multiple of.
    var alignment: Int { self == .plain ? 8 : 16 }
}

/// One bit for every possible cell of a hive.
///
/// The bits of a hive of 200 MB take 3 MB, which is what makes it possible to check every
/// pointer without keeping the cells.
struct HiveCellSet: Sendable {
    private var words: [UInt64]

    /// - Parameter byteCount: the size of all bins.
    init(byteCount: Int) {
        words = Array(repeating: 0, count: byteCount / 512 + 1)
    }

    func contains(_ offset: UInt32) -> Bool {
        let bit = Int(offset >> 3)
        guard offset & 7 == 0, bit >> 6 < words.count else { return false }
        return words[bit >> 6] & 1 << UInt64(bit & 63) != 0
    }

    /// Adds a cell; tells whether it is new.
    mutating func insert(_ offset: UInt32) -> Bool {
        let bit = Int(offset >> 3)
        guard offset & 7 == 0, bit >> 6 < words.count else { return false }
        let mask: UInt64 = 1 << UInt64(bit & 63)
        let isNew = words[bit >> 6] & mask == 0
        words[bit >> 6] |= mask
        return isNew
    }
}
