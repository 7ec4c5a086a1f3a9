// SPDX-License-Identifier: Apache-2.0

/// What became of one entry of a damaged archive.
public struct SalvagedEntry: Sendable, Hashable {
    /// How much of the entry there is.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// All of it, and a digest says so.
        case proved
        /// Some of its bytes, or bytes that nothing proves.
        case partly
        /// Nothing.
        case lost
        /// It is proved, and could not be written.
        case unwritten
    }

    /// What proves an entry.
    public enum Proof: String, Sendable, Hashable, CaseIterable {
        /// Its own digest in the manifest.
        case manifest
        /// The digests of the units that hold it, in their seals; the manifest is lost.
        case seals
        /// Nothing.
        case none
    }

    /// The identifier of the archive, 32 hexadecimal digits, or `unknown`.
    public let archive: String
    /// The path in the archive, or `nil` for bytes of which the name is lost.
    public let path: EntryPath?
    /// How much of it there is.
    public let state: State
    /// What proves it.
    public let proof: Proof
    /// Where it was written, below the destination; `nil` when nothing was.
    public let place: EntryPath?
    /// Its size in bytes.
    public let size: UInt64
    /// The parts of the file that were written and are proved, in order.
    public let proved: [Range<UInt64>]
    /// The parts of the file that were written and that nothing proves, in order.
    public let unproved: [Range<UInt64>]
    /// Why it is not proved, for a person; empty when it is.
    public let reason: String
}

/// What is known of one archive in a file.
public struct SalvagedArchive: Sendable, Hashable {
    /// The identifier, 32 hexadecimal digits, or `unknown`.
    public let identifier: String
    /// The site, when the manifest is there.
    public let site: SiteIdentity?
    /// The moment of the capture, when the manifest is there.
    public let created: Timestamp?
    /// Whether the manifest is there and proved; without it nobody knows what is lost.
    public let hasManifest: Bool
    /// Units that are there and have their digest.
    public let wholeUnits: Int
    /// How many units there were; `nil` when nothing tells.
    public let unitCount: UInt64?
    /// How many entries there are of each state.
    public internal(set) var counts: [SalvagedEntry.State: Int] = [:]
    /// The bytes of the files that are proved.
    public internal(set) var provedBytes: UInt64 = 0
}

/// What a salvage found in a file.
public struct SalvageReport: Sendable, Hashable {
    /// The destination, as it was given.
    public let destination: [UInt8]
    /// The size of what was searched, in bytes.
    public let searchedBytes: UInt64
    /// The archives of which something is there, that with the most units first.
    public internal(set) var archives: [SalvagedArchive] = []
    /// What is wrong with the file.
    public internal(set) var findings: [Finding] = []
    /// Attributes that the destination could not take.
    public internal(set) var attributes = AttributeTally()

    /// How many entries have a state, over all archives.
    public func count(_ state: SalvagedEntry.State) -> Int {
        archives.reduce(0) { $0 + ($1.counts[state] ?? 0) }
    }

    /// Whether the file is one whole archive, of which every entry is proved and written.
    public var isWhole: Bool {
        findings.isEmpty && !archives.isEmpty && archives.allSatisfy(\.hasManifest)
            && count(.partly) + count(.lost) + count(.unwritten) == 0
    }
}
