// SPDX-License-Identifier: Apache-2.0

/// What lies in a directory and in all directories below it, found one level after the other, the
/// directories of a level side by side.
///
/// On a mounted site each name costs a way to the server and back, so that more threads find more.
/// What is found does not depend on their number.
struct TreeContents {
    /// What lies in the directories, one after the other.
    ///
    /// Two large arrays: the pages of many small ones would stay with the C library.
    private(set) var contents = DirectoryContents()
    /// For each directory, by its number, where its items end; they begin where those of the one
    /// before end.
    private var ends: [Int] = []
    private var failures: [Int32: SystemCallError] = [:]

    /// Lists everything below a path; that directory has the number 0.
    ///
    /// - Parameters:
    ///   - path: The path of the directory below `handle`; empty for itself.
    ///   - handle: The open directory from which everything is reached.
    ///   - workers: The number of threads.
    ///   - isInterrupted: Asked now and then.
    /// - Throws: ``SnapshotError`` when interrupted. What cannot be listed has a failure.
    init(
        of path: [UInt8], below handle: DirectoryHandle, workers: Int,
        isInterrupted: @escaping () -> Bool
    ) throws {
        var level = [path]
        var numbered: Int32 = 1
        while !level.isEmpty {
            let stages = LevelListing(level, handle, isInterrupted)
            // What one thread does in no time is not worth another.
            let useful = (level.count + LevelListing.fewest - 1) / LevelListing.fewest
            try OrderedPipeline(workers: min(workers, useful)).run(stages)
            level = zip(level, stages.found).flatMap { take($1, at: $0, &numbered) }
        }
    }

    /// Takes what lies in the next directory, and numbers those in it; gives their paths.
    private mutating func take(
        _ found: DirectoryContents, at path: [UInt8], _ numbered: inout Int32
    ) -> [[UInt8]] {
        if let failure = found.failure { failures[Int32(ends.count)] = failure }
        let first = contents.items.count
        contents.append(found)
        ends.append(contents.items.count)
        var paths: [[UInt8]] = []
        for index in first..<contents.items.count
        where contents.items[index].status.kind == .directory {
            contents.number(index, numbered)
            numbered += 1
            let above = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
            paths.append(above + contents.name(at: index))
        }
        return paths
    }

    /// The items of the directory with a number, as indices of the contents.
    func items(of directory: Int32) -> Range<Int> {
        (directory == 0 ? 0 : ends[Int(directory) - 1])..<ends[Int(directory)]
    }

    /// Why not all of the directory with a number could be listed.
    func failure(of directory: Int32) -> SystemCallError? { failures[directory] }
}

/// The directories of one level as a pipeline: some of them a job.
private final class LevelListing: PipelineStages {
    final class Slot {
        var places: Range<Int> = 0..<0
        var found: [DirectoryContents] = []
    }

    /// How many directories at least are worth a thread.
    static let fewest = 8
    /// How many directories at most are one job.
    private static let most = 16

    private let level: [[UInt8]]
    private let handle: DirectoryHandle
    private let isInterrupted: () -> Bool
    // Used by `claim` only.
    private var next = 0
    // Used by `commit` only.
    /// What lies in the directories of the level, in their order.
    private(set) var found: [DirectoryContents] = []

    init(
        _ level: [[UInt8]], _ handle: DirectoryHandle, _ isInterrupted: @escaping () -> Bool
    ) {
        self.level = level
        self.handle = handle
        self.isInterrupted = isInterrupted
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() {}

    func claim(_ slot: Slot) throws -> Bool {
        let left = level.count - next
        guard left > 0 else { return false }
        if isInterrupted() { throw SnapshotError(.interrupted, "interrupted; nothing was written") }
        // The last jobs are small, so that no thread waits long for another.
        let count = max(1, min(Self.most, left / Self.fewest))
        slot.places = next..<(next + count)
        next += count
        return true
    }

    func work(_ slot: Slot, _: inout Void) {
        slot.found = slot.places.map { DirectoryContents(of: level[$0], below: handle) }
    }

    func commit(_ slot: Slot) {
        found += slot.found
        slot.found = []
    }
}
