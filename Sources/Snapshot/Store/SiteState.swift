// SPDX-License-Identifier: Apache-2.0

/// What a store holds of one site.
public struct SiteState: Sendable, Hashable {
    /// An archive and what is recorded of it.
    public struct Member: Sendable, Hashable {
        /// The archive.
        public let archive: StoredArchive
        /// The record that speaks for it, or `nil`.
        public let record: VerificationRecord?
    }

    /// The site code.
    public let code: String
    /// Its archives, the newest first; at least one.
    public let members: [Member]

    /// Makes the state of a site out of its archives, in any order; `nil` without any.
    init?(code: String, _ members: [Member]) {
        guard !members.isEmpty else { return nil }
        self.code = code
        self.members = members.sorted { StoredArchive.isNewer($0.archive, $1.archive) }
    }

    /// The newest archive.
    public var newest: Member { members[0] }

    /// The archives that could go if `count` are kept: a hint, nothing is removed.
    ///
    /// Kept are the newest `count` of which no damage is known, the newest one that was verified
    /// well, and whatever is newer than any of these.
    public func removable(keeping count: Int) -> [StoredArchive] {
        var kept = 0
        var hasGood = !members.contains { $0.record?.hadFindings == false }
        var last = -1
        for (index, member) in members.enumerated() {
            let isSuspect = member.record?.hadFindings == true
            if kept < count, !isSuspect {
                kept += 1
                last = index
            }
            if !hasGood, member.record?.hadFindings == false {
                hasGood = true
                last = max(last, index)
            }
            if kept >= count, hasGood { break }
        }
        // Fewer than `count` sound ones: all are kept.
        guard kept >= count else { return [] }
        return members.dropFirst(last + 1).map(\.archive)
    }
}
