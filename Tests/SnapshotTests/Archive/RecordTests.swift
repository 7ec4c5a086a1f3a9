// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Records of the archive")
struct RecordTests {
    static func unit() -> Unit {
        Unit(
            sequence: 0x0102_0304_0506_0708, fileOffset: 1_000, compressedCount: 0x11,
            tarOffset: 0x2122_2324, count: 0x0331, digest: Hashing.digest(of: [1]), isMeta: true,
            isLast: true)
    }

    static func archive() throws -> ArchiveID {
        try #require(ArchiveID(bytes: (0..<16).map { UInt8($0 + 0x40) }))
    }

    static func seal() throws -> Seal {
        Seal(archive: try archive(), unit: unit(), previous: [UInt8](repeating: 0xEE, count: 32))
    }

    @Test func `a zstd container is a skippable frame`() {
        let bytes = RecordContainer.wrap([0xAA, 0xBB], .zstd)
        #expect(bytes == [0x5B, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0xAA, 0xBB])
        #expect(RecordContainer.overhead(.zstd) == 8)
    }

    @Test func `a gzip container is an empty member with an extra field`() {
        let bytes = RecordContainer.wrap([0xAA, 0xBB], .gzip)
        let expected: [UInt8] = [
            0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, 0x53, 0x42, 2, 0, 0xAA, 0xBB,
            3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]
        #expect(bytes == expected)
        #expect(RecordContainer.overhead(.gzip) == 26)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `every byte around a record is compared`(codec: Compression.Codec) {
        let record = noise(40)
        let good = RecordContainer.wrap(record, codec)
        #expect(RecordContainer.unwrap(good, recordCount: 40, codec) == record)
        #expect(RecordContainer.unwrap(good + [0], recordCount: 40, codec) == nil)
        #expect(RecordContainer.unwrap([UInt8](good.dropLast()), recordCount: 40, codec) == nil)
        let prefix = RecordContainer.prefixCount(codec)
        for index in good.indices where !(prefix..<prefix + 40).contains(index) {
            let bad = Damage.flippedBit(index * 8 + index % 8).applied(to: good)
            #expect(RecordContainer.unwrap(bad, recordCount: 40, codec) == nil, "byte \(index)")
        }
    }

    @Test func `a seal has its fields where the format says`() throws {
        let seal = try Self.seal()
        let bytes = seal.bytes
        #expect(bytes.count == 128)
        #expect([UInt8](bytes[0..<8]) == [UInt8]("SMSBSEAL".utf8))
        #expect([UInt8](bytes[8..<16]) == [1, 0, 128, 0, 3, 0, 0, 0])
        #expect([UInt8](bytes[16..<32]) == (0..<16).map { UInt8($0 + 0x40) })
        #expect([UInt8](bytes[32..<40]) == [8, 7, 6, 5, 4, 3, 2, 1])
        #expect([UInt8](bytes[40..<48]) == [0x24, 0x23, 0x22, 0x21, 0, 0, 0, 0])
        #expect([UInt8](bytes[48..<56]) == [0x31, 3, 0, 0, 0x11, 0, 0, 0])
        #expect([UInt8](bytes[56..<88]) == Hashing.digest(of: [1]).bytes)
        #expect([UInt8](bytes[88..<120]) == [UInt8](repeating: 0xEE, count: 32))
        #expect(bytes[120...].elementsEqual(Hashing.digest(of: bytes[..<120]).bytes.prefix(8)))
        #expect(seal.link == Hashing.digest(of: bytes).bytes)
    }

    @Test func `a seal is read at its place and nowhere before its unit`() throws {
        let seal = try Self.seal()
        #expect(Seal(seal.bytes, at: 1_000 + 0x11) == seal)
        #expect(Seal(seal.bytes, at: 0x10) == nil)
    }

    @Test func `a seal with any bit flipped is none`() throws {
        let bytes = try Self.seal().bytes
        for bit in 0..<(bytes.count * 8) {
            #expect(Seal(Damage.flippedBit(bit).applied(to: bytes), at: 5_000) == nil)
        }
        #expect(Seal([UInt8](bytes.dropLast()), at: 5_000) == nil)
    }

    /// A field set to a value that only a forger writes, with the record's own digest made right.
    private func forged(_ range: Range<Int>, _ value: [UInt8], in seal: Seal) -> [UInt8] {
        var bytes = seal.bytes
        bytes.replaceSubrange(range, with: value)
        bytes.replaceSubrange(120..., with: Hashing.digest(of: bytes[..<120]).bytes.prefix(8))
        return bytes
    }

    @Test func `a seal with an impossible field is none although it proves itself`() throws {
        let seal = try Self.seal()
        let cases: [(String, Range<Int>, [UInt8])] = [
            ("another version", 8..<10, [2, 0]), ("another length", 10..<12, [127, 0]),
            ("unknown flag", 12..<16, [4, 0, 0, 0]),
            ("more than 64 MiB of tar", 48..<52, [1, 0, 0, 4]),
            ("a tar offset beyond 2^63", 40..<48, [0, 0, 0, 0, 0, 0, 0, 0x80]),
            ("more bytes than lie before it", 52..<56, [0xFF, 0xFF, 0xFF, 0xFF]),
        ]
        for (name, range, value) in cases {
            #expect(Seal(forged(range, value, in: seal), at: 5_000) == nil, "\(name)")
        }
        #expect(Seal(forged(48..<52, [0, 0, 0, 4], in: seal), at: 5_000) != nil)
    }
}

