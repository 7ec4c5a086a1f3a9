// SPDX-License-Identifier: Apache-2.0

/// What a restore did.
public struct RestoreReport: Sendable, Hashable {
    /// An entry that is not at its place, and why.
    public struct NotRestored: Sendable, Hashable {
        /// The path below the destination.
        public let path: EntryPath
        /// Why, for a person.
        public let reason: String
    }

    /// The destination, as it was given.
    public internal(set) var destination: [UInt8]
    /// The site in the archive; `nil` for an archive that another program wrote.
    public let site: SiteIdentity?
    /// Whether nothing was changed.
    public let isDryRun: Bool
    /// Files, links and directories that were created.
    public internal(set) var created = 0
    /// Files that were replaced.
    public internal(set) var replaced = 0
    /// Files that were there already with the right bytes.
    public internal(set) var kept = 0
    /// Of all these, the ones that went to the quarantine and not to their own place.
    public internal(set) var quarantined = 0
    /// Entries of the archive that nobody asked for.
    public internal(set) var skipped = 0
    /// Of the entries that are not restored, those that would have done harm.
    public internal(set) var prevented = 0
    /// The least value of `Next SMS Unique ID` that is safe, when `.UID` files were left out.
    public internal(set) var nextUniqueID: UniqueID?
    /// What a person still has to do, one sentence each, in order; empty when not a whole site was
    /// restored.
    public internal(set) var remaining: [String] = []
    /// Where the trees are after a restore in place; `nil` after any other.
    public internal(set) var inPlace: InPlaceOutcome?
    /// The bytes of the files that were written.
    public internal(set) var bytes: UInt64 = 0
    /// Selected entries that are not at their place.
    public internal(set) var notRestored: [NotRestored] = []
    /// The bytes of these, where they have to be bounded.
    var namedBytes = 0
    /// What is wrong with the archive as far as it was read, or with what was restored.
    public internal(set) var findings: [Finding] = []
    /// Attributes that the destination does not hold as the archive has them.
    public internal(set) var attributes = AttributeTally()
    /// What the archive itself has to say.
    public internal(set) var warnings: [Warning] = []
}
