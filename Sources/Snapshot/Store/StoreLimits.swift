// SPDX-License-Identifier: Apache-2.0

/// What is demanded of the archives of each site; `nil` demands nothing.
public struct StoreLimits: Sendable, Hashable {
    /// How old the newest archive may be, in seconds.
    public var age: Int64?
    /// How long ago its last good verification may be, in seconds.
    public var verificationAge: Int64?
    /// At which level that verification must have been.
    public var level: VerificationLevel?

    /// How far in the future a capture may lie: clocks differ, and a time zone may be set wrongly.
    static let clockTolerance: Int64 = 86_400

    /// Makes limits that demand nothing.
    public init() {}

    /// What the ages of the newest archives of each site break, in the order of the site codes.
    public func ageFindings(_ archives: [StoredArchive], now: Timestamp) -> [StoreFinding] {
        guard age != nil else { return [] }
        let sites = Dictionary(grouping: archives) { $0.site.code }
        return sites.sorted { $0.key < $1.key }.flatMap { _, archives in
            archives.min(by: StoredArchive.isNewer).map { ageFindings(newest: $0, now: now) } ?? []
        }
    }

    /// What the age of a site's newest archive breaks.
    func ageFindings(newest: StoredArchive, now: Timestamp) -> [StoreFinding] {
        guard let age else { return [] }
        let found = now.seconds - newest.created.seconds
        if found < -Self.clockTolerance {
            return [
                StoreFinding(
                    .futureDate, site: newest.site.code, path: newest.path,
                    "the newest archive says that it was taken at \(newest.created.wholeSecondDescription), and it is \(now.wholeSecondDescription)"
                )
            ]
        }
        guard found > age else { return [] }
        return [
            StoreFinding(
                .tooOld, site: newest.site.code, path: newest.path,
                "the newest archive is \(TimeSpan.text(found)) old, the limit is \(TimeSpan.text(age))"
            )
        ]
    }

    /// What the last good verification of a site's newest archive breaks.
    func verificationFindings(
        newest: StoredArchive, _ record: VerificationRecord?, now: Timestamp
    ) -> [StoreFinding] {
        guard verificationAge != nil || level != nil else { return [] }
        func finding(_ code: StoreFinding.Code, _ message: String) -> [StoreFinding] {
            [StoreFinding(code, site: newest.site.code, path: newest.path, message)]
        }
        guard let any = record?.good() else {
            return finding(
                .neverVerified, "no good verification of the newest archive is recorded")
        }
        guard let good = record?.good(atLeast: level ?? .quick) else {
            return finding(
                .levelTooLow,
                "the newest archive was verified at the level \(any.level.rawValue), demanded is \((level ?? .quick).rawValue)"
            )
        }
        let found = now.seconds - good.moment.seconds
        guard let verificationAge, found > verificationAge else { return [] }
        return finding(
            .verificationTooOld,
            "the newest archive was last verified \(TimeSpan.text(found)) ago, the limit is \(TimeSpan.text(verificationAge))"
        )
    }
}
