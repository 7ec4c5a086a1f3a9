// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `status --json` prints under `report`.
struct StatusJSON: Encodable {
    /// A site and its archives.
    struct Site: Encodable {
        let siteCode: String
        let newest: JSONPath
        let ageSeconds: Int64
        let members: [Member]
        let removable: [JSONPath]?
    }

    /// An archive and what is recorded of it.
    struct Member: Encodable {
        let archive: JSONPath
        let identifier, created: String
        let archiveBytes: UInt64
        let verifiedWell: [Event]
        let lastVerification: Event?
        let hadFindings: Bool?

        init(_ member: SiteState.Member) {
            archive = JSONPath(member.archive.path)
            identifier = member.archive.fingerprint.identifier
            created = member.archive.created.wholeSecondDescription
            archiveBytes = member.archive.fingerprint.size
            verifiedWell = VerificationLevel.allCases.compactMap { level in
                member.record?.good[level].map { Event(.init(moment: $0, level: level)) }
            }
            lastVerification = member.record.map { Event($0.last) }
            hadFindings = member.record?.hadFindings
        }
    }

    /// A verification.
    struct Event: Encodable {
        let moment, level: String

        init(_ event: VerificationRecord.Event) {
            moment = event.moment.wholeSecondDescription
            level = event.level.rawValue
        }
    }

    private struct End: Encodable {
        let sites, findings, failures: Int
        let status: Int32
    }

    let sites: [Site]
    let storeFindings: [StoreJSON.FindingPart]
    let failures: [String]
    /// Files in the directories that are no archives.
    let strangers: Int

    init(_ status: StoreStatus, _ failures: [SnapshotError], now: Timestamp, keep: Int?) {
        sites = status.sites.map { site in
            Site(
                siteCode: site.code, newest: JSONPath(site.newest.archive.path),
                ageSeconds: now.seconds - site.newest.archive.created.seconds,
                members: site.members.map { Member($0) },
                removable: keep.map { site.removable(keeping: $0).map { JSONPath($0.path) } })
        }
        storeFindings = status.findings.map { .init($0) }
        self.failures = failures.map { "\($0)" }
        strangers = status.strangers
    }

    /// Prints the same as events.
    func printLines(_ exit: ExitStatus) throws {
        for site in sites { try JSONEvent("status", "site", site).print() }
        for finding in storeFindings { try JSONEvent("status", "finding", finding).print() }
        for failure in failures {
            try JSONEvent("status", "failure", StoreJSON.Failure(message: failure)).print()
        }
        let end = End(
            sites: sites.count, findings: storeFindings.count, failures: failures.count,
            status: exit.rawValue)
        try JSONEvent("status", "end", end).print()
    }
}
