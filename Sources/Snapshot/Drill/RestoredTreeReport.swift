// SPDX-License-Identifier: Apache-2.0

/// How restored files compare with the archive that they came from.
public struct RestoredTreeReport: Sendable {
    /// An attribute that came out otherwise than the archive has it.
    public enum Aspect: String, Sendable, Hashable, CaseIterable {
        /// The numeric owner or group.
        case owner
        /// The permissions, without the set-id bits.
        case permissions
        /// The set-id bits, which no restore gives back.
        case setID = "set-id"
        /// The modification time.
        case modified
        /// Extended attributes or access control lists.
        case extended

        /// Its name for a person.
        var title: String {
            switch self {
            case .owner: "the owner"
            case .permissions: "the permissions"
            case .setID: "the set-id bits"
            case .modified: "the modification time"
            case .extended: "the extended attributes or access control lists"
            }
        }
    }

    /// How many entries have another value of an attribute, and the first of them.
    public struct Tally: Sendable, Hashable {
        /// How many, at least 1.
        public internal(set) var count: Int
        /// The path below the destination of the first one.
        public let first: EntryPath
    }

    /// Entries of the archive that were looked for.
    public internal(set) var entries = 0
    /// Files that have the digest of the archive, further names included.
    public internal(set) var files = 0
    /// Their bytes, each file once.
    public internal(set) var bytes: UInt64 = 0
    /// What is not there, is something else, has other bytes, or is there and should not be; paths
    /// below the destination.
    public internal(set) var findings: [Finding] = []
    /// Attributes that came out otherwise.
    public internal(set) var tallies: [Aspect: Tally] = [:]
    /// What could not be read back, for a person: nothing is known about it.
    public internal(set) var failures: [String] = []
    /// Whether this process could give files to other owners.
    public let couldSetOwners: Bool

    /// The tallies as sentences.
    var warnings: [Warning] {
        Aspect.allCases.compactMap { aspect in
            guard let tally = tallies[aspect] else { return nil }
            let reason =
                switch aspect {
                case .owner where !couldSetOwners: "; this user may not set it"
                case .setID: "; a restore never gives them back"
                default: ""
                }
            let entries = tally.count == 1 ? "1 entry" : "\(tally.count) entries"
            return Warning(
                .attribute, [],
                "\(aspect.title) of \(entries) came out otherwise than the archive has it, the first is \(ScreenText.quoted(tally.first.bytes))\(reason)"
            )
        }
    }
}
