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

    private static let usualFrame = 1 << 20

    var job = Job.items(0..<0, repeats: false)
    /// The memory that the job needs beyond what most jobs need.
    var additionalMemory = 0
    /// The unit's bytes of tar, as far as the commit needs them: those of a large file, and those of
    /// small items when there is a document among them.
    let raw: ByteBuffer
    /// How many bytes of tar the unit has.
    var count = 0
    /// The unit's frame.
    let frame = ByteBuffer(capacity: usualFrame)
    /// The digest of the frame.
    var digest = Digest(words: (0, 0, 0, 0))
    var captured: [Captured] = []
    var warnings: [Warning] = []

    init(capacity: Int) {
        raw = ByteBuffer(capacity: capacity)
    }

    /// Takes another job, and gives back memory that few jobs need.
    ///
    /// `rawMemory`: how many bytes of tar it is likely to keep.
    func reset(_ job: Job, rawMemory: Int = 0) {
        self.job = job
        raw.removeAll(keepingMemoryFor: rawMemory)
        count = 0
        additionalMemory = 0
        frame.removeAll(keepingMemoryFor: Self.usualFrame)
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
