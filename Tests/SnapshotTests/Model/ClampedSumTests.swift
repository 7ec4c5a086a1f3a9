// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Sums of sizes")
struct ClampedSumTests {
    @Test(
        arguments: [
            (0, 0, 0), (1, 2, 3), (.max, 0, .max), (.max, 1, .max), (.max, .max, .max),
            (1 << 63, 1 << 63, .max), (1 << 63, (1 << 63) - 1, .max),
            (1 << 63, (1 << 63) - 2, .max - 1),
        ] as [(UInt64, UInt64, UInt64)])
    func `a sum is exact, or the largest number`(one: UInt64, other: UInt64, sum: UInt64) {
        #expect(one.clampedSum(with: other) == sum)
        #expect(other.clampedSum(with: one) == sum)
    }
}
