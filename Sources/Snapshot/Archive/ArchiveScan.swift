// SPDX-License-Identifier: Apache-2.0

/// Finds every unit and record of ours in a file, from its first byte to its last, whatever else is
/// in it: no footer, no manifest and no right order are needed.
///
/// The file is read once in windows and each unit once more behind its seal. What a forged file can
/// make it hash is bounded by a multiple of the file's size.
struct ArchiveScan {
    /// A unit that a seal speaks of.
    struct FoundUnit: Sendable, Hashable {
        /// The seal; the place of its unit is the one in this file.
        let seal: Seal
        let codec: Compression.Codec
        /// The unit's bytes have the digest that was sealed.
        let isWhole: Bool

        var unit: Unit { seal.unit }
        /// Where the seal's container lies.
        var container: Range<UInt64> {
            let size = UInt64(Seal.size + RecordContainer.overhead(codec))
            return unit.sealOffset..<unit.sealOffset + size
        }
        /// The unit and its seal.
        var range: Range<UInt64> { unit.fileOffset..<container.upperBound }
    }

    /// A footer, wherever it lies.
    struct FoundFooter: Sendable, Hashable {
        let footer: Footer
        let codec: Compression.Codec
        /// Where its container lies.
        let container: Range<UInt64>
    }

    /// The most compressed bytes that a unit is believed to have: its tar, not compressed at all,
    /// and records of later versions before it.
    private static let largest = UInt64(Unit.largest) + (16 << 20)
    private static let window = 1 << 20
    private static let longestContainer = 256

    private let file: ArchiveSource
    private let size: UInt64
    private let isInterrupted: @Sendable () -> Bool
    private let unitBuffer = ByteBuffer(capacity: window)
    private var budget: UInt64

    /// In the order of the file, without those inside of another whole unit: a site may hold
    /// archives itself.
    private(set) var units: [FoundUnit] = []
    private(set) var footers: [FoundFooter] = []

    /// Scans a file.
    ///
    /// `size`: how many bytes of it.
    ///
    /// - Throws: ``SystemCallError`` when it cannot be read, ``SnapshotError`` when interrupted.
    init(_ file: ArchiveSource, size: UInt64, isInterrupted: @escaping @Sendable () -> Bool) throws
    {
        self.file = file
        self.size = size
        self.isInterrupted = isInterrupted
        // Each byte is sealed once, and once more for an archive in an archive.
        budget = size.multipliedReportingOverflow(by: 4).partialValue + (256 << 20)
        try run()
        removeNested()
    }

    private mutating func run() throws {
        let magic = [UInt8](Seal.magic.prefix(4))
        let buffer = ByteBuffer(capacity: Self.window + Self.longestContainer)
        // The buffer begins here in the file.
        var start: UInt64 = 0
        var position = 0
        while true {
            if isInterrupted() {
                throw SnapshotError(.interrupted, "interrupted while searching the archive")
            }
            let count = try file.read(
                into: buffer, at: start + UInt64(buffer.count),
                upTo: Int(min(UInt64(Self.window), size - start - UInt64(buffer.count))))
            let isLast = count == 0 || start + UInt64(buffer.count) >= size
            // A record needs what is before and behind its magic in the same buffer.
            let limit = isLast ? buffer.count : buffer.count - Self.longestContainer
            while let found = buffer.firstIndex(of: magic, from: position), found < limit {
                try take(buffer, found, start)
                position = found + 1
            }
            if isLast { return }
            position = max(position, limit)
            let kept = max(0, limit - Self.longestContainer)
            let rest = buffer.bytes(in: kept..<buffer.count)
            buffer.removeAll()
            buffer.append(rest)
            start += UInt64(kept)
            position -= kept
        }
    }

    /// Looks at what may be a record at a position of the buffer, which begins at `start` in the
    /// file.
    private mutating func take(_ buffer: ByteBuffer, _ position: Int, _ start: UInt64) throws {
        for codec in Compression.Codec.allCases {
            let prefix = RecordContainer.prefixCount(codec)
            guard position >= prefix else { continue }
            let offset = start + UInt64(position - prefix)
            func record(_ count: Int) -> [UInt8]? {
                let end = position - prefix + count + RecordContainer.overhead(codec)
                return RecordContainer.unwrap(
                    buffer.bytes(in: position - prefix..<end), recordCount: count, codec)
            }
            if let bytes = record(Seal.size), let seal = Seal(bytes, at: offset) {
                let isWhole = try prove(seal)
                units.append(FoundUnit(seal: seal, codec: codec, isWhole: isWhole))
            } else if let bytes = record(Footer.size), let footer = Footer(bytes, at: nil) {
                let end = offset + UInt64(Footer.size + RecordContainer.overhead(codec))
                footers.append(
                    FoundFooter(footer: footer, codec: codec, container: offset..<end))
            }
        }
    }

    /// Whether the bytes before a seal are those that it speaks of.
    private mutating func prove(_ seal: Seal) throws -> Bool {
        let unit = seal.unit
        let count = UInt64(unit.compressedCount)
        // A seal of unit 0 also speaks of the identifier that it carries.
        guard count <= Self.largest, count <= budget,
            unit.sequence > 0 || ArchiveID(unitZero: unit.digest) == seal.archive
        else { return false }
        budget -= count
        unitBuffer.removeAll()
        guard
            try file.read(into: unitBuffer, at: unit.fileOffset, upTo: Int(count)) == Int(count)
        else { return false }
        return Hashing.digest(of: unitBuffer, in: 0..<unitBuffer.count) == unit.digest
    }

    private mutating func removeNested() {
        // From the end: whatever begins behind the start of a whole unit that ends behind it lies
        // in that unit.
        var start = UInt64.max
        var end: UInt64 = 0
        var covers: [Range<UInt64>] = []
        for unit in units.reversed() {
            if unit.container.lowerBound >= start, unit.container.upperBound <= end { continue }
            if unit.isWhole {
                (start, end) = (unit.unit.fileOffset, unit.unit.sealOffset)
                covers.append(start..<end)
            }
        }
        guard !covers.isEmpty else { return }
        covers.reverse()
        func isNested(_ range: Range<UInt64>) -> Bool {
            // The covers are disjoint or end one behind the other: the first that ends behind the
            // range is the only one that can hold it.
            var (low, high) = (0, covers.count)
            while low < high {
                let middle = (low + high) / 2
                if covers[middle].upperBound < range.upperBound {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low < covers.count && covers[low].lowerBound <= range.lowerBound
        }
        units.removeAll { isNested($0.container) }
        footers.removeAll { isNested($0.container) }
    }
}
