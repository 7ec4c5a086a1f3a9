// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

@Suite("age payloads")
struct AgePayloadTests {
    private static let chunk = AgePayload.chunkSize
    private static let sealed = AgePayload.sealedSize
    private let recipient = AgeImage.Recipient()

    @Test(arguments: [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk - 5, 258 * chunk])
    func `every size is read whole`(size: Int) throws {
        let plain = noise(size)
        let scratch = try AgeScratch(AgeImage(plain, for: [recipient]).bytes())
        let file = try scratch.open(recipient)
        #expect(file.size == UInt64(size))
        #expect(isSame(try scratch.content(recipient), plain))
        #expect(file.findings == [])
    }

    @Test func `any part is read, and only the chunks that hold it are decrypted`() throws {
        let plain = noise(5 * Self.chunk + 100)
        let scratch = try AgeScratch(AgeImage(plain, for: [recipient]).bytes())
        let seen = Mutex<Set<UInt64>>([])
        let file = try AgeFile(OpenFile.open(scratch.path), identities: recipient.identities) {
            chunk in _ = seen.withLock { $0.insert(chunk) }
        }
        #expect(seen.withLock { $0 } == [5])
        let edges = [0, 1, Self.chunk - 1, Self.chunk, Self.chunk + 1, 3 * Self.chunk, plain.count]
        for start in edges {
            for end in edges + [plain.count + 1, plain.count + Self.chunk] where end >= start {
                seen.withLock { $0 = [] }
                let buffer = ByteBuffer(capacity: 64)
                let count = try file.read(into: buffer, at: UInt64(start), upTo: end - start)
                let stop = min(end, plain.count)
                #expect(count == stop - start)
                #expect(isSame(buffer.bytes, [UInt8](plain[start..<stop])), "\(start)..<\(end)")
                let touched = Set((start..<stop).lazy.map { UInt64($0 / Self.chunk) })
                #expect(seen.withLock { $0 } == touched, "\(start)..<\(end)")
            }
        }
        #expect(try file.read(into: ByteBuffer(capacity: 64), at: .max, upTo: 9) == 0)
    }

    /// A payload that is not as it must be, and what is said of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let says: [String]
        /// The chunks that read as zeros.
        let lost: Set<Int>
        /// Makes the file, of three chunks, from an image that is right.
        let spoil: @Sendable (AgeImage) throws -> [UInt8]

        init(
            _ description: String, _ says: [String], lost: Set<Int>,
            _ spoil: @escaping @Sendable (AgeImage) throws -> [UInt8]
        ) {
            testDescription = description
            self.says = says
            self.lost = lost
            self.spoil = spoil
        }

        private static func flipped(_ place: Int, of image: AgeImage) throws -> [UInt8] {
            var bytes = try image.bytes()
            bytes[image.header().count + place] ^= 1
            return bytes
        }

        private static func cut(_ length: Int, of image: AgeImage) throws -> [UInt8] {
            image.header() + (try image.payload()).prefix(length)
        }

        static let all = [
            Case("a byte of the first chunk", ["chunk 0 of"], lost: [0]) {
                try flipped(16 + 5, of: $0)
            },
            Case("the tag of the second chunk", ["chunk 1 of"], lost: [1]) {
                try flipped(16 + 2 * sealed - 1, of: $0)
            },
            Case("the last chunk", ["chunk 2 of"], lost: [2]) {
                try flipped(16 + 2 * sealed, of: $0)
            },
            Case("the nonce", ["chunks 0 to 2 of"], lost: [0, 1, 2]) { try flipped(3, of: $0) },
            Case("no nonce", ["ends before its first chunk"], lost: []) { try cut(0, of: $0) },
            Case("half a nonce", ["ends before its first chunk"], lost: []) { try cut(8, of: $0) },
            Case("no chunk", ["ends before its first chunk"], lost: []) { try cut(16, of: $0) },
            Case("cut behind the second chunk", ["ends behind chunk 1"], lost: []) {
                try cut(16 + 2 * sealed, of: $0)
            },
            Case("cut in the last chunk", ["chunk 2 of"], lost: [2]) {
                try cut(16 + 2 * sealed + 500, of: $0)
            },
            Case("cut in the last chunk's tag", ["chunk 2 of"], lost: []) {
                try cut(16 + 2 * sealed + 9, of: $0)
            },
            Case("a byte behind the end", ["chunk 2 of"], lost: [2]) { try $0.bytes() + [0] },
            Case("a chunk of zeros behind the end", ["chunks 2 to 3 of"], lost: [2, 3]) {
                try $0.bytes() + [UInt8](repeating: 0, count: sealed)
            },
            Case("no chunk marked as the last", ["ends behind chunk 2"], lost: []) {
                var image = $0
                image.lastChunks = []
                return try image.bytes()
            },
            Case("two chunks marked as the last", ["chunk 1 of"], lost: [1]) {
                var image = $0
                image.lastChunks = [1, 2]
                return try image.bytes()
            },
            Case("an empty last chunk", ["the last chunk of the encrypted file is empty"], lost: [])
            {
                var image = $0
                image.chunks[2] = []
                return try image.bytes()
            },
            Case("two chunks exchanged", ["chunks 0 to 1 of"], lost: [0, 1]) {
                let bytes = try $0.bytes()
                let start = $0.header().count + 16
                let first = [UInt8](bytes[start..<start + sealed])
                let second = [UInt8](bytes[start + sealed..<start + 2 * sealed])
                let both = second + first
                return Damage.replaced(start..<start + 2 * sealed, by: both).applied(to: bytes)
            },
        ]
    }

    @Test(arguments: Case.all)
    func `what is damaged reads as zeros and is named, everything else is there`(
        subject: Case
    ) throws {
        let plain = noise(2 * Self.chunk + 1_000)
        let scratch = try AgeScratch(
            subject.spoil(AgeImage(plain, for: [recipient])))
        let file = try scratch.open(recipient)
        var expected = plain + [UInt8](repeating: 0, count: 2 * Self.chunk)
        for chunk in subject.lost {
            let start = chunk * Self.chunk
            for place in start..<start + Self.chunk { expected[place] = 0 }
        }
        let content = try ArchiveSource.age(file).bytes(at: 0, count: Int(file.size))
        #expect(isSame(content, [UInt8](expected.prefix(Int(file.size)))))
        // What was read twice is told once.
        _ = try ArchiveSource.age(file).bytes(at: 0, count: Int(file.size))
        let findings = file.findings
        #expect(findings.allSatisfy { $0.code == .encryption })
        #expect(findings.count == subject.says.count, "\(findings)")
        for (finding, says) in zip(findings, subject.says) {
            #expect(finding.message.contains(says), "\(finding)")
        }
    }

    @Test func `damaged chunks are kept as few ranges, in any order`() {
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<200 {
            let chunks = DamagedChunks()
            var plain: Set<UInt64> = []
            for _ in 0..<40 {
                let chunk = UInt64.random(in: 0..<50, using: &numbers)
                chunks.insert(chunk)
                plain.insert(chunk)
            }
            let ranges = chunks.ranges
            #expect(ranges.flatMap { [UInt64]($0) } == plain.sorted())
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        }
    }
}
