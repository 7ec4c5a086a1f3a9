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
    public let destination: [UInt8]
    /// The site in the archive.
    public let site: SiteIdentity
    /// Whether nothing was changed.
    public let isDryRun: Bool
    /// Files, links and directories that were created.
    public internal(set) var created = 0
    /// Files that were replaced.
    public internal(set) var replaced = 0
    /// Files that were there already with the right bytes.
    public internal(set) var kept = 0
    /// The bytes of the files that were written.
    public internal(set) var bytes: UInt64 = 0
    /// Selected entries that are not at their place.
    public internal(set) var notRestored: [NotRestored] = []
    /// What is wrong with the archive as far as it was read, or with what was restored.
    public internal(set) var findings: [Finding] = []
    /// Attributes that the destination could not take, and what the archive itself has to say.
    public internal(set) var warnings: [Warning] = []
}