@Suite("Footer")
struct FooterTests {
    static func footer() throws -> Footer {
        Footer(
            archive: try RecordTests.archive(), unitCount: 5, tarSize: 10_240, fileOffset: 3_000,
            firstMetaUnit: 3, firstMetaFileOffset: 2_000, firstMetaTarOffset: 5_120,
            manifestTarOffset: 6_000, manifestSize: 700, manifestDigest: Hashing.digest(of: [2]),
            tagManifestDigest: Hashing.digest(of: [3]),
            lastSeal: [UInt8](repeating: 0xDD, count: 32))
    }

    @Test func `a footer has its fields where the format says`() throws {
        let bytes = try Self.footer().bytes
        #expect(bytes.count == 224)
        #expect([UInt8](bytes[0..<16]) == [UInt8]("SMSBFOOT".utf8) + [1, 0, 224, 0, 0, 0, 0, 0])
        var reader = RecordReader(bytes[32..<96])
        let numbers = (0..<8).map { _ in reader.next(UInt64.self) }
        #expect(numbers == [5, 10_240, 3_000, 3, 2_000, 5_120, 6_000, 700])
        #expect([UInt8](bytes[96..<128]) == Hashing.digest(of: [2]).bytes)
        #expect([UInt8](bytes[128..<160]) == Hashing.digest(of: [3]).bytes)
        #expect([UInt8](bytes[160..<192]) == [UInt8](repeating: 0xDD, count: 32))
        #expect([UInt8](bytes[192...]) == Hashing.digest(of: bytes[..<192]).bytes)
        #expect(try Footer(bytes, at: 3_000) == Self.footer())
        #expect(Footer(bytes, at: 3_001) == nil)
    }

    @Test func `a footer with any bit flipped is none`() throws {
        let bytes = try Self.footer().bytes
        for bit in 0..<(bytes.count * 8) {
            #expect(Footer(Damage.flippedBit(bit).applied(to: bytes), at: 3_000) == nil)
        }
    }

    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let tell: @Sendable (inout Footer) -> Void
    }

    static let lies = [
        Lie(testDescription: "no units before the metadata's") { $0.unitCount = 3 },
        Lie(testDescription: "more units than bytes") { $0.unitCount = 3_001 },
        Lie(testDescription: "metadata behind the footer") { $0.firstMetaFileOffset = 3_000 },
        Lie(testDescription: "a tar beyond 2^63") { $0.tarSize = 1 << 63 },
        Lie(testDescription: "metadata behind the tar") { $0.firstMetaTarOffset = 10_240 },
        Lie(testDescription: "a manifest before the metadata") { $0.manifestTarOffset = 5_119 },
        Lie(testDescription: "a manifest behind the tar") { $0.manifestTarOffset = 10_241 },
        Lie(testDescription: "a manifest that is too long") { $0.manifestSize = 4_241 },
        Lie(testDescription: "a manifest that wraps around") { $0.manifestSize = .max },
    ]

    @Test(arguments: lies)
    func `numbers that contradict one another are refused`(lie: Lie) throws {
        var footer = try Self.footer()
        lie.tell(&footer)
        #expect(Footer(footer.bytes, at: 3_000) == nil)
    }
}

@Suite("Seek table")
struct SeekTableTests {
    @Test func `it lists units, seals and the footer as the standard says`() {
        var table = SeekTable()
        table.append(RecordTests.unit())
        let bytes = table.finish()
        let expected: [UInt8] = [
            0x5E, 0x2A, 0x4D, 0x18, 33, 0, 0, 0,
            0x11, 0, 0, 0, 0x31, 3, 0, 0,
            136, 0, 0, 0, 0, 0, 0, 0,
            232, 0, 0, 0, 0, 0, 0, 0,
            3, 0, 0, 0, 0, 0xB1, 0xEA, 0x92, 0x8F,
        ]
        #expect(bytes == expected)
        #expect(SeekTable.size(unitCount: 1) == UInt64(bytes.count))
        #expect(SeekTable.size(lastBytes: [UInt8](bytes.suffix(9))) == UInt64(bytes.count))
    }

    @Test func `its size is read from nine exact bytes`() {
        let good: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0xB1, 0xEA, 0x92, 0x8F]
        #expect(SeekTable.size(lastBytes: good) == 17 + 8 * 0xFFFF_FFFF)
        #expect(SeekTable.size(lastBytes: [UInt8](good.dropFirst())) == nil)
        for index in 4..<9 {
            #expect(
                SeekTable.size(lastBytes: Damage.flippedBit(index * 8).applied(to: good)) == nil)
        }
    }
}
