// SPDX-License-Identifier: Apache-2.0

/// Compares an archive with another one, or with a site as it is.
public struct Comparison: Sendable {
    /// What the old side is compared with.
    public enum Counterpart: Sendable {
        /// The archive at a path.
        case archive([UInt8])
        /// A site, listed.
        case live(LiveSite)
    }

    private let options: ComparisonOptions

    /// Prepares a comparison; nothing is looked at yet.
    public init(_ options: ComparisonOptions) {
        self.options = options
    }

    /// Compares, and reports every difference; nothing is written, except a large hive for a moment
    /// into a file without a name.
    ///
    /// - Throws: ``SnapshotError`` when one of the sides could not be looked at. A file of a live
    ///   site that cannot be read is in ``ComparisonReport/failures``.
    public func run(
        _ archive: [UInt8], with counterpart: Counterpart
    ) throws(SnapshotError) -> ComparisonReport {
        do {
            let old = try ArchiveSide(
                archive, identities: options.identities, isInterrupted: options.isInterrupted)
            let new: any ComparedSide
            var live: LiveSide?
            switch counterpart {
            case .archive(let path):
                new = try ArchiveSide(
                    path, identities: options.identities, isInterrupted: options.isInterrupted)
            case .live(let site):
                let side = LiveSide(
                    site, workers: options.workers, isInterrupted: options.isInterrupted)
                (live, new) = (side, side)
            }
            var gathering = ComparisonGathering(options, old: old, new: new, live: live)
            return try gathering.report()
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(
                .system, "cannot compare \(ScreenText.quoted(archive)); nothing is known",
                cause: error)
        }
    }
}

/// How two sides are compared.
public struct ComparisonOptions: Sendable {
    /// Only entries that one of these matches, as `list` shows them; empty means all.
    public var patterns: [NamePattern] = []
    /// Differences that are counted and not told.
    public var volatile = VolatilePatterns(VolatilePatterns.standard)
    /// Which differences of attributes are none.
    public var tolerance = AttributeTolerance()
    /// Whether documents are compared by what they mean.
    public var comparesMeaning = true
    /// The number of threads that read a live site.
    public var workers: Int
    /// What encrypted archives are opened with.
    public var identities: AgeIdentities
    /// Asked now and then; `true` stops with an error.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Makes options.
    public init(workers: Int, identities: AgeIdentities = .none) {
        self.workers = workers
        self.identities = identities
    }
}

/// What a comparison found.
public struct ComparisonReport: Sendable {
    /// Differences under one pattern that are not told.
    public struct Ignored: Sendable, Hashable {
        /// The pattern.
        public let pattern: String
        /// How many entries differ under it.
        public let count: Int
    }

    /// What the old side says it is.
    public let oldSite: SiteIdentity
    /// What the new side says it is.
    public let newSite: SiteIdentity
    /// What documents say otherwise.
    public let meaning: [MeaningChange]
    /// Entries that differ, ordered by component and path.
    public let entries: [EntryDifference]
    /// How many entries of each side were compared.
    public let compared: (old: Int, new: Int)
    /// All volatile patterns with what differs under each, in the order in which they were given.
    public let ignored: [Ignored]
    /// What the archive holds and nothing was given to be compared with; for a person.
    public let notCompared: [String]
    /// What else has to be known: changes that cannot be shown, files that changed meanwhile.
    public let remarks: [String]
    /// What could not be looked at.
    public let failures: [String]
    /// Files of a live site that were read, and their bytes.
    public let read: (files: Int, bytes: UInt64)

    /// Whether nothing differs.
    public var isSame: Bool { meaning.isEmpty && entries.isEmpty }
}
