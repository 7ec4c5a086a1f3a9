// SPDX-License-Identifier: Apache-2.0

/// Remembers which names were met, by their hashes, up to a limit.
///
/// The set is for counting and for hints, so that a collision costs a wrong count at worst;
/// eight bytes a name keep the memory of the largest registry small.
struct RegistryNameSet: Sendable {
    /// How many names are remembered: 16 times those of a whole NT 4 registry.
    static let limit = 1 << 18

    private var hashes: Set<UInt64> = []
    /// Whether more names were met than can be remembered.
    private(set) var isFull = false

    /// How many different names were met, or `nil` when there were too many.
    var count: Int? { isFull ? nil : hashes.count }

    /// Adds a name and tells whether it is new.
    ///
    /// A full set calls every name new.
    mutating func insert(_ hash: UInt64) -> Bool {
        guard !isFull else { return true }
        guard hashes.count < Self.limit else {
            isFull = true
            hashes = []
            return true
        }
        return hashes.insert(hash).inserted
    }

    func contains(_ hash: UInt64) -> Bool {
        isFull || hashes.contains(hash)
    }

    /// The hash to start a name with (FNV-1a, 64 bits).
    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of a name that goes on with a unit, letter case of A to Z ignored.
    static func hash(_ hash: UInt64, adding unit: UInt16) -> UInt64 {
        (hash ^ UInt64(RegistryCharacter.folded(unit))) &* 0x100_0000_01B3
    }
}
