// SPDX-License-Identifier: Apache-2.0

/// A stage of a restore in place that is behind it.
public enum InPlaceStage: Sendable, Hashable {
    /// Every byte of the archive is as it was written.
    case verified
    /// There is room for everything.
    case hasRoom(needed: FileSystemRoom, free: FileSystemRoom)
    /// Everything is written beside the target, in the directory of this path.
    case written([UInt8])
    /// So many entries were read back and are right.
    case readBack(Int)
    /// The new tree is in its place; whether that was one step.
    case swapped(isAtomic: Bool)
}

/// What a restore in place left.
public struct InPlaceOutcome: Sendable, Hashable {
    /// The directory that was replaced, without links in its path.
    public let target: [UInt8]
    /// Where the old tree lies; `nil` when there was none, and in a dry run.
    public internal(set) var oldTree: [UInt8]?
    /// Where the quarantine lies; `nil` when there is none, and in a dry run.
    public internal(set) var quarantine: [UInt8]?
    /// A name that is free, for the new tree when somebody takes it out again.
    public internal(set) var undoneName: [UInt8]
    /// Whether only an earlier run, which had been ended, was finished.
    public internal(set) var isFinishedEarlier = false
}
