// SPDX-License-Identifier: Apache-2.0

/// Bech32 as age uses it: the text form of keys (BIP 173, without its limit of 90 characters).
enum Bech32 {
    private static let alphabet = [UInt8]("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let checksumCount = 6
    private static let generators: [UInt32] = [
        0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
    ]

    /// The bytes that a text stands for.
    ///
    /// `prefix` is what must stand before the separator, in capitals: text in small letters is
    /// refused, as it is by age.
    ///
    /// - Returns: `nil` for another prefix, a foreign character, a wrong checksum, and bits left
    ///   over that are not zero.
    static func decode(_ text: [UInt8], prefix: String) -> [UInt8]? {
        let start = [UInt8](prefix.utf8) + [UInt8(ascii: "1")]
        guard text.starts(with: start), text.count >= start.count + checksumCount else {
            return nil
        }
        var digits: [UInt8] = []
        for character in text[start.count...] {
            guard
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character),
                let digit = alphabet.firstIndex(of: lower(character))
            else { return nil }
            digits.append(UInt8(digit))
        }
        let name = prefix.utf8.map(lower)
        let expanded = name.map { $0 >> 5 } + [0] + name.map { $0 & 31 } + digits
        guard checksum(expanded) == 1 else { return nil }
        return regroup(digits.dropLast(checksumCount))
    }

    private static func lower(_ character: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character) ? character | 0x20 : character
    }

    private static func checksum(_ values: [UInt8]) -> UInt32 {
        values.reduce(1) { sum, value in
            let top = sum >> 25
            return generators.indices.reduce((sum & 0x1FF_FFFF) << 5 ^ UInt32(value)) {
                (top >> UInt32($1)) & 1 == 1 ? $0 ^ generators[$1] : $0
            }
        }
    }

    /// Groups of five bits to bytes; what is left over must be less than a group, and zero.
    private static func regroup(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (pending, bits) = (UInt32(0), 0)
        for digit in digits {
            pending = (pending << 5 | UInt32(digit)) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        return bits < 5 && pending & ((1 << UInt32(bits)) - 1) == 0 ? bytes : nil
    }
}
