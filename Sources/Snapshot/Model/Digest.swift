// SPDX-License-Identifier: Apache-2.0

/// A SHA-256 digest (FIPS 180-4): 32 bytes that stand for the bytes they were computed from.
public struct Digest: Sendable, Hashable {
    /// The number of bytes.
    public static let size = 32

    // Four words instead of an array: a snapshot holds one for each file, and an array costs an
    // allocation.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a digest of its four words, the most significant byte of each first.
    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// Makes a digest of exactly 32 bytes; `nil` for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        var iterator = bytes.makeIterator()
        func word() -> UInt64 {
            var value: UInt64 = 0
            for _ in 0..<8 { value = value << 8 | UInt64(iterator.next() ?? 0) }
            return value
        }
        words = (word(), word(), word(), word())
    }

    /// Makes a digest of 64 lower-case hexadecimal digits; `nil` for any other text.
    public init?(hex: some Collection<UInt8>) {
        guard hex.count == 2 * Self.size else { return nil }
        self.init(hex: [UInt8](hex).span)
    }

    /// The same of digits where they are.
    init?(hex: Span<UInt8>) {
        guard hex.count == 2 * Self.size, let first = Self.word(hex, 0),
            let second = Self.word(hex, 16), let third = Self.word(hex, 32),
            let fourth = Self.word(hex, 48)
        else { return nil }
        self.init(words: (first, second, third, fourth))
    }

    /// The number that 16 digits spell.
    private static func word(_ hex: Span<UInt8>, _ start: Int) -> UInt64? {
        var word: UInt64 = 0
        for index in start..<(start + 16) {
            guard let value = Hexadecimal.value(hex[index]) else { return nil }
            word = word << 4 | UInt64(value)
        }
        return word
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        forEachByte { bytes.append($0) }
        return bytes
    }

    /// The bytes as 64 lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.encode(bytes) }

    /// Appends the digits of ``hex``, as ASCII.
    func appendHex(to text: inout [UInt8]) {
        forEachByte { Hexadecimal.append($0, to: &text) }
    }

    /// The first eight bytes: enough to tell digests apart that nobody chose.
    var start: UInt64 { words.0 }

    private func forEachByte(_ body: (UInt8) -> Void) {
        // A loop for each word: an array of them would cost an allocation.
        for shift in stride(from: 56, through: 0, by: -8) { body(Self.byte(words.0, shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { body(Self.byte(words.1, shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { body(Self.byte(words.2, shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { body(Self.byte(words.3, shift)) }
    }

    private static func byte(_ word: UInt64, _ shift: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: word >> UInt64(shift))
    }

    public static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

extension Digest: CustomStringConvertible {
    /// The first and last digits, enough for a person to tell two digests apart.
    public var description: String { "\(hex.prefix(8))…\(hex.suffix(4))" }
}
