// SPDX-License-Identifier: Apache-2.0

/// The places below the destination that a restore has used, by the start of each path's digest.
///
/// Whole paths would be memory in an archive's gift: one entry may lie 32,000 directories deep, and
/// the paths of these are a gigabyte. Two paths with one start would be an accident of one in 2^64
/// for each pair, or somebody's work; then an entry of that somebody is not restored.
struct RestorePlaces {
    private var keys: Set<UInt64> = []
    /// Whether the destination takes names that differ in the case of letters for one.
    var ignoresCase = false

    /// How many places are remembered.
    var count: Int { keys.count }

    /// Remembers a place.
    ///
    /// - Returns: whether it was not remembered before.
    mutating func insert(_ path: EntryPath) -> Bool {
        keys.insert(key(path)).inserted
    }

    /// These places and others.
    func union(_ others: RestorePlaces) -> RestorePlaces {
        var all = self
        all.keys.formUnion(others.keys)
        return all
    }

    /// Whether a place is remembered.
    func contains(_ path: EntryPath) -> Bool {
        keys.contains(key(path))
    }

    private func key(_ path: EntryPath) -> UInt64 {
        let bytes = ignoresCase ? DirectoryHandle.lowercased(path.bytes) : path.bytes
        return Hashing.digest(of: bytes).start
    }
}

extension DestinationTree {
    /// Whether a directory that is there is also there under its name in other letters.
    func ignoresCase(of path: EntryPath) -> Bool {
        let turned = path.lastName.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte & ~0x20
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
        guard let other = path.replacingLastName(turned), other != path else { return false }
        // What cannot be looked at does not answer either way; the restore itself will say so.
        guard let here = try? status(at: path), let there = try? status(at: other) else {
            return false
        }
        return here.identity == there.identity
    }
}

extension EntryPath {
    /// The path with another last name.
    func replacingLastName(_ name: [UInt8]) -> EntryPath? {
        guard let parent else { return EntryPath(bytes: name) }
        return parent.appending(name: name)
    }
}
