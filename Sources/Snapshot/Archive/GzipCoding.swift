// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Compresses units with zlib, one gzip member a unit (RFC 1952).
///
/// The header is ours, so that nothing of the machine gets into it: no time, no name, and 255 for
/// the operating system, which zlib would fill in by the system it was built on.
@safe
final class GzipCompressor: FrameCompressing {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) throws(CodecError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe smsb_deflate_init(stream, CInt(clamping: level), -MAX_WBITS)
        guard status == Z_OK else {
            throw CodecError(function: "deflateInit2", message: Self.message(status))
        }
    }

    deinit {
        unsafe _ = deflateEnd(stream)
        unsafe stream.deallocate()
    }

    static var libraryVersion: String { unsafe String(cString: zlibVersion()) }

    /// `repeats` changes nothing: deflate looks back 32 KiB.
    func compress(
        _ input: ByteBuffer, into output: ByteBuffer, repeats _: Bool
    ) throws(CodecError) {
        output.removeAll()
        output.append(Self.header)
        unsafe _ = deflateReset(stream)
        let bound = unsafe Int(clamping: deflateBound(stream, UInt(input.count)))
        var checksum: UInt = 0
        _ = try output.append(upTo: bound) { free throws(CodecError) in
            try input.withBytes { bytes throws(CodecError) in
                unsafe GzipCompressor.connect(stream, input: bytes, output: free)
                let status = unsafe deflate(stream, Z_FINISH)
                guard status == Z_STREAM_END else {
                    throw CodecError(function: "deflate", message: Self.message(status))
                }
                checksum = unsafe crc32_z(
                    0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
                return unsafe free.count - Int(stream.pointee.avail_out)
            }
        }
        var trailer = RecordWriter()
        trailer.append(UInt32(truncatingIfNeeded: checksum))
        trailer.append(UInt32(truncatingIfNeeded: input.count))
        output.append(trailer.bytes)
    }

    /// Points a stream at its input and output; units are far below the 4 GiB that zlib counts to.
    static func connect(
        _ stream: UnsafeMutablePointer<z_stream>, input: UnsafeRawBufferPointer,
        output: UnsafeMutableRawBufferPointer
    ) {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
    }

    /// zlib's sentence for a status.
    static func message(_ status: CInt) -> String {
        unsafe zError(status).map { unsafe String(cString: $0) } ?? "status \(status)"
    }
}

/// Decompresses units with zlib and checks every member's CRC-32 and length.
@safe
final class GzipDecompressor: FrameDecompressing {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CodecError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 + MAX_WBITS: zlib reads the gzip header and checks the trailer (zlib.h, inflateInit2).
        let status = unsafe smsb_inflate_init(stream, 16 + MAX_WBITS)
        guard status == Z_OK else {
            throw CodecError(function: "inflateInit2", message: GzipCompressor.message(status))
        }
    }

    deinit {
        unsafe _ = inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decompress(
        _ input: ByteBuffer, limit: Int, into output: ByteBuffer
    ) throws(CodecError) {
        output.removeAll()
        var position = 0
        repeat {
            unsafe _ = inflateReset(stream)
            var status: CInt = Z_OK
            _ = output.append(upTo: limit - output.count) { free in
                input.withBytes(in: position..<input.count) { bytes in
                    // inflate wants a place to write to even when nothing more may come.
                    unsafe GzipCompressor.connect(stream, input: bytes, output: free)
                    status = unsafe inflate(stream, Z_FINISH)
                    position = unsafe input.count - Int(stream.pointee.avail_in)
                    return unsafe free.count - Int(stream.pointee.avail_out)
                }
            }
            guard status == Z_STREAM_END else {
                let message =
                    status == Z_BUF_ERROR
                    ? "ends too early or is too long" : GzipCompressor.message(status)
                throw CodecError(function: "inflate", message: message)
            }
        } while position < input.count
    }
}
