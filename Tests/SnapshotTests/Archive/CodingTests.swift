// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Compressing and decompressing units")
struct CodingTests {
    private func buffer(_ bytes: [UInt8]) -> ByteBuffer {
        let buffer = ByteBuffer(capacity: bytes.count)
        buffer.append(bytes)
        return buffer
    }

    private func compressed(_ bytes: [UInt8], _ codec: Compression.Codec) throws -> [UInt8] {
        let output = ByteBuffer(capacity: 16)
        try #require(Compression(codec)).makeCompressor().compress(buffer(bytes), into: output)
        return output.bytes
    }

    private func decompressed(
        _ bytes: [UInt8], limit: Int = 1 << 20, _ codec: Compression.Codec
    ) throws -> [UInt8] {
        let output = ByteBuffer(capacity: 16)
        try codec.makeDecompressor().decompress(buffer(bytes), limit: limit, into: output)
        return output.bytes
    }

    static let contents: [[UInt8]] = [
        [], [0], [UInt8](repeating: 0, count: 100_000), noise(100_000), [UInt8]("abc".utf8),
    ]

    @Test(arguments: Compression.Codec.allCases)
    func `bytes come back, in one frame or several`(codec: Compression.Codec) throws {
        var frames: [UInt8] = []
        for content in Self.contents {
            let frame = try compressed(content, codec)
            #expect(try isSame(decompressed(frame, codec), content))
            frames += frame
        }
        #expect(try isSame(decompressed(frames, codec), Self.contents.flatMap { $0 }))
    }

    @Test(arguments: Compression.Codec.allCases)
    func `the same bytes give the same frame, also from a used compressor`(
        codec: Compression.Codec
    ) throws {
        let compressor = try #require(Compression(codec)).makeCompressor()
        let output = ByteBuffer(capacity: 16)
        try compressor.compress(buffer(noise(5_000, seed: 9)), into: output)
        try compressor.compress(buffer(Self.contents[3]), into: output)
        #expect(try isSame(output.bytes, compressed(Self.contents[3], codec)))
    }

    @Test func `a gzip frame has nothing of the machine in its header`() throws {
        let frame = try compressed([UInt8]("abc".utf8), .gzip)
        #expect([UInt8](frame.prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        // CRC-32 of "abc" (352441C2) and its length.
        #expect([UInt8](frame.suffix(8)) == [0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0])
    }

    @Test func `a zstd frame says its size and has a checksum`() throws {
        let frame = try compressed([UInt8]("abc".utf8), .zstd)
        #expect([UInt8](frame.prefix(6)) == [0x28, 0xB5, 0x2F, 0xFD, 0x24, 3])
    }

    @Test(arguments: Compression.Codec.allCases)
    func `more bytes than allowed are an error and not delivered`(codec: Compression.Codec) throws {
        let bomb = try compressed([UInt8](repeating: 0, count: 1 << 20), codec)
        #expect(throws: CodecError.self) { try decompressed(bomb, limit: (1 << 20) - 1, codec) }
        #expect(throws: CodecError.self) { try decompressed(bomb, limit: 0, codec) }
        #expect(try decompressed(bomb, limit: 1 << 20, codec).count == 1 << 20)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `every truncation is an error`(codec: Compression.Codec) throws {
        let frame = try compressed(noise(300) + [UInt8](repeating: 7, count: 300), codec)
        for length in 1..<frame.count {
            #expect(throws: CodecError.self, "\(length) bytes") {
                try decompressed([UInt8](frame.prefix(length)), codec)
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `something behind the frames is an error`(codec: Compression.Codec) throws {
        let frame = try compressed([UInt8]("abc".utf8), codec)
        for garbage: [UInt8] in [[0], [0, 0, 0, 0, 0], [UInt8](repeating: 0x41, count: 40)] {
            #expect(throws: CodecError.self) { try decompressed(frame + garbage, codec) }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a damaged frame gives no wrong bytes without an error`(codec: Compression.Codec) throws {
        let content = [UInt8](String(repeating: "SMS_SITE_CONFIG ", count: 60).utf8) + noise(200)
        let frame = try compressed(content, codec)
        for bit in 0..<(frame.count * 8) {
            let bytes = Damage.flippedBit(bit).applied(to: frame)
            if let found = try? decompressed(bytes, limit: content.count, codec) {
                #expect(found == content, "bit \(bit)")
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `what comes before the damage is delivered`(codec: Compression.Codec) throws {
        let content = noise(600_000)
        var frame = try compressed(content, codec)
        frame[frame.count - 1_000] ^= 0x10
        let output = ByteBuffer(capacity: 16)
        #expect(throws: CodecError.self) {
            try codec.makeDecompressor().decompress(
                buffer(frame), limit: content.count, into: output)
        }
        #expect(output.count >= 300_000)
        #expect(isSame(output.bytes(in: 0..<300_000), [UInt8](content.prefix(300_000))))
    }

    @Test func `a checksum that is wrong is passed over only by those who ask`() throws {
        let content = noise(3_000)
        var frame = try compressed(content, .zstd)
        frame[frame.count - 1] ^= 1
        #expect(throws: CodecError.self) { try decompressed(frame, .zstd) }
        let output = ByteBuffer(capacity: 16)
        try Compression.Codec.zstd.makeDecompressor(checksums: .passedOver)
            .decompress(buffer(frame), limit: content.count, into: output)
        #expect(isSame(output.bytes, content))
        // All else is looked at: a frame without its end, and one that holds too much.
        for (bytes, limit) in [([UInt8](frame.dropLast()), content.count), (frame, 2_999)] {
            #expect(throws: CodecError.self) {
                try Compression.Codec.zstd.makeDecompressor(checksums: .passedOver)
                    .decompress(buffer(bytes), limit: limit, into: output)
            }
        }
    }

    @Test func `levels are those of the codec`() {
        #expect(Compression(.zstd)?.level == 2)
        #expect(Compression(.gzip)?.level == 6)
        #expect(Compression(.zstd, level: 0) == nil)
        #expect(Compression(.zstd, level: 20) == nil)
        #expect(Compression(.gzip, level: 10) == nil)
        #expect(Compression(.gzip, level: 9)?.level == 9)
    }
}
