// SPDX-License-Identifier: Apache-2.0

/// Collects the bytes of one structure of a file after the other while the file passes by, and
/// skips what lies between them.
struct StructureCollector: Sendable {
    /// The bytes of the structure, as far as they have passed.
    private(set) var bytes: [UInt8] = []
    /// How many bytes the structure has.
    private var wanted: Int
    /// How many bytes come before the next that is looked at.
    private(set) var skipping = 0
    /// The offset of the next byte of the file.
    private(set) var position = 0

    /// Stands before the first byte of a file that begins with a structure of `count` bytes.
    init(count: Int) {
        wanted = count
    }

    /// Whether the structure is there from end to end.
    var isComplete: Bool { bytes.count >= wanted }

    /// How many bytes of the file must still pass until it is.
    var missingCount: Int { wanted - bytes.count + skipping }

    /// Takes as many of the next bytes as belong to the structure, or to what is skipped before it.
    ///
    /// - Returns: How many they are.
    mutating func take(_ chunk: Span<UInt8>, from index: Int) -> Int {
        let available = chunk.count - index
        if skipping > 0 {
            let count = min(skipping, available)
            pass(count)
            return count
        }
        let count = min(wanted - bytes.count, available)
        for offset in index..<index + count { bytes.append(chunk[offset]) }
        position += count
        return count
    }

    /// Lets bytes pass that nobody looks at.
    mutating func pass(_ count: Int) {
        skipping -= min(count, skipping)
        position += count
    }

    /// Begins with another structure.
    ///
    /// - Parameters:
    ///   - count: How many bytes it has.
    ///   - gap: How many bytes of the file lie before it.
    mutating func expect(_ count: Int, afterSkipping gap: Int) {
        bytes.removeAll(keepingCapacity: true)
        wanted = count
        skipping = gap
    }

    /// Learns that the structure, of which all is there that was asked for, has `count` bytes.
    mutating func extend(to count: Int) {
        wanted = count
    }
}
