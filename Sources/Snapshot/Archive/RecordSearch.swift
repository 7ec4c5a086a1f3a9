// SPDX-License-Identifier: Apache-2.0

/// Finds seals and footers by their first bytes, where damage hides the place they should be at.
struct RecordSearch {
    /// How far back is looked: the largest unit with its seal, and the seek table of a large
    /// archive.
    private static let farthest = UInt64(Unit.largest) + (16 << 20)
    private static let window: UInt64 = 1 << 20

    private let file: ArchiveSource
    private let codec: Compression.Codec

    init(_ file: ArchiveSource, _ codec: Compression.Codec) {
        self.file = file
        self.codec = codec
    }

    /// The last record of a kind before `end`.
    ///
    /// `magic` is how the record begins and `count` how long it is; `accept` gets a record in its
    /// right container with the container's offset, and says what it is, or `nil` to go on looking.
    func last<Record>(
        magic: [UInt8], count: Int, before end: UInt64, accept: ([UInt8], UInt64) -> Record?
    ) throws -> Record? {
        let container = UInt64(count + RecordContainer.overhead(codec))
        let prefix = UInt64(RecordContainer.prefixCount(codec))
        var upper = end
        let lowest = end > Self.farthest ? end - Self.farthest : 0
        while upper > lowest {
            let lower = max(lowest, upper > Self.window ? upper - Self.window : 0)
            // A record may begin in this window and end behind it.
            let length = min(upper + container, end) - lower
            let bytes = try file.bytes(at: lower, count: Int(length))
            for position in Self.positions(of: magic, in: bytes).reversed() {
                guard UInt64(position) >= prefix else { continue }
                let start = position - Int(prefix)
                guard start + Int(container) <= bytes.count else { continue }
                let candidate = [UInt8](bytes[start..<(start + Int(container))])
                if let record = RecordContainer.unwrap(candidate, recordCount: count, codec),
                    let found = accept(record, lower + UInt64(start))
                {
                    return found
                }
            }
            // The next window overlaps this one by what may stand before a magic.
            upper = lower == lowest ? lowest : lower + prefix
        }
        return nil
    }

    private static func positions(of magic: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard let first = magic.first, bytes.count >= magic.count else { return [] }
        return (0...(bytes.count - magic.count)).filter { position in
            bytes[position] == first
                && bytes[position..<(position + magic.count)].elementsEqual(magic)
        }
    }
}
