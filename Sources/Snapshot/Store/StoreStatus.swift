// SPDX-License-Identifier: Apache-2.0

/// What a store of archives looks like, from the archives' ends and the records beside them.
///
/// Nothing is verified and nothing is written.
public struct StoreStatus: Sendable {
    /// The sites, in the order of their codes.
    public let sites: [SiteState]
    /// What is not as it should be.
    public let findings: [StoreFinding]
    /// What could not be looked at: nothing is known about it.
    public let failures: [SnapshotError]
    /// Files that are no archives.
    public let strangers: Int
    /// How many archives there are, those that could not be opened included.
    public let archives: Int

    /// Looks at a store.
    ///
    /// - Parameters:
    ///   - store: the archives.
    ///   - limits: what is demanded of them.
    ///   - now: the moment by which ages are counted.
    ///   - identities: what encrypted archives are opened with.
    ///   - isInterrupted: asked before each archive.
    /// - Throws: ``SnapshotError`` when interrupted.
    public init(
        _ store: ArchiveStore, limits: StoreLimits, now: Timestamp,
        identities: AgeIdentities = .none, isInterrupted: () -> Bool = { false }
    ) throws(SnapshotError) {
        var entries: [StoreEntry] = []
        for path in store.paths {
            if isInterrupted() { throw SnapshotError(.interrupted, "interrupted") }
            entries.append(StoreEntry(path: path, identities: identities))
        }
        var journals = StoreJournals()
        self.init(entries, limits: limits, now: now, strangers: store.strangers) {
            journals.record(of: $0, now: now)
        } failures: {
            store.failures + journals.failures
        }
    }

    /// The same from what was read already; a pure function of its arguments.
    init(
        _ entries: [StoreEntry], limits: StoreLimits, now: Timestamp, strangers: Int = 0,
        record: (StoredArchive) -> VerificationRecord?,
        failures: () -> [SnapshotError] = { [] }
    ) {
        var findings: [StoreFinding] = []
        var unreadable: [SnapshotError] = []
        var members: [String: [SiteState.Member]] = [:]
        for entry in entries {
            switch entry {
            case .archive(let archive):
                let known = record(archive)
                members[archive.site.code, default: []].append(
                    SiteState.Member(archive: archive, record: known))
                if let known, known.hadFindings {
                    findings.append(
                        StoreFinding(
                            .hadFindings, site: archive.site.code, path: archive.path,
                            "the verification of \(known.last.moment.wholeSecondDescription) (\(known.last.level.rawValue)) found something wrong"
                        ))
                }
            case .damaged(let path, let finding):
                findings.append(StoreFinding(.damaged, site: nil, path: path, finding.message))
            case .unreadable(_, let error): unreadable.append(error)
            }
        }
        sites = members.sorted { $0.key < $1.key }.compactMap { SiteState(code: $0, $1) }
        for site in sites {
            findings += limits.ageFindings(newest: site.newest.archive, now: now)
            findings += limits.verificationFindings(
                newest: site.newest.archive, site.newest.record, now: now)
        }
        self.findings = findings
        self.failures = unreadable + failures()
        self.strangers = strangers
        archives = entries.count
    }
}
