// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Decompresses a stream of gzip members.
final class GzipStreamDecoder: StreamDecoding {
    private let stream: InflateStream
    private(set) var isBetweenFrames = true
    private(set) var frameCount = 0
    let uncheckedCount = 0

    init() throws(CodecError) {
        stream = try InflateStream()
    }

    func canBegin(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1F, 0x8B, 8])
    }

    func decode(
        _ input: ByteBuffer, from position: Int, into output: ByteBuffer, upTo limit: Int
    ) throws(CodecError) -> Int {
        if isBetweenFrames {
            try stream.reset()
            isBetweenFrames = false
            frameCount += 1
        }
        let (taken, status) = stream.inflate(
            input, from: position, into: output, upTo: limit, flush: Z_NO_FLUSH)
        switch status {
        case Z_STREAM_END: isBetweenFrames = true
        // Z_BUF_ERROR: it wants more input or more room; who calls sees that nothing moved.
        case Z_OK, Z_BUF_ERROR: break
        default: throw stream.error(status)
        }
        return taken
    }
}
