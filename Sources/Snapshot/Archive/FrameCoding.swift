// SPDX-License-Identifier: Apache-2.0

/// Compresses units; one for each thread, with its memory kept from unit to unit.
protocol FrameCompressing: AnyObject {
    /// Replaces the content of `output` by one frame that holds all of `input`.
    ///
    /// `repeats`: whether to look for long repeats over a distance, which takes a tenth longer where
    /// there are none.
    func compress(
        _ input: ByteBuffer, into output: ByteBuffer, repeats: Bool
    ) throws(CodecError)
}

extension FrameCompressing {
    /// Replaces the content of `output` by one frame that holds all of `input`.
    func compress(_ input: ByteBuffer, into output: ByteBuffer) throws(CodecError) {
        try compress(input, into: output, repeats: false)
    }
}

/// Decompresses units; one for each thread.
protocol FrameDecompressing: AnyObject {
    /// Replaces the content of `output` by what the frames in `input` hold.
    ///
    /// `limit`: the most bytes that may come out.
    ///
    /// - Throws: when the frames are damaged, hold more than `limit` bytes, or something else
    ///   follows them; `output` then holds what came out before.
    func decompress(_ input: ByteBuffer, limit: Int, into output: ByteBuffer) throws(CodecError)
}

extension Compression {
    /// Makes a compressor.
    func makeCompressor() throws(CodecError) -> any FrameCompressing {
        switch codec {
        case .zstd: try ZstdCompressor(level: level)
        case .gzip: try GzipCompressor(level: level)
        }
    }

    /// The library that compresses and its version: other versions may write other bytes.
    var library: String {
        switch codec {
        case .zstd: "libzstd \(ZstdCompressor.libraryVersion)"
        case .gzip: "libdeflate \(GzipCompressor.libraryVersion)"
        }
    }
}

/// What becomes of the checksums in frames.
enum FrameChecksums: Sendable {
    /// They are compared: for whoever says that an archive is right, or has nothing better.
    case compared
    /// Those of zstd are passed over: for whoever holds what comes out against a SHA-256.
    case passedOver
}

extension Compression.Codec {
    /// Makes a decompressor.
    func makeDecompressor(
        checksums: FrameChecksums = .compared
    ) throws(CodecError) -> any FrameDecompressing {
        switch self {
        case .zstd: try ZstdDecompressor(checksums: checksums)
        case .gzip: try GzipDecompressor()
        }
    }
}
