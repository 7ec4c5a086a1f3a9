// SPDX-License-Identifier: Apache-2.0

/// A name or a text of a registry, as the units the file holds.
///
/// An 8-bit export does not record its code page, so its bytes are kept as they are, one to a
/// unit, and never decoded. Comparison with a known name ignores the case of A to Z only: that
/// is exact for every name SMS uses, on every code page.
public struct RegistryText: Sendable, Hashable, CustomStringConvertible {
    /// What a unit of the text is.
    public enum Encoding: Sendable, Hashable {
        /// A byte of a code page that the file does not name.
        case codePage
        /// A byte of Latin-1, as compressed names of a hive are.
        case latin1
        /// A UTF-16 code unit; lone surrogates are possible.
        case utf16
    }

    /// The units, without a terminating zero.
    public let units: [UInt16]
    /// What a unit is.
    public let encoding: Encoding

    /// Makes a text of units.
    public init(units: [UInt16], encoding: Encoding) {
        self.units = units
        self.encoding = encoding
    }

    /// Makes a text of ASCII characters.
    public init(ascii text: String) {
        self.init(units: text.utf8.map { UInt16($0) }, encoding: .codePage)
    }

    /// Tells whether the text is empty or holds only blanks and zeros.
    public var isBlank: Bool {
        units.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0 }
    }

    /// The bytes of an 8-bit text, or `nil` when a unit does not fit a byte.
    public var bytes: [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(units.count)
        for unit in units {
            guard let byte = UInt8(exactly: unit) else { return nil }
            result.append(byte)
        }
        return result
    }

    /// Tells whether the text is an ASCII name, without regard to the case of A to Z.
    public func matches(_ name: String) -> Bool {
        units.count == name.utf8.count && hasPrefix(name)
    }

    /// Tells whether the text begins with an ASCII name, without regard to the case of A to Z.
    public func hasPrefix(_ name: String) -> Bool {
        guard units.count >= name.utf8.count else { return false }
        return zip(units, name.utf8).allSatisfy { unit, byte in
            RegistryCharacter.folded(unit) == RegistryCharacter.folded(UInt16(byte))
        }
    }

    /// Tells whether two texts hold the same units, without regard to the case of A to Z.
    public func matches(_ other: RegistryText) -> Bool {
        units.count == other.units.count
            && zip(units, other.units).allSatisfy {
                RegistryCharacter.folded($0) == RegistryCharacter.folded($1)
            }
    }

    /// The text for a screen: what is not certain or not printable is escaped.
    public var description: String {
        var result = ""
        var decoder = UTF16()
        var iterator = units.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: break decoding
            case .error: result += "\\u{?}"
            case .scalarValue(let scalar): Self.append(scalar, of: encoding, to: &result)
            }
        }
        return result
    }

    /// The text for a message, at most 80 units of it.
    var shortened: String {
        guard units.count > 80 else { return description }
        return RegistryText(units: Array(units.prefix(80)), encoding: encoding).description + "…"
    }

    private static func append(
        _ scalar: Unicode.Scalar, of encoding: Encoding, to result: inout String
    ) {
        let isPrintable = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        if isPrintable, scalar.isASCII || encoding != .codePage {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\x{" + String(scalar.value, radix: 16) + "}"
        }
    }
}
