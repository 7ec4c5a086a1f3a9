// SPDX-License-Identifier: Apache-2.0

/// What is done with one entry, and why.
///
/// A dry run prints these decisions and a restore carries them out. Both get them from here, so
/// that the one is the plan of the other.
public struct RestoreDecision: Sendable, Hashable {
    /// What is done; the raw values are stable.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Nothing has its name: it is made.
        case create
        /// What has its name is another one, and makes room for it.
        case replace
        /// It is there already.
        case keep
        /// It is left out, because nobody asked for it.
        case skip
        /// It is left out, although it was asked for.
        case refuse
    }

    /// What is done.
    public let action: Action
    /// Why, for a person, without a full stop; `nil` where the action says it all.
    public let reason: String?

    init(_ action: Action, _ reason: String? = nil) {
        self.action = action
        self.reason = reason
    }
}

extension RestoreDecision {
    /// Decides.
    ///
    /// - Parameters:
    ///   - kind: What the entry is.
    ///   - existing: What has its name at the destination; `nil` for nothing.
    ///   - overwrite: What the user wants done with what exists.
    ///   - isRight: Whether what exists is the entry: the bytes of a file, the target of a symbolic
    ///     link, the file of a hard link. Asked only where the answer matters.
    /// - Returns: what is to be done, and why.
    /// - Throws: what `isRight` throws.
    static func decide(
        _ kind: Entry.Kind, over existing: FileStatus.Kind?,
        _ overwrite: RestoreOptions.Overwrite,
        isRight: () throws(SystemCallError) -> Bool
    ) throws(SystemCallError) -> RestoreDecision {
        guard let existing else { return RestoreDecision(.create) }
        switch (kind, existing) {
        case (.directory, _): return directory(over: existing)
        case (_, .directory): return RestoreDecision(.refuse, "a directory has its name")
        default: break
        }
        // To look at a link costs nothing; to look at a file is to read it.
        if case .file = kind, overwrite == .never || overwrite == .always {
            return overwrite == .never
                ? RestoreDecision(.refuse, "it exists already")
                : RestoreDecision(.replace, "it exists already")
        }
        if try isRight() { return RestoreDecision(.keep) }
        switch overwrite {
        case .never: return RestoreDecision(.refuse, "it exists already")
        case .keep: return RestoreDecision(.refuse, "it exists already and is not the same")
        case .changed, .always: return RestoreDecision(.replace, "what exists is not the same")
        }
    }
}

extension RestoreDecision {
    /// The decision about an entry to whose place an earlier one of the archive goes.
    static var takenPlace: RestoreDecision {
        RestoreDecision(.refuse, "another entry of the archive has its place")
    }

    /// Decides about a directory over something that exists, which is never removed for it.
    static func directory(over existing: FileStatus.Kind) -> RestoreDecision {
        existing == .directory
            ? RestoreDecision(.keep)
            : RestoreDecision(.refuse, "a \(existing.title) has its name")
    }
}

/// One entry of a plan.
public struct PlannedEntry: Sendable, Hashable {
    /// What is done with it, and why.
    public let decision: RestoreDecision
    /// Where it goes, below the destination.
    public let path: EntryPath
    /// The bytes of the file that would be written; 0 for everything else.
    public let bytes: UInt64
    /// Whether it goes to the quarantine, and not to its own place.
    public let isQuarantined: Bool
    /// Whether it is a directory.
    public let isDirectory: Bool
    /// The bytes that it takes of a file system, without its holes.
    var allocation: UInt64 = 0
    /// Whether it is refused because it would do harm.
    var isPrevented = false
}
