// SPDX-License-Identifier: Apache-2.0

import CZstd

/// Compresses units with libzstd, one frame a unit, in the calling thread.
///
/// The same library writes the same bytes for the same unit: no workers, no dictionary, parameters
/// that depend on nothing but the level.
@safe
final class ZstdCompressor: FrameCompressing {
    private let context: OpaquePointer

    /// The window of a unit that repeats itself: 16 MiB, all of the unit.
    private static let farWindowLog: CInt = 24

    init(level: Int) throws(CodecError) {
        guard let context = unsafe ZSTD_createCCtx() else {
            throw CodecError(function: "ZSTD_createCCtx", message: "out of memory")
        }
        unsafe self.context = context
        try set(ZSTD_c_compressionLevel, CInt(clamping: level))
        // XXH64 in every frame: stock tools then notice damage too.
        try set(ZSTD_c_checksumFlag, 1)
        try set(ZSTD_c_contentSizeFlag, 1)
    }

    deinit {
        unsafe _ = ZSTD_freeCCtx(context)
    }

    static var libraryVersion: String { unsafe String(cString: ZSTD_versionString()) }

    func compress(
        _ input: ByteBuffer, into output: ByteBuffer, repeats: Bool
    ) throws(CodecError) {
        try set(ZSTD_c_enableLongDistanceMatching, repeats ? 1 : 0)
        // 0 is what the level says; the library lowers it for a shorter input.
        try set(ZSTD_c_windowLog, repeats ? Self.farWindowLog : 0)
        output.removeAll()
        _ = try output.append(upTo: ZSTD_compressBound(input.count)) { free throws(CodecError) in
            try input.withBytes { bytes throws(CodecError) in
                try unsafe ZstdCompressor.check(
                    "ZSTD_compress2",
                    ZSTD_compress2(
                        context, free.baseAddress, free.count, bytes.baseAddress, bytes.count))
            }
        }
    }

    private func set(_ parameter: ZSTD_cParameter, _ value: CInt) throws(CodecError) {
        _ = try unsafe Self.check(
            "ZSTD_CCtx_setParameter", ZSTD_CCtx_setParameter(context, parameter, value))
    }

    /// Turns a result of libzstd into a number of bytes or an error.
    static func check(_ function: String, _ result: Int) throws(CodecError) -> Int {
        guard ZSTD_isError(result) == 0 else {
            throw CodecError(
                function: function, message: unsafe String(cString: ZSTD_getErrorName(result)))
        }
        return result
    }
}

/// Decompresses units with libzstd.
@safe
final class ZstdDecompressor: FrameDecompressing {
    private let context: OpaquePointer

    /// The largest window: 128 MiB, what `zstd -d` takes without being asked for more.
    static let largestWindowLog: CInt = 27

    /// `checksums`: whether the frames' own are compared: of 1.1 s for 2 GB, 0.2 s.
    init(checksums: FrameChecksums = .compared) throws(CodecError) {
        unsafe context = try Self.makeContext()
        guard checksums == .passedOver else { return }
        // ZSTD_d_forceIgnoreChecksum. A library that does not know it compares them: slower, and
        // nothing is wrong.
        unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam3, 1)
    }

    /// A context that refuses larger windows than ``largestWindowLog``; the caller frees it.
    static func makeContext() throws(CodecError) -> OpaquePointer {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CodecError(function: "ZSTD_createDCtx", message: "out of memory")
        }
        do throws(CodecError) {
            _ = try unsafe ZstdCompressor.check(
                "ZSTD_DCtx_setParameter",
                ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, largestWindowLog))
        } catch {
            unsafe _ = ZSTD_freeDCtx(context)
            throw error
        }
        return unsafe context
    }

    deinit {
        unsafe _ = ZSTD_freeDCtx(context)
    }

    func decompress(
        _ input: ByteBuffer, limit: Int, into output: ByteBuffer
    ) throws(CodecError) {
        output.removeAll()
        try checkWindows(input)
        do throws(CodecError) {
            _ = try output.append(upTo: limit) { free throws(CodecError) in
                try input.withBytes { bytes throws(CodecError) in
                    try unsafe ZstdCompressor.check(
                        "ZSTD_decompressDCtx",
                        ZSTD_decompressDCtx(
                            context, free.baseAddress, free.count, bytes.baseAddress, bytes.count))
                }
            }
        } catch {
            // The whole frame is bad for one call; a stream gives the blocks before the bad one.
            output.removeAll()
            collect(input, limit: limit, into: output)
            throw error
        }
    }

    /// Makes sure that every frame can be read with the largest window that is allowed.
    ///
    /// Decompressed in one call a frame needs no window, so the library does not look; stock tools
    /// would refuse it.
    private func checkWindows(_ input: ByteBuffer) throws(CodecError) {
        try input.withBytes { bytes throws(CodecError) in
            var position = 0
            while position < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
                if let window = unsafe Self.window(of: rest),
                    window > UInt64(1) << Self.largestWindowLog
                {
                    throw CodecError(
                        function: "ZSTD_decompressDCtx",
                        message: "a frame demands a window of \(window) bytes")
                }
                let size = unsafe ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
                // What is damaged is told by the decompression itself.
                guard ZSTD_isError(size) == 0, size > 0 else { return }
                position += size
            }
        }
    }

    /// What a frame begins with (RFC 8878, 3.1.1).
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// The window that a frame's header demands (RFC 8878, 3.1.1.1.2); `nil` for something else,
    /// or a frame that is its own window.
    private static func window(of bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count > 5, unsafe bytes.prefix(4).elementsEqual(magic),
            unsafe bytes[4] & 0x20 == 0
        else { return nil }
        let descriptor = unsafe bytes[5]
        let base = UInt64(1) << (10 + UInt64(descriptor >> 3))
        return base + base / 8 * UInt64(descriptor & 7)
    }

    /// Collects what a damaged frame still gives.
    private func collect(_ input: ByteBuffer, limit: Int, into output: ByteBuffer) {
        unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        defer { unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }
        var position = 0
        while position < input.count, output.count < limit {
            var status = 0
            // Given all of a frame, the library takes it in one step, which gives all or nothing.
            let end = position < input.count - 1 ? input.count - 1 : input.count
            let written = output.append(upTo: limit - output.count) { free in
                input.withBytes { bytes in
                    var source = unsafe ZSTD_inBuffer(
                        src: bytes.baseAddress, size: end, pos: position)
                    var destination = unsafe ZSTD_outBuffer(
                        dst: free.baseAddress, size: free.count, pos: 0)
                    status = unsafe ZSTD_decompressStream(context, &destination, &source)
                    position = unsafe source.pos
                    return unsafe destination.pos
                }
            }
            if ZSTD_isError(status) != 0 || (written == 0 && status != 0) { return }
        }
    }
}
