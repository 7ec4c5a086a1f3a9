// SPDX-License-Identifier: Apache-2.0

/// One header block of a tar that somebody else wrote: 512 bytes with fields at fixed places
/// (POSIX.1-1988 "ustar", before it Unix V7; GNU tar and star with changes of their own).
struct TarBlock {
    /// Who made up the fields that V7 does not have.
    enum Dialect {
        case old, ustar, gnu, star
    }

    let bytes: [UInt8]

    /// `bytes`: 512.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether every byte is zero: two such blocks end a tar.
    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Whether the block has the sum of its bytes, the field of the sum itself taken for spaces.
    ///
    /// Old programs added them with a sign, and readers take that too.
    var hasRightChecksum: Bool {
        guard let wanted = number(148..<156), !isZero else { return false }
        var (unsigned, signed): (Int64, Int64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            let byte = (148..<156).contains(index) ? 0x20 : byte
            unsigned += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        return wanted == unsigned || wanted == signed
    }

    /// What kind of member follows.
    var type: UInt8 { bytes[156] }

    /// Who made it.
    var dialect: Dialect {
        if bytes[257..<265].elementsEqual("ustar  \0".utf8) { return .gnu }
        guard bytes[257..<263].elementsEqual("ustar\0".utf8) else { return .old }
        return bytes[508..<512].elementsEqual("tar\0".utf8) ? .star : .ustar
    }

    /// The name, put together of its two fields.
    var name: [UInt8] {
        let name = text(0..<100)
        let prefix: [UInt8] =
            switch dialect {
            case .old, .gnu: []
            case .ustar: text(345..<500)
            case .star: text(345..<476)
            }
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    /// The bytes of a field up to a NUL.
    func text(_ range: Range<Int>) -> [UInt8] {
        [UInt8](bytes[range].prefix { $0 != 0 })
    }

    /// The number in a field: octal digits, or binary with the highest bit set, as GNU tar and star
    /// write large and negative ones.
    ///
    /// - Returns: `nil` for anything else, and for what 64 bits do not hold; 0 for an empty field.
    func number(_ range: Range<Int>) -> Int64? {
        let field = bytes[range]
        if let first = field.first, first & 0x80 != 0 { return Self.binary(field) }
        let digits = field.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else {
            return nil
        }
        var value: Int64 = 0
        for digit in digits {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 8)
            if isTooLarge { return nil }
            value = product + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func binary(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        // Two's complement, of which the highest bit only says that it is binary.
        var value: Int64 = first & 0x40 != 0 ? -1 : 0
        for (index, byte) in field.enumerated() {
            let byte = index == 0 ? (first & 0x40 != 0 ? byte | 0x80 : byte & 0x7F) : byte
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 256)
            if isTooLarge { return nil }
            value = product | Int64(byte)
        }
        return value
    }
}
