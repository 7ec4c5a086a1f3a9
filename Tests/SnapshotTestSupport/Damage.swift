// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are the same in every run with the same seed (SplitMix64).
public struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts at a seed; print it where a test fails.
    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// A way to spoil an archive.
public enum Damage: Sendable, CustomStringConvertible {
    /// One bit, counted from the lowest of the first byte, is the other way round.
    case flippedBit(Int)
    /// Only so many bytes are left.
    case cut(Int)
    /// These bytes are replaced by others.
    case replaced(Range<Int>, by: [UInt8])

    /// The damaged bytes.
    public func applied(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        switch self {
        case .flippedBit(let bit): bytes[bit / 8] ^= 1 << (bit % 8)
        case .cut(let length): bytes.removeLast(bytes.count - length)
        case .replaced(let range, let others): bytes.replaceSubrange(range, with: others)
        }
        return bytes
    }

    public var description: String {
        switch self {
        case .flippedBit(let bit): "bit \(bit % 8) of byte \(bit / 8) flipped"
        case .cut(let length): "cut to \(length) bytes"
        case .replaced(let range, let others): "bytes \(range) replaced by \(others.count)"
        }
    }
}
