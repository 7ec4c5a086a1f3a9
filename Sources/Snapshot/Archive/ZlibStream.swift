// SPDX-License-Identifier: Apache-2.0

import CZlib

/// What all uses of a stream of zlib have in common.
enum ZlibStream {
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
