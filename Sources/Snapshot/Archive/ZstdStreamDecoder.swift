// SPDX-License-Identifier: Apache-2.0

import CZstd

/// Decompresses a stream of zstd frames with libzstd, which compares the size and the checksum that
/// a frame may have at its end (RFC 8878, 3.1.1).
///
/// Skippable frames are passed over (RFC 8878, 3.1.2).
@safe
final class ZstdStreamDecoder: StreamDecoding {
    private let context: OpaquePointer
    private(set) var isBetweenFrames = true
    private(set) var frameCount = 0
    private(set) var uncheckedCount = 0

    init() throws(CodecError) {
        unsafe context = try ZstdDecompressor.makeContext()
    }

    deinit {
        unsafe _ = ZSTD_freeDCtx(context)
    }

    func canBegin(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: ZstdDecompressor.magic) { return true }
        // 0x184D2A50 to 0x184D2A5F, little-endian.
        return bytes.count >= 8 && bytes[0] & 0xF0 == 0x50
            && bytes[1..<4].elementsEqual([0x2A, 0x4D, 0x18])
    }

    func decode(
        _ input: ByteBuffer, from position: Int, into output: ByteBuffer, upTo limit: Int
    ) throws(CodecError) -> Int {
        if isBetweenFrames { begin(input.bytes(in: position..<position + 5)) }
        var (status, taken) = (0, 0)
        _ = output.append(upTo: limit) { free in
            input.withBytes(in: position..<input.count) { bytes in
                var source = unsafe ZSTD_inBuffer(
                    src: bytes.baseAddress, size: bytes.count, pos: 0)
                var destination = unsafe ZSTD_outBuffer(
                    dst: free.baseAddress, size: free.count, pos: 0)
                status = unsafe ZSTD_decompressStream(context, &destination, &source)
                taken = unsafe source.pos
                return unsafe destination.pos
            }
        }
        isBetweenFrames = try ZstdCompressor.check("ZSTD_decompressStream", status) == 0
        return taken
    }

    /// Looks at the header of a frame (RFC 8878, 3.1.1.1.1).
    private func begin(_ header: [UInt8]) {
        guard header.count == 5, header.starts(with: ZstdDecompressor.magic) else { return }
        frameCount += 1
        if header[4] & 0x04 == 0 { uncheckedCount += 1 }
    }
}
