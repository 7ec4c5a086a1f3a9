// SPDX-License-Identifier: Apache-2.0

/// What lies in a directory and in all directories below it, found one level after the other, the
/// directories of a level side by side.
///
/// On a mounted site each name costs a way to the server and back, so that more threads find more.
/// What is found does not depend on their number.
struct TreeContents {
    /// The contents of the directory itself.
    static let top: Int32 = 0

    /// How many items there are in all of them.
    private(set) var itemCount = 0
    /// By the numbers that the items of directories have.
    private var contents: [DirectoryContents] = []

    /// A directory that is to be listed: where it is, and which item it is of which contents.
    fileprivate struct Place {
        let path: [UInt8]
        let above: Int32
        let item: Int
    }

    /// Lists everything below a path.
    ///
    /// - Parameters:
    ///   - path: The path of the directory below `handle`; empty for itself.
    ///   - handle: The open directory from which everything is reached.
    ///   - workers: The number of threads.
    ///   - isInterrupted: Asked now and then.
    /// - Throws: ``SnapshotError`` when interrupted. What cannot be listed is in its contents.
    init(
        of path: [UInt8], below handle: DirectoryHandle, workers: Int,
        isInterrupted: @escaping () -> Bool
    ) throws {
        var level = [Place(path: path, above: -1, item: 0)]
        while !level.isEmpty {
            let stages = LevelListing(level, handle, isInterrupted)
            // What one thread does in no time is not worth another.
            let useful = (level.count + LevelListing.fewest - 1) / LevelListing.fewest
            try OrderedPipeline(workers: min(workers, useful)).run(stages)
            level = take(stages.found, at: level)
        }
    }

    /// Takes a level; gives the places of the next one.
    private mutating func take(
        _ found: [DirectoryContents], at level: [Place]
    ) -> [Place] {
        var next: [Place] = []
        for (place, found) in zip(level, found) {
            let number = Int32(contents.count)
            if place.above >= 0 {
                contents[Int(place.above)].setContents(ofItem: place.item, to: number)
            }
            contents.append(found)
            itemCount += found.items.count
            for (index, item) in found.items.enumerated() where item.status.kind == .directory {
                let name = found.name(at: index)
                let path = place.path.isEmpty ? [] : place.path + [UInt8(ascii: "/")]
                next.append(Place(path: path + name, above: number, item: index))
            }
        }
        return next
    }

    /// Hands out the contents with a number, which are forgotten here.
    mutating func take(_ number: Int32) -> DirectoryContents {
        var taken = DirectoryContents()
        swap(&taken, &contents[Int(number)])
        return taken
    }
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

    private let level: [TreeContents.Place]
    private let handle: DirectoryHandle
    private let isInterrupted: () -> Bool
    // Used by `claim` only.
    private var next = 0
    // Used by `commit` only.
    /// What lies in the directories of the level, in their order.
    private(set) var found: [DirectoryContents] = []

    init(
        _ level: [TreeContents.Place], _ handle: DirectoryHandle,
        _ isInterrupted: @escaping () -> Bool
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
        slot.found = slot.places.map { DirectoryContents(of: level[$0].path, below: handle) }
    }

    func commit(_ slot: Slot) {
        found += slot.found
        slot.found = []
    }
}
