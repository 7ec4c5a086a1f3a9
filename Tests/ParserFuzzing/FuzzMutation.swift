// SPDX-License-Identifier: Apache-2.0

/// Spoils a file; the same seed and number always give the same bytes.
struct FuzzMutation: RandomNumberGenerator {
    /// No input is larger: what grows with more than the size shows well below it.
    static let largest = 64 * 1_024

    private var state: UInt64

    /// The numbers of one input, so that it can be repeated without those before it.
    init(seed: UInt64, number: Int) {
        state = seed ^ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        _ = next()
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// What the grammars give a meaning to.
    private static let words: [[UInt8]] = [
        "<", ">", "\"", "(", ")", "#182(", "=", ",", "\r\n", "\n", "\0", "\u{1A}", "[", "]", "\\",
        "BEGIN_X", "END_X", "BEGIN_COMPONENT", "END_SITE_ACCOUNT", "PROPERTY", "OUTBOX", "BEGIN",
        "END", "SIZE(", "FLAGS", "COPYLISTS(", "DIRECTORY", "99999999999999999999", "-1",
        "-9223372036854775808", "9223372036854775807", "1099511627775", "hex:", "hex(7):",
        "dword:", ",\\\r\n  ", "[HKEY_LOCAL_MACHINE\\", ";", "@=", "\u{FEFF}", "REGEDIT4\r\n",
        "{6581}", "$$<", "Site B01 status ", "Dumptype", "----", "1.5 MB", "TAPE", "SSET", "MQCI",
        "SPAD", "regf", "hbin", "LfLe", "0x", "\u{1E}\u{1E}\u{1E}c", "\u{1E}\u{1E}\u{1E}t",
    ].map { [UInt8]($0.utf8) }

    private static let numbers: [UInt32] = [
        0, 1, 2, 4, 8, 31, 32, 48, 127, 128, 255, 4_095, 4_096, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000,
        0x8000_0001, .max, .max - 3, .max - 7, 0x6B6E, 0x6972, 0x6264, 0x6B73,
    ]

    /// One of the seeds, spoiled in one to six places, sometimes badly.
    mutating func spoiled(_ seeds: [[UInt8]]) -> [UInt8] {
        guard var bytes = seeds.randomElement(using: &self) else { return [] }
        switch Int.random(in: 0..<64, using: &self) {
        case 0: return noise()
        case 1: bytes = repeated(bytes)
        case 2: splice(&bytes, with: seeds.randomElement(using: &self) ?? [])
        default: break
        }
        for _ in 0..<Int.random(in: 1...6, using: &self) where !bytes.isEmpty { spoil(&bytes) }
        return bytes.count > Self.largest ? [UInt8](bytes.prefix(Self.largest)) : bytes
    }

    /// Words in any order, or bytes.
    private mutating func noise() -> [UInt8] {
        let count = Int.random(in: 0...400, using: &self)
        if Bool.random(using: &self) {
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
        }
        return (0..<count).flatMap { _ in Self.words.randomElement(using: &self) ?? [] }
    }

    /// A small piece of it again and again: what holds on to every piece shows its memory.
    private mutating func repeated(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let start = Int.random(in: 0..<bytes.count, using: &self)
        let end = min(bytes.count, start + Int.random(in: 1...48, using: &self))
        let piece = bytes[start..<end]
        let times = Int.random(in: 1...32 * 1_024, using: &self) / piece.count
        return bytes[..<start] + (0..<times).flatMap { _ in piece } + bytes[end...]
    }

    private mutating func splice(_ bytes: inout [UInt8], with other: [UInt8]) {
        guard !bytes.isEmpty, !other.isEmpty else { return }
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &self))
        bytes += other[Int.random(in: 0..<other.count, using: &self)...]
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0..<bytes.count, using: &self)
        let end = min(bytes.count, place + Int.random(in: 1...300, using: &self))
        switch Int.random(in: 0..<8, using: &self) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &self)
        case 2:
            let number = Self.numbers.randomElement(using: &self) ?? 0
            let width = [1, 2, 4].randomElement(using: &self) ?? 4
            for byte in 0..<width where (place & ~3) + byte < bytes.count {
                bytes[(place & ~3) + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte))
            }
        case 3, 4:
            bytes.insert(contentsOf: Self.words.randomElement(using: &self) ?? [], at: place)
        case 5: bytes.insert(contentsOf: [UInt8](bytes[place..<end]), at: place)
        case 6: bytes.removeSubrange(place..<end)
        default:
            if Int.random(in: 0..<4, using: &self) == 0 { bytes.removeSubrange(place...) }
        }
    }
}
