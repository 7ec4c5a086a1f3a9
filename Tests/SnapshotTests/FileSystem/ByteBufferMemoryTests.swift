// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Memory of a byte buffer")
struct ByteBufferMemoryTests {
    /// A buffer that was full of ones, emptied so that it keeps the memory for `most` of them.
    private func emptied(_ capacity: Int, keepingMemoryFor most: Int) -> ByteBuffer {
        let buffer = ByteBuffer(capacity: capacity)
        _ = buffer.append(upTo: capacity) { free in
            free.initializeMemory(as: UInt8.self, repeating: 1)
            return capacity
        }
        buffer.removeAll(keepingMemoryFor: most)
        return buffer
    }

    /// What lies in the memory of an empty buffer.
    private func remains(_ buffer: ByteBuffer) -> [UInt8] {
        let capacity = buffer.capacity
        _ = buffer.append(upTo: capacity) { _ in capacity }
        return buffer.bytes
    }

    @Test(arguments: [0, 1, 100_000, 1 << 20])
    func `memory that is given back comes again as zeros`(most: Int) {
        let buffer = emptied(4 << 20, keepingMemoryFor: most)
        #expect(buffer.count == 0)
        #expect(buffer.capacity == 4 << 20)
        let remains = remains(buffer)
        // Pages are kept whole or not at all; the first and the last one belong to others too.
        #expect(remains.prefix(max(0, most - 65_536)).allSatisfy { $0 == 1 })
        let given = remains.dropFirst(most + 65_536).dropLast(65_536)
        #expect(given.count > 2 << 20)
        #expect(given.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [4 << 20, 5 << 20])
    func `what is no more than to be kept is kept`(most: Int) {
        #expect(remains(emptied(4 << 20, keepingMemoryFor: most)).allSatisfy { $0 == 1 })
    }

    @Test func `all memory can be given back, also that of an empty buffer`() {
        let buffer = emptied(4 << 20, keepingMemoryFor: 4 << 20)
        #expect(remains(buffer).allSatisfy { $0 == 1 })
        buffer.removeAll()
        buffer.releaseMemory()
        #expect(buffer.count == 0)
        #expect(remains(buffer).dropFirst(65_536).dropLast(65_536).allSatisfy { $0 == 0 })
    }

    @Test func `the buffer can be used again`() {
        let buffer = emptied(1 << 20, keepingMemoryFor: 0)
        buffer.append([1, 2, 3])
        #expect(buffer.bytes == [1, 2, 3])
    }
}
