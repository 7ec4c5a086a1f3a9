// SPDX-License-Identifier: Apache-2.0

import Crypto

extension Hashing {
    /// Takes a part of a buffer, without copying it.
    mutating func update(_ buffer: ByteBuffer, in range: Range<Int>) {
        buffer.withBytes(in: range) { unsafe function.update(bufferPointer: $0) }
    }

    /// The digest of a part of a buffer.
    static func digest(of buffer: ByteBuffer, in range: Range<Int>) -> Digest {
        var hashing = Hashing()
        hashing.update(buffer, in: range)
        return hashing.finish()
    }
}
