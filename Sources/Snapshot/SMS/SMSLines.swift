// SPDX-License-Identifier: Apache-2.0

/// The lines of a text file, without their ends.
///
/// CR LF, LF and CR alone all end a line. The lines are slices of the file: they cost no memory.
struct SMSLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) {
        rest = [UInt8](bytes)[...]
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(where: SMSText.isLineEnd) ?? rest.endIndex
        let line = rest[..<end]
        var next = end
        if next < rest.endIndex {
            let isReturn = rest[next] == UInt8(ascii: "\r")
            next += 1
            if isReturn, next < rest.endIndex, rest[next] == UInt8(ascii: "\n") { next += 1 }
        }
        rest = rest[next...]
        return line
    }
}
