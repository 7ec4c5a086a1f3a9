// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Decompresses a stream of gzip members with zlib, which compares CRC-32 and length at the end of
/// each (RFC 1952, 2.3.1).
@safe
final class GzipStreamDecoder: StreamDecoding {
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isBetweenFrames = true
    private(set) var frameCount = 0
    let uncheckedCount = 0

    init() throws(CodecError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 + MAX_WBITS: zlib reads the gzip header and checks the trailer (zlib.h, inflateInit2).
        let status = unsafe smsb_inflate_init(stream, 16 + MAX_WBITS)
        guard status == Z_OK else {
            throw CodecError(function: "inflateInit2", message: ZlibStream.message(status))
        }
    }

    deinit {
        unsafe _ = inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func canBegin(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1F, 0x8B, 8])
    }

    func decode(
        _ input: ByteBuffer, from position: Int, into output: ByteBuffer, upTo limit: Int
    ) throws(CodecError) -> Int {
        if isBetweenFrames {
            unsafe _ = inflateReset(stream)
            isBetweenFrames = false
            frameCount += 1
        }
        var (status, taken): (CInt, Int) = (Z_OK, 0)
        _ = output.append(upTo: limit) { free in
            input.withBytes(in: position..<input.count) { bytes in
                unsafe ZlibStream.connect(stream, input: bytes, output: free)
                status = unsafe inflate(stream, Z_NO_FLUSH)
                taken = unsafe bytes.count - Int(stream.pointee.avail_in)
                return unsafe free.count - Int(stream.pointee.avail_out)
            }
        }
        switch status {
        case Z_STREAM_END: isBetweenFrames = true
        // Z_BUF_ERROR: it wants more input or more room; who calls sees that nothing moved.
        case Z_OK, Z_BUF_ERROR: break
        default:
            let text = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            throw CodecError(
                function: "inflate", message: text ?? ZlibStream.message(status))
        }
        return taken
    }
}
