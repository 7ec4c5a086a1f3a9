// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Hashing of twins")
struct TwinHashingTests {
    @Test func `the digest is that of the bytes, twin or not`() {
        let content = noise(9_000, seed: 1)
        var other = content
        other[8_999] ^= 1
        // A twin, one that differs in its last bit, one that is shorter, a small one, a twin again.
        let parts = [content, content, other, Array(content.dropLast()), [1, 2, 3], content]
        let buffer = ByteBuffer(capacity: 1)
        var hashing = TwinHashing()
        for part in parts {
            let start = buffer.count
            buffer.append(part)
            #expect(
                hashing.digest(of: buffer, in: start..<buffer.count)
                    == Hashing.digest(of: buffer, in: start..<buffer.count))
        }
    }

    @Test func `another unit is not taken for the one before`() {
        let buffer = ByteBuffer(capacity: 1)
        var hashing = TwinHashing()
        buffer.append(noise(5_000, seed: 1))
        let first = hashing.digest(of: buffer, in: 0..<5_000)
        buffer.removeAll()
        buffer.append(noise(5_000, seed: 2))
        hashing.reset()
        let second = hashing.digest(of: buffer, in: 0..<5_000)
        #expect(first != second)
        #expect(second == Hashing.digest(of: buffer, in: 0..<5_000))
    }

    @Test func `a part that is not all there equals nothing`() {
        let buffer = ByteBuffer(capacity: 1)
        buffer.append([1, 1, 1, 1])
        #expect(buffer.hasEqualBytes(in: 0..<2, 2..<4))
        #expect(buffer.hasEqualBytes(in: 0..<0, 4..<4))
        #expect(!buffer.hasEqualBytes(in: 0..<2, 3..<5))
        #expect(!buffer.hasEqualBytes(in: 0..<2, 1..<4))
    }
}
