// SPDX-License-Identifier: Apache-2.0

/// One unit on its way through the capture: its bytes, its frame, and the entries in it.
final class CaptureSlot {
    /// What the slot carries.
    enum Job {
        /// Small items, by their positions in the order of the archive; whether their unit repeats
        /// itself over a distance.
        case items(Range<Int>, repeats: Bool)
        /// A piece of a large file; the first one has the header before it.
        case slice(LargeFileSlice)
    }

    /// An entry whose bytes lie in this unit, complete but for what the commit adds.
    struct Captured {
        let index: Int32
        var entry: Entry
        /// Where its header begins in the unit.
        let headerOffset: Int
        /// Where its bytes begin in the unit.
        let dataOffset: Int
    }

    var job = Job.items(0..<0, repeats: false)
    /// The unit's bytes of tar, as far as the commit needs them: those of a large file, and those of
    /// small items when there is a document among them.
    let raw: ByteBuffer
    /// How many bytes of tar the unit has.
    var count = 0
    /// The unit's frame.
    let frame = ByteBuffer(capacity: 1 << 20)
    /// The digest of the frame.
    var digest = Digest(words: (0, 0, 0, 0))
    var captured: [Captured] = []
    var warnings: [Warning] = []

    init(capacity: Int) {
        raw = ByteBuffer(capacity: capacity)
    }

    func reset(_ job: Job) {
        self.job = job
        raw.removeAll()
        count = 0
        frame.removeAll()
        captured.removeAll(keepingCapacity: true)
        warnings.removeAll()
    }
}

/// A piece of a large file in a unit of its own.
struct LargeFileSlice {
    /// The index of the file in the listing.
    let index: Int32
    /// The entry; its digest is not known before the last piece.
    var entry: Entry
    /// Whether the unit begins with the file's header.
    let isFirst: Bool
    /// Whether the file's last byte lies in the unit.
    let isLast: Bool
    /// Whether everything that was written of the file before must be taken back first.
    let isRetry: Bool
    /// Where the file's bytes lie in the unit.
    let dataRange: Range<Int>
}
