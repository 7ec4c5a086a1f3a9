// SPDX-License-Identifier: Apache-2.0

/// Whether a `.UID` file that is put back gives out IDs that clients already have (Q138347).
public struct UniqueIDReissue: Sendable, Hashable {
    /// The IDs that the files in the same directory of the live site stand for.
    public let standing: [UniqueID]
    /// `Next SMS Unique ID` of the live site's registry: the ranges below it are given to logon
    /// servers; `nil` when nobody gave it.
    public let next: UniqueID?

    /// Describes the live site.
    public init(standing: [UniqueID], next: UniqueID?) {
        self.standing = standing
        self.next = next
    }

    /// Why a file must not be put back; `nil` when it may.
    ///
    /// A file that stands there with the very same ID changes nothing. The registry tells only that
    /// a range is in use, and not how far it is used up, so an ID below its value counts as given
    /// out.
    public func reason(restoring id: UniqueID) -> String? {
        let known = standing.filter { $0.siteCode == id.siteCode }
        if let highest = known.max() {
            if id < highest { return "\(id) is lower than \(highest), which stands there now" }
            if id == highest { return nil }
        }
        guard let next, next.siteCode == id.siteCode, id < next else { return nil }
        return "\(id) is lower than \(next), the current Next SMS Unique ID"
    }

    /// The least value of `Next SMS Unique ID` with which no ID is given out twice, when `restored`
    /// is left out; `nil` when no range is left.
    public func safeNext(leavingOut restored: UniqueID) -> UniqueID? {
        let code = restored.siteCode
        let used = (standing + [restored]).filter { $0.siteCode == code }.max()
        let own = next.flatMap { $0.siteCode == code ? $0 : nil }
        guard let free = used?.firstOfNextRange else { return nil }
        return max(free, own ?? free)
    }
}
