// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The numbers of chunks that did not prove themselves, from all threads.
///
/// Neighbours are kept as one range: a large file of which half is lost takes no memory.
final class DamagedChunks: Sendable {
    private let known = Mutex<[Range<UInt64>]>([])

    /// In ascending order, without gaps of zero between them.
    var ranges: [Range<UInt64>] { known.withLock { $0 } }

    /// Notes a chunk; one that is known already changes nothing.
    func insert(_ chunk: UInt64) {
        known.withLock { ranges in
            // The first range that ends at the chunk or behind it.
            var (low, high) = (0, ranges.count)
            while low < high {
                let middle = (low + high) / 2
                if ranges[middle].upperBound < chunk { low = middle + 1 } else { high = middle }
            }
            guard low < ranges.count, ranges[low].lowerBound <= chunk + 1 else {
                return ranges.insert(chunk..<(chunk + 1), at: low)
            }
            let start = min(ranges[low].lowerBound, chunk)
            var end = max(ranges[low].upperBound, chunk + 1)
            if low + 1 < ranges.count, ranges[low + 1].lowerBound == end {
                end = ranges.remove(at: low + 1).upperBound
            }
            ranges[low] = start..<end
        }
    }
}
