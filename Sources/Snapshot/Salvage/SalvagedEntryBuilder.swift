// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Writes one entry and says what became of it.
struct SalvagedEntryBuilder {
    private let archive: String
    private let path: EntryPath?
    private let size: UInt64
    private let proof: SalvagedEntry.Proof

    init(_ archive: String, _ entry: Entry, proof: SalvagedEntry.Proof) {
        self.archive = archive
        path = entry.path
        size = entry.content?.size ?? 0
        self.proof = proof
    }

    /// Bytes without a name.
    init(_ archive: String, size: UInt64) {
        self.archive = archive
        path = nil
        self.size = size
        proof = .seals
    }

    /// An entry that is proved and needs no writing.
    func proved(at place: EntryPath?) -> SalvagedEntry {
        make(.proved, at: place, reason: "")
    }

    /// An entry of which nothing is there.
    func lost(_ reason: String) -> SalvagedEntry {
        make(.lost, at: nil, reason: reason)
    }

    /// Writes an entry with `body`.
    ///
    /// - `proved`, `unproved`: the bytes that are written.
    /// - `reason`: why it is not proved; `nil` when it is.
    func write(
        _ tree: SalvageTree, at place: EntryPath?, proved: Range<UInt64>? = nil,
        unproved: Range<UInt64>? = nil, reason: String? = nil,
        _ body: (EntryPath) throws(SystemCallError) -> Void
    ) throws(SystemCallError) -> SalvagedEntry {
        try write(
            tree, at: place, proved: [proved].compactMap(\.self),
            unproved: [unproved].compactMap(\.self), reason: reason, body)
    }

    /// The same for a file in several parts.
    func write(
        _ tree: SalvageTree, at place: EntryPath?, proved: [Range<UInt64>],
        unproved: [Range<UInt64>], reason: String?,
        _ body: (EntryPath) throws(SystemCallError) -> Void
    ) throws(SystemCallError) -> SalvagedEntry {
        guard let place else {
            return make(.unwritten, at: nil, reason: "its path is too long below the destination")
        }
        let problem = try tree.attempt { () throws(SystemCallError) in try body(place) }
        if let problem { return make(.unwritten, at: nil, reason: problem) }
        return make(
            reason == nil ? .proved : .partly, at: place, proved: proved, unproved: unproved,
            reason: reason ?? "")
    }

    private func make(
        _ state: SalvagedEntry.State, at place: EntryPath?, proved: [Range<UInt64>] = [],
        unproved: [Range<UInt64>] = [], reason: String
    ) -> SalvagedEntry {
        let isProved = state == .proved || !proved.isEmpty
        return SalvagedEntry(
            archive: archive, path: path, state: state, proof: isProved ? proof : .none,
            place: place, size: size, proved: proved.filter { !$0.isEmpty },
            unproved: unproved.filter { !$0.isEmpty }, reason: reason)
    }
}
