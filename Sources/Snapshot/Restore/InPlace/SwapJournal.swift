// SPDX-License-Identifier: Apache-2.0

/// How far a restore in place is: a small file beside the target, written before anything else is
/// done and removed after everything.
///
/// What really happened is told by the inodes, which a rename does not change. So a crash between a
/// step and its note does no harm.
struct SwapJournal: Sendable, Hashable {
    /// What may have been done.
    enum Phase: String, Sendable, Hashable {
        /// The new tree is being written; the target is untouched.
        case staging
        /// The new tree is whole and was read back; it may have changed places with the target.
        case ready
    }

    /// What may have been done.
    var phase: Phase
    /// The identifier of the archive.
    let archive: String
    /// What tells the restore from another one of the same archive.
    let plan: Digest
    /// The inode of the tree that was at the target; `nil` when nothing was there.
    let target: UInt64?
    /// The inode of the new tree, once it is ready.
    var staged: UInt64?
    /// The name that the old tree gets.
    let old: [UInt8]
    /// The name that the quarantine gets.
    let quarantine: [UInt8]

    /// No journal of this program is larger.
    static let limit = 16_384
}

extension SwapJournal {
    private static let format = "smsbackup-swap-1"

    /// The file.
    var encoded: [UInt8] {
        func inode(_ number: UInt64?) -> JSONValue { number.map { .text(String($0)) } ?? .null }
        return JSONValue.object([
            .init("format", .text(Self.format)), .init("phase", .text(phase.rawValue)),
            .init("archive", .text(archive)), .init("plan", .text(plan.hex)),
            .init("target", inode(target)), .init("staged", inode(staged)),
            .init("old", bytes: old), .init("quarantine", bytes: quarantine),
        ]).encoded + [UInt8(ascii: "\n")]
    }

    /// Reads the file.
    ///
    /// - Throws: ``ManifestError`` when it is none of ours.
    init(_ bytes: [UInt8], place: String) throws {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes[...].dropLast())
        } catch {
            throw ManifestError(place: place, problem: "\(error)")
        }
        let fields = JSONFields(value, place: place)
        func inode(_ key: String) throws(ManifestError) -> UInt64? {
            if case .null = try fields.value(key) { return nil }
            guard let number = UInt64(try fields.text(key)) else {
                throw fields.error("\"\(key)\" is no inode")
            }
            return number
        }
        func name(_ key: String) throws(ManifestError) -> [UInt8] {
            guard let name = try fields.bytes(key), EntryPath.isName(name) else {
                throw fields.error("\"\(key)\" is no name")
            }
            return name
        }
        guard try fields.text("format") == Self.format,
            let phase = Phase(rawValue: try fields.text("phase"))
        else { throw fields.error("unknown format or phase") }
        self.init(
            phase: phase, archive: try fields.text("archive"), plan: try fields.digest("plan"),
            target: try inode("target"), staged: try inode("staged"), old: try name("old"),
            quarantine: try name("quarantine"))
    }
}

extension SwapJournal {
    /// What really happened.
    enum State: Sendable, Hashable {
        /// The new tree is not whole, and nothing was done to the target.
        case staging
        /// The target is untouched, the new tree is whole.
        case ready
        /// The old tree was moved away, and the new one is not yet in its place; only where two
        /// trees cannot be exchanged in one step.
        case halfSwapped
        /// The new tree is at the target.
        case swapped
        /// Somebody else moved something.
        case unclear
    }

    /// Judges by the inodes that are found now: at the target, in the staging directory, and under
    /// the name of the old tree; `nil` for nothing.
    func state(target found: UInt64?, staged inStage: UInt64?, old inOld: UInt64?) -> State {
        guard phase == .ready, let staged else { return .staging }
        if found == staged { return .swapped }
        guard inStage == staged else { return .unclear }
        if found == target { return .ready }
        return found == nil && target != nil && inOld == target ? .halfSwapped : .unclear
    }
}
