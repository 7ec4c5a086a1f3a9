// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Spooled text")
struct SpooledTextTests {
    /// In memory alone, in both, and in the file from the first piece on.
    @Test(arguments: [Int.max, 1 << 20, 0])
    func `what was written comes back, wherever it waited`(mostKept: Int) throws {
        var numbers = SeededNumbers(seed: 7)
        let text = try SpooledText(mostKept: mostKept)
        var all: [UInt8] = []
        for _ in 0..<5 {
            // Sixteen letters: half of it stays when it is compressed.
            let part = (0..<700_001).map { _ in
                UInt8(ascii: "a") + UInt8.random(in: 0..<16, using: &numbers)
            }
            all += part
            try text.append(part)
        }
        #expect(text.count == UInt64(all.count))
        #expect(text.digest() == Hashing.digest(of: all))
        // It can be read more than once.
        for _ in 0..<2 {
            var back: [UInt8] = []
            try text.replay { back += $0.bytes }
            #expect(back == all)
        }
    }
}
