// SPDX-License-Identifier: Apache-2.0

/// Sorts dump files into groups that belong to one another, and sets duplicates aside.
struct StripeSorting {
    /// What the files of one group have in common.
    private enum Key: Hashable {
        case mediaSet(MediaSetID)
        /// Dumps of 6.x: nothing tells one backup's from another's.
        case opaque
        /// A file that belongs to nothing but itself, by its index.
        case alone(Int)
    }

    /// What makes two files the same one.
    private enum Identity: Hashable {
        case digest([UInt8])
        case stripe(MediaSetID, Int)
    }

    private(set) var groups: [StripeSet.Group] = []
    private(set) var duplicates: [Int] = []

    init(_ members: [StripeSet.Member]) {
        var order: [Key] = []
        var lists: [Key: [Int]] = [:]
        var seen: Set<Identity> = []
        for (index, member) in members.enumerated() {
            let identities = Self.identities(of: member)
            guard seen.isDisjoint(with: identities) else {
                duplicates.append(index)
                continue
            }
            seen.formUnion(identities)
            let key = Self.key(of: member, at: index)
            if lists[key] == nil { order.append(key) }
            lists[key, default: []].append(index)
        }
        groups = order.map { Self.group($0, lists[$0] ?? [], members) }
    }

    private static func identities(of member: StripeSet.Member) -> Set<Identity> {
        var identities: Set<Identity> = []
        if !member.digest.isEmpty { identities.insert(.digest(member.digest)) }
        if let membership = member.backup?.media?.membership {
            identities.insert(.stripe(membership.mediaSet, membership.number))
        }
        return identities
    }

    private static func key(of member: StripeSet.Member, at index: Int) -> Key {
        switch member.dump.content {
        case .tapeFormat(let backup):
            backup.media?.membership.map { .mediaSet($0.mediaSet) } ?? .alone(index)
        case .opaque(let dump):
            dump.verdict == .refused || dump.fileKind != .unknown ? .alone(index) : .opaque
        }
    }

    private static func group(
        _ key: Key, _ indices: [Int], _ members: [StripeSet.Member]
    ) -> StripeSet.Group {
        let backups = indices.compactMap { members[$0].backup }
        let kind = backups.first?.principalSet?.kind
        guard case .mediaSet(let mediaSet) = key else {
            return StripeSet.Group(
                mediaSet: nil, members: indices, fileCount: nil, missing: [], kind: kind)
        }
        let memberships = backups.compactMap { $0.media?.membership }
        // Files that disagree about their number: the largest says how many may be missing.
        let count = memberships.map(\.fileCount).max() ?? 0
        let present = Set(memberships.map(\.number))
        let missing = (1...max(1, count)).lazy.filter { !present.contains($0) }
        return StripeSet.Group(
            mediaSet: mediaSet, members: indices, fileCount: count,
            missing: Array(missing.prefix(64)), kind: kind)
    }
}
