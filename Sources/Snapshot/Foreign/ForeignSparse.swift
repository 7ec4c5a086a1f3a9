// SPDX-License-Identifier: Apache-2.0

/// What headers say about the holes of a file (GNU tar manual, "Storing Sparse Files").
enum ForeignSparse {
    /// The file has none.
    case none
    case malformed
    /// The tar ends before all of it is known.
    case cut
    /// `nil` where a number is none.
    case map([UInt64]?, size: UInt64?)

    /// Reads what stands in a header and behind it.
    ///
    /// `rest`: the bytes of the member that follow; the map may be the first of them.
    static func read(
        _ block: TarBlock, _ pax: PaxRecords, _ bytes: ForeignBytes, _ rest: inout UInt64
    ) throws -> ForeignSparse {
        if block.type == UInt8(ascii: "S") { return try readBlocks(block, bytes) }
        if let version = pax["GNU.sparse.major"] {
            guard version == [UInt8(ascii: "1")] else { return .malformed }
            return try readText(pax, bytes, &rest)
        }
        if let list = pax["GNU.sparse.map"] {
            return .map(SparseMap.numbers(of: list), size: pax.number("GNU.sparse.size"))
        }
        guard !pax.sparsePairs.isEmpty || pax["GNU.sparse.size"] != nil else { return .none }
        let numbers = pax.sparsePairs.compactMap { PaxRecords.number($0) }
        return numbers.count == pax.sparsePairs.count
            ? .map(numbers, size: pax.number("GNU.sparse.size")) : .malformed
    }

    /// The map before the data ("PAX 1.0").
    private static func readText(
        _ pax: PaxRecords, _ bytes: ForeignBytes, _ rest: inout UInt64
    ) throws -> ForeignSparse {
        var text = SparseMapText()
        while true {
            guard rest >= UInt64(ForeignBytes.blockSize) else { return .malformed }
            guard let next = try bytes.block() else { return .cut }
            rest -= UInt64(ForeignBytes.blockSize)
            switch text.add(next) {
            case nil: return .malformed
            case false?: continue
            case true?: return .map(text.parts, size: pax.number("GNU.sparse.realsize"))
            }
        }
    }

    /// The map of GNU tar's first format: in the header, and in blocks behind it.
    private static func readBlocks(
        _ block: TarBlock, _ bytes: ForeignBytes
    ) throws -> ForeignSparse {
        var numbers = SparseMap.numbers(in: block, 386..<482)
        var isContinued = block.bytes[482] != 0
        while isContinued {
            guard let next = try bytes.block() else { return .cut }
            let block = TarBlock(next)
            let more = SparseMap.numbers(in: block, 0..<504)
            if let more, numbers.map({ $0.count < 2 * SparseMap.mostParts }) == true {
                numbers?.append(contentsOf: more)
            } else {
                numbers = nil
            }
            isContinued = block.bytes[504] != 0
        }
        return .map(numbers, size: block.number(483..<495).flatMap { UInt64(exactly: $0) })
    }
}
