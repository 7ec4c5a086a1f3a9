// SPDX-License-Identifier: Apache-2.0

/// Which archives of a store are checked in one run, and in what order; a pure function.
///
/// Without records a sample moves on with the number of the round, so that runs of successive rounds
/// cover everything. With records the archives that were looked at longest ago come first, which
/// also holds when a run is left out or the store changes.
public struct ArchiveSelection: Sendable, Hashable {
    /// A share of a store.
    public struct Sample: Sendable, Hashable {
        /// How many of ``total`` parts are checked in a run, 1 to ``total``.
        public let share: Int
        /// Into how many parts the store is divided, 1 to 10,000.
        public let total: Int

        /// Makes a share; `nil` when it is none.
        public init?(share: Int, of total: Int) {
            guard (1...10_000).contains(total), (1...total).contains(share) else { return nil }
            self.share = share
            self.total = total
        }

        /// How many archives of so many that is: at least 1, rounded up.
        func quota(of count: Int) -> Int { (count * share + total - 1) / total }
    }

    /// An archive that may be chosen.
    struct Candidate: Sendable, Hashable {
        let path: [UInt8]
        /// What it says of itself; `nil` when it could not be opened: it is then always chosen.
        let archive: StoredArchive?
        /// When it was last verified, with whatever result.
        let attempted: Timestamp?
    }

    /// How many archives of each site are considered; `nil` for all.
    public var newest: Int?
    /// Which share is checked; `nil` for all.
    public var sample: Sample?
    /// Whether the order shall rotate because the run may end before all are checked.
    public var mayEndEarly = false
    /// Whether to go by the time of the last verification instead of by the round.
    public var usesRecords = false
    /// The number of the round; successive runs have successive numbers.
    public var round: Int64 = 0

    /// Makes a selection of everything.
    public init() {}

    /// The day of a moment, counted from 1970-01-01: the number of the round of a nightly run.
    public static func round(of moment: Timestamp) -> Int64 {
        let day = moment.seconds / 86_400
        return moment.seconds % 86_400 < 0 ? day - 1 : day
    }

    /// The chosen ones in the order in which they are checked, and the others with the reason.
    func select(_ candidates: [Candidate]) -> (chosen: [Candidate], left: [UncheckedArchive]) {
        let old = outdated(candidates)
        let left = candidates.filter { old.contains($0.path) }.map {
            UncheckedArchive(path: $0.path, reason: .notNewest)
        }
        let considered = candidates.filter { !old.contains($0.path) }
        guard sample != nil || mayEndEarly else { return (considered, left) }
        // What cannot be opened is never passed over: something is wrong with it already.
        let unknown = considered.filter { $0.archive == nil }
        let (chosen, others) = rotated(considered.filter { $0.archive != nil })
        return (
            unknown + chosen,
            left + others.map { UncheckedArchive(path: $0.path, reason: .notSampled) }
        )
    }

    /// The paths of all but the newest archives of each site.
    private func outdated(_ candidates: [Candidate]) -> Set<[UInt8]> {
        guard let newest else { return [] }
        let sites = Dictionary(grouping: candidates.compactMap(\.archive)) { $0.site.code }
        var old: Set<[UInt8]> = []
        for archives in sites.values {
            let ordered = archives.sorted(by: StoredArchive.isNewer)
            old.formUnion(ordered.dropFirst(newest).map(\.path))
        }
        return old
    }

    private func rotated(_ candidates: [Candidate]) -> (chosen: [Candidate], others: [Candidate]) {
        let count = candidates.count
        guard count > 0 else { return ([], []) }
        let quota = sample?.quota(of: count) ?? count
        let ordered = candidates.sorted { Self.key($0).lexicographicallyPrecedes(Self.key($1)) }
        if usesRecords {
            let byAge = ordered.enumerated().sorted { left, right in
                let never = Int64.min
                let (first, second) = (
                    left.element.attempted?.seconds ?? never,
                    right.element.attempted?.seconds ?? never
                )
                return (first, left.offset) < (second, right.offset)
            }.map(\.element)
            return ([Candidate](byAge.prefix(quota)), [Candidate](byAge.dropFirst(quota)))
        }
        // Without a sample each round begins one further, so that every archive is once the first.
        let step = sample == nil ? 1 : quota
        let turn = Int(((round % Int64(count)) + Int64(count)) % Int64(count))
        let start = turn.multipliedReportingOverflow(by: step).partialValue % count
        let turned = ordered[start...] + ordered[..<start]
        return ([Candidate](turned.prefix(quota)), [Candidate](turned.dropFirst(quota)))
    }

    /// What the order of the rotation goes by: nothing that changes when a store moves.
    private static func key(_ candidate: Candidate) -> [UInt8] {
        [UInt8]((candidate.archive?.fingerprint.identifier ?? "").utf8) + candidate.path
    }
}

extension StoredArchive {
    /// Whether the left one was captured later; archives of one moment are told apart by their
    /// paths.
    static func isNewer(_ left: StoredArchive, _ right: StoredArchive) -> Bool {
        left.created != right.created
            ? left.created > right.created : left.path.lexicographicallyPrecedes(right.path)
    }
}
