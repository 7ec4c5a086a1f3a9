// SPDX-License-Identifier: Apache-2.0

/// Decompresses a stream piece by piece, however long its frames are: not units of ours, whose
/// size is known.
///
/// The checksum of a frame is compared at its end, when what it holds was handed out already.
protocol StreamDecoding: AnyObject {
    /// Whether the last byte that was taken ended a frame; `true` before the first.
    var isBetweenFrames: Bool { get }
    /// Frames with data that were begun.
    var frameCount: Int { get }
    /// Of these, those without a checksum of what they hold.
    var uncheckedCount: Int { get }

    /// Whether the bytes can begin a frame; fewer than a header has can not.
    func canBegin(_ bytes: [UInt8]) -> Bool

    /// Decompresses some of the bytes behind a position of `input`, and appends up to `limit` bytes
    /// to `output`.
    ///
    /// - Returns: how many bytes of the input were taken.
    /// - Throws: when the frame is damaged, does not have its checksum, or demands a window that is
    ///   too large; `output` then holds what came out before.
    func decode(
        _ input: ByteBuffer, from position: Int, into output: ByteBuffer, upTo limit: Int
    ) throws(CodecError) -> Int
}

extension Compression.Codec {
    /// Makes a decoder.
    func makeStreamDecoder() throws(CodecError) -> any StreamDecoding {
        switch self {
        case .zstd: try ZstdStreamDecoder()
        case .gzip: try GzipStreamDecoder()
        }
    }
}
