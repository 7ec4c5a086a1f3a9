// SPDX-License-Identifier: Apache-2.0

/// Finds seals and footers by their first bytes, where damage hides the place they should be at.
struct RecordSearch {
    /// How far back is looked: the largest unit with its seal, and the seek table of a large
    /// archive.
    private static let farthest = UInt64(Unit.largest) + (16 << 20)
    private static let window: UInt64 = 1 << 20

    private let file: ArchiveSource
    private let codec: Compression.Codec
    private let buffer = ByteBuffer(capacity: 1 << 16)

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
            buffer.removeAll()
            _ = try file.read(into: buffer, at: lower, upTo: Int(length))
            for position in positions(of: magic).reversed() {
                guard UInt64(position) >= prefix else { continue }
                let start = position - Int(prefix)
                guard start + Int(container) <= buffer.count else { continue }
                let candidate = buffer.bytes(in: start..<start + Int(container))
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

    private func positions(of magic: [UInt8]) -> [Int] {
        var positions: [Int] = []
        while let found = buffer.firstIndex(of: magic, from: positions.last.map { $0 + 1 } ?? 0) {
            positions.append(found)
        }
        return positions
    }
}
