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

    /// The path of the directory with the number 0.
    private let top: [UInt8]
    /// For each other directory, by its number less 1: its item, and the directory that holds it.
    ///
    /// Paths are put together when they are needed: those of a whole level may be hundreds of MB.
    private var places: [(item: Int, above: Int32)] = []

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
        top = path
        // The directories of a level have numbers that follow one another.
        while case let level = Int32(ends.count)..<Int32(places.count + 1), !level.isEmpty {
            for found in try found(in: level, below: handle, workers, isInterrupted) { take(found) }
        }
    }

    /// Lists the directories of a level.
    private func found(
        in level: Range<Int32>, below handle: DirectoryHandle, _ workers: Int,
        _ isInterrupted: @escaping () -> Bool
    ) throws -> [DirectoryContents] {
        let stages = LevelListing(self, level, handle, isInterrupted)
        // What one thread does in no time is not worth another.
        let useful = (level.count + LevelListing.fewest - 1) / LevelListing.fewest
        try OrderedPipeline(workers: min(workers, useful)).run(stages)
        return stages.found
    }

    /// Takes what lies in the next directory, and numbers the directories in it.
    private mutating func take(_ found: DirectoryContents) {
        let number = Int32(ends.count)
        if let failure = found.failure { failures[number] = failure }
        let first = contents.items.count
        contents.append(found)
        ends.append(contents.items.count)
        for index in first..<contents.items.count
        where contents.items[index].status.kind == .directory {
            places.append((index, number))
            contents.setDirectory(Int32(places.count), ofItem: index)
        }
    }

    /// The path of the directory with a number.
    fileprivate func path(of directory: Int32) -> [UInt8] {
        var names: [ArraySlice<UInt8>] = []
        var current = directory
        while current > 0 {
            let place = places[Int(current) - 1]
            names.append(contents.name(at: place.item))
            current = place.above
        }
        if !top.isEmpty { names.append(top[...]) }
        return [UInt8](names.reversed().joined(separator: [UInt8(ascii: "/")]))
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
        var directories: Range<Int32> = 0..<0
        var found: [DirectoryContents] = []
    }

    /// How many directories at least are worth a thread.
    static let fewest = 8
    /// How many directories at most are one job.
    private static let most = 16

    private let tree: TreeContents
    private let level: Range<Int32>
    private let handle: DirectoryHandle
    private let isInterrupted: () -> Bool
    // Used by `claim` only.
    private var next: Int32
    // Used by `commit` only.
    /// What lies in the directories of the level, in their order.
    private(set) var found: [DirectoryContents] = []

    /// `tree`: what was found on the levels above.
    init(
        _ tree: TreeContents, _ level: Range<Int32>, _ handle: DirectoryHandle,
        _ isInterrupted: @escaping () -> Bool
    ) {
        self.tree = tree
        self.level = level
        next = level.lowerBound
        self.handle = handle
        self.isInterrupted = isInterrupted
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() {}

    func claim(_ slot: Slot) throws -> Bool {
        let left = Int(level.upperBound - next)
        guard left > 0 else { return false }
        if isInterrupted() { throw SnapshotError(.interrupted, "interrupted; nothing was written") }
        // The last jobs are small, so that no thread waits long for another.
        let count = Int32(max(1, min(Self.most, left / Self.fewest)))
        slot.directories = next..<(next + count)
        next += count
        return true
    }

    func work(_ slot: Slot, _: inout Void) {
        slot.found = slot.directories.map {
            DirectoryContents(of: tree.path(of: $0), below: handle)
        }
    }

    func commit(_ slot: Slot) {
        found += slot.found
        slot.found = []
    }
}
