// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Reads a small file whole, and notices when it changes meanwhile.
struct StableReading {
    /// How often a file is read before it is taken as it is.
    static let attempts = 3

    /// The most bytes that a file may turn out to have when it was listed as a small one.
    static let largest = 32 << 20

    /// What came of it.
    struct Result {
        /// The status, of the state that the bytes belong to.
        let status: FileStatus
        /// How many bytes were appended to the buffer.
        let count: Int
        /// Whether the file changed during every attempt.
        let hasChanged: Bool
        /// The parts with data, for a file with holes.
        let dataRanges: [Range<UInt64>]?
    }

    /// Appends the bytes of a file to the buffer, to its end, whatever size it was listed with: the
    /// files of /proc and /sys lie about theirs.
    ///
    /// - Parameters:
    ///   - file: The file, just opened.
    ///   - status: Its status, when that is known.
    ///   - buffer: What the bytes are appended to.
    /// - Returns: what came of it.
    /// - Throws: `EFBIG` for a file that has more than ``largest`` bytes by now.
    static func read(
        _ file: OpenFile, of status: FileStatus? = nil, into buffer: ByteBuffer
    ) throws(SystemCallError) -> Result {
        let start = buffer.count
        var attempt = 1
        var before: FileStatus
        if let status { before = status } else { before = try file.status() }
        while true {
            let ranges = before.mayHaveHoles ? try file.dataRanges(size: before.size) : nil
            // To ask for the holes moves the position too, whatever the answer is.
            if attempt > 1 || before.mayHaveHoles { try file.seek(to: 0) }
            let count = try readToEnd(file, expecting: before.size, into: buffer)
            let after = try file.status()
            let isSame = before.isSameState(as: after)
            // A size of 0 with bytes behind it is a file of /proc: it cannot be compared.
            let isStable = isSame && (UInt64(count) == after.size || after.size == 0)
            if isStable || attempt == attempts {
                return Result(
                    status: after, count: count, hasChanged: !isStable,
                    dataRanges: isStable ? ranges : nil)
            }
            buffer.truncate(to: start)
            attempt += 1
            before = try file.status()
        }
    }

    private static func readToEnd(
        _ file: OpenFile, expecting size: UInt64, into buffer: ByteBuffer
    ) throws(SystemCallError) -> Int {
        var total = 0
        // One byte more than expected: the read that finds the end is then the same one.
        var step = Int(clamping: min(size, UInt64(largest))) + 1
        // Whether the file ends there is told by its status afterwards. One without a size is read
        // to its end.
        var expected = size > 0 ? step - 1 : nil
        while true {
            let count = try file.read(into: buffer, upTo: step, expecting: expected)
            total += count
            if count < step { return total }
            if total > largest {
                throw SystemCallError("read", errno: .fileTooLarge, path: file.path)
            }
            step = 256 << 10
            expected = nil
        }
    }
}
