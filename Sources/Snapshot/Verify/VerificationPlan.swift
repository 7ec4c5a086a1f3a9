// SPDX-License-Identifier: Apache-2.0

/// Which archives of a store a run verifies, which it does not, and what is wrong with the store.
public struct VerificationPlan: Sendable {
    /// The archives to verify, in order.
    public let paths: [[UInt8]]
    /// The archives that are left out.
    public let left: [UncheckedArchive]
    /// What the ages of the archives break.
    public let findings: [StoreFinding]
    /// What could not be looked at.
    public let failures: [SnapshotError]

    /// Plans a run.
    ///
    /// The archives are opened only when the selection or the limits ask for what they say.
    ///
    /// - Parameters:
    ///   - store: the archives.
    ///   - selection: which of them.
    ///   - limits: of these only the age counts.
    ///   - level: what the run will do; a record of a lower level counts as none.
    ///   - now: the moment by which ages are counted.
    ///   - identities: what encrypted archives are opened with.
    public init(
        _ store: ArchiveStore, selection: ArchiveSelection, limits: StoreLimits,
        level: VerificationLevel, now: Timestamp, identities: AgeIdentities = .none
    ) {
        let isPlain =
            selection.newest == nil && selection.sample == nil && !selection.mayEndEarly
            && limits.age == nil
        guard !isPlain else {
            (paths, left, findings, failures) = (store.paths, [], [], store.failures)
            return
        }
        var journals = StoreJournals()
        let candidates = store.paths.map { path in
            let archive = StoreEntry(path: path, identities: identities).archive
            var attempted: Timestamp?
            if selection.usesRecords, let archive,
                let last = journals.record(of: archive, now: now)?.last, last.level >= level
            {
                attempted = last.moment
            }
            return ArchiveSelection.Candidate(path: path, archive: archive, attempted: attempted)
        }
        let (chosen, left) = selection.select(candidates)
        paths = chosen.map(\.path)
        self.left = left
        findings = limits.ageFindings(candidates.compactMap(\.archive), now: now)
        failures = store.failures + journals.failures
    }
}
