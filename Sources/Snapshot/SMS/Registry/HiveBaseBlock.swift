// SPDX-License-Identifier: Apache-2.0

/// The first 4,096 bytes of a hive: what it is, how large, and whether it was being written.
///
/// ```
///   0  "regf"             12  time of the last write      36  offset of the root's cell
///   4  sequence 1         20  major version               40  size of all bins
///   8  sequence 2         24  minor version              508  checksum of the 508 bytes before
///                         28  type of file
/// ```
public struct HiveBaseBlock: Sendable, Hashable {
    /// How many bytes the block takes in a file; bins follow.
    public static let byteCount = 4096
    /// How many bytes of it mean something.
    static let usedByteCount = 512

    /// Counted up before a write and after it: different numbers mean an unfinished write.
    public let sequences: (before: UInt32, after: UInt32)
    /// When the hive was last written, in 100 ns since 1601 (UTC); 0 is possible.
    public let lastWritten: UInt64
    /// The version: 1.1 of NT 3.1, 1.2 of NT 3.51, 1.3 of NT 4, 1.5 of Windows XP.
    public let version: (major: UInt32, minor: UInt32)
    /// 0 for a hive, 1, 2 or 6 for a log.
    public let fileType: UInt32
    /// Where the cell of the root key begins, counted from the first bin.
    public let rootCell: UInt32
    /// The size of all bins in bytes.
    public let binsByteCount: UInt32
    /// The checksum as it is stored, and as it should be.
    public let checksums: (stored: UInt32, computed: UInt32)

    /// Whether a write was under way; the log is needed to finish it.
    public var isDirty: Bool { sequences.before != sequences.after }
    /// Whether the stored checksum is that of the block.
    public var isChecksumCorrect: Bool { checksums.stored == checksums.computed }
    /// The last write in seconds since 1970 (UTC), or `nil` when there is no time.
    public var lastWrittenUnixSeconds: Int64? {
        lastWritten == 0 ? nil : Int64(lastWritten / 10_000_000) - 11_644_473_600
    }

    /// Reads the block; `nil` when there are too few bytes, or they do not begin with `regf`.
    ///
    /// - Parameter bytes: at least the first ``usedByteCount`` bytes of the file.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.usedByteCount, bytes.starts(with: "regf".utf8) else {
            return nil
        }
        func number(at offset: Int) -> UInt32 {
            (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
        }
        sequences = (number(at: 4), number(at: 8))
        lastWritten = UInt64(number(at: 12)) | UInt64(number(at: 16)) << 32
        version = (number(at: 20), number(at: 24))
        fileType = number(at: 28)
        rootCell = number(at: 36)
        binsByteCount = number(at: 40)
        var sum: UInt32 = 0
        for index in 0..<127 { sum ^= number(at: index * 4) }
        // The two sums that could be taken for "none" are stored as their neighbours.
        if sum == .max { sum = .max - 1 }
        if sum == 0 { sum = 1 }
        checksums = (number(at: 508), sum)
    }

    public static func == (left: HiveBaseBlock, right: HiveBaseBlock) -> Bool {
        left.sequences == right.sequences && left.lastWritten == right.lastWritten
            && left.version == right.version && left.fileType == right.fileType
            && left.rootCell == right.rootCell && left.binsByteCount == right.binsByteCount
            && left.checksums == right.checksums
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sequences.before)
        hasher.combine(lastWritten)
        hasher.combine(checksums.stored)
    }
}
