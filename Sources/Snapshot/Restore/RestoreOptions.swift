// SPDX-License-Identifier: Apache-2.0

/// What is restored and how.
public struct RestoreOptions: Sendable {
    /// What happens to something that exists already under the name of an entry.
    public enum Overwrite: String, Sendable, Hashable, CaseIterable {
        /// It stays, and the entry is reported as not restored.
        case never
        /// A file with the same bytes stays, another one is replaced.
        case changed
        /// A file is replaced.
        case always
    }

    /// The components to restore; empty means all.
    public var components: Set<ComponentKind> = []
    /// Patterns of paths to restore; empty means all.
    public var patterns: [NamePattern] = []
    /// What happens to what exists.
    public var overwrite = Overwrite.never
    /// Whether nothing is changed, and the report says what would be.
    public var isDryRun = false
    /// The number of threads.
    public var workers: Int
    /// What an encrypted archive is opened with.
    public var identities = AgeIdentities.none
    /// Called after each unit with the bytes restored so far.
    public var progress: (@Sendable (RestoreProgress) -> Void)?
    /// Asked before each unit; `true` stops the restore.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Makes options that restore everything.
    public init(workers: Int) {
        self.workers = workers
    }

    /// Whether the entry of a line can be wanted; `false` is certain.
    func canSelect(_ line: ManifestLine) -> Bool {
        if !components.isEmpty, let component = line.plainComponent,
            !components.contains(where: { $0.rawValue.utf8.elementsEqual(component) })
        {
            return false
        }
        return line.canMatch(patterns)
    }

    /// Whether an entry is wanted.
    func selects(_ entry: Entry) -> Bool {
        if !components.isEmpty {
            guard let component = entry.component, components.contains(component) else {
                return false
            }
        }
        guard !patterns.isEmpty else { return true }
        guard let path = entry.restoredPath else { return false }
        return patterns.matchAny(path)
    }
}

/// How far a restore is.
public struct RestoreProgress: Sendable, Hashable {
    /// Bytes of files that are written.
    public let bytesDone: UInt64
    /// Bytes of files that are to be written.
    public let bytesTotal: UInt64
}
