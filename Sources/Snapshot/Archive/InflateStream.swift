// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Decompresses gzip members with zlib, piece by piece; CRC-32 and length are compared at the end of
/// each (RFC 1952, 2.3.1).
@safe
final class InflateStream {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CodecError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 + MAX_WBITS: zlib reads the gzip header and checks the trailer (zlib.h, inflateInit2).
        try check("inflateInit2", unsafe smsb_inflate_init(stream, 16 + MAX_WBITS))
    }

    deinit {
        unsafe _ = inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Stands before a member.
    func reset() throws(CodecError) {
        try check("inflateReset", unsafe inflateReset(stream))
    }

    /// Decompresses some of the bytes behind a position of `input`, and appends up to `limit` bytes
    /// to `output`.
    ///
    /// `flush`: `Z_FINISH` when all of the member is there and all of it has room.
    ///
    /// - Returns: how many bytes of the input were taken, and zlib's status.
    func inflate(
        _ input: ByteBuffer, from position: Int, into output: ByteBuffer, upTo limit: Int,
        flush: CInt
    ) -> (taken: Int, status: CInt) {
        var (taken, status): (Int, CInt) = (0, Z_OK)
        _ = output.append(upTo: limit) { free in
            input.withBytes(in: position..<input.count) { bytes in
                // It wants a place to write to even when nothing more may come. Pieces are far below
                // the 4 GiB that zlib counts to.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe stream.pointee.avail_in = UInt32(clamping: bytes.count)
                unsafe stream.pointee.next_out =
                    free.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = UInt32(clamping: free.count)
                status = unsafe CZlib.inflate(stream, flush)
                taken = unsafe bytes.count - Int(stream.pointee.avail_in)
                return unsafe free.count - Int(stream.pointee.avail_out)
            }
        }
        return (taken, status)
    }

    /// The error that a status of ``inflate(_:from:into:upTo:flush:)`` stands for.
    func error(_ status: CInt) -> CodecError {
        let detail = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
        return CodecError(function: "inflate", message: detail ?? Self.message(status))
    }

    private func check(_ function: String, _ status: CInt) throws(CodecError) {
        guard status == Z_OK else {
            throw CodecError(function: function, message: Self.message(status))
        }
    }

    /// zlib's sentence for a status.
    private static func message(_ status: CInt) -> String {
        unsafe zError(status).map { unsafe String(cString: $0) } ?? "status \(status)"
    }
}
