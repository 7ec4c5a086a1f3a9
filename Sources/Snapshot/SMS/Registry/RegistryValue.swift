// SPDX-License-Identifier: Apache-2.0

/// The type of a registry value, as the number that the registry stores.
///
/// Every number is legal: `hex(n):` and a hive may carry types that no list names.
public struct RegistryValueKind: RawRepresentable, Sendable, Hashable, Comparable,
    CustomStringConvertible
{
    /// The number.
    public let rawValue: UInt32

    /// Makes a type of any number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// REG_NONE: bytes without a meaning.
    public static let none = RegistryValueKind(rawValue: 0)
    /// REG_SZ: a text.
    public static let string = RegistryValueKind(rawValue: 1)
    /// REG_EXPAND_SZ: a text with names of variables in it.
    public static let expandableString = RegistryValueKind(rawValue: 2)
    /// REG_BINARY: bytes.
    public static let binary = RegistryValueKind(rawValue: 3)
    /// REG_DWORD: a number of four bytes, little-endian.
    public static let dword = RegistryValueKind(rawValue: 4)
    /// REG_DWORD_BIG_ENDIAN: the same, big-endian.
    public static let dwordBigEndian = RegistryValueKind(rawValue: 5)
    /// REG_LINK: the path of another key.
    public static let link = RegistryValueKind(rawValue: 6)
    /// REG_MULTI_SZ: texts, each ended by a zero.
    public static let strings = RegistryValueKind(rawValue: 7)
    /// REG_QWORD: a number of eight bytes, little-endian; Windows 2000 and later.
    public static let qword = RegistryValueKind(rawValue: 11)

    public static func < (left: RegistryValueKind, right: RegistryValueKind) -> Bool {
        left.rawValue < right.rawValue
    }

    public var description: String {
        let names = [
            "REG_NONE", "REG_SZ", "REG_EXPAND_SZ", "REG_BINARY", "REG_DWORD",
            "REG_DWORD_BIG_ENDIAN", "REG_LINK", "REG_MULTI_SZ", "REG_RESOURCE_LIST",
            "REG_FULL_RESOURCE_DESCRIPTOR", "REG_RESOURCE_REQUIREMENTS_LIST", "REG_QWORD",
        ]
        guard rawValue < names.count else { return "type " + String(rawValue, radix: 16) }
        return names[Int(rawValue)]
    }
}

/// A value of a key that somebody asked for: its type and the beginning of its data.
public struct RegistryValue: Sendable, Hashable {
    /// How many bytes of data are kept, unless a visitor wants more; the facts a backup needs are
    /// all shorter.
    public static let keptByteCount = 4096

    /// The type of the value.
    public let kind: RegistryValueKind
    /// The data or its beginning, of ``keptByteCount`` bytes unless more was wanted; numbers are little-endian.
    public let data: [UInt8]
    /// How many bytes the data has in all.
    public let byteCount: Int
    /// How a text in the data is written.
    public let encoding: RegistryText.Encoding

    /// Makes a value of the beginning of its data.
    public init(
        kind: RegistryValueKind, data: [UInt8], byteCount: Int, encoding: RegistryText.Encoding
    ) {
        self.kind = kind
        self.data = data
        self.byteCount = byteCount
        self.encoding = encoding
    }

    /// The text of a string value up to its first zero, or of a number in decimal digits.
    public var text: RegistryText? {
        switch kind {
        case .string, .expandableString, .link, .strings: string
        default: number.map { RegistryText(ascii: String($0)) }
        }
    }

    /// The number of a numeric value, or of a text of decimal digits; else `nil`.
    public var number: UInt64? {
        switch kind {
        case .dword where byteCount == 4, .qword where byteCount == 8:
            return data.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        case .dwordBigEndian where byteCount == 4:
            return data.reduce(0) { $0 << 8 | UInt64($1) }
        case .string, .expandableString:
            guard let digits = string.bytes, !digits.isEmpty, digits.count <= 20,
                digits.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return UInt64(String(decoding: digits, as: UTF8.self))
        default:
            return nil
        }
    }

    private var string: RegistryText {
        var units: [UInt16] = []
        if encoding == .utf16 {
            for index in stride(from: 0, to: data.count - 1, by: 2) {
                units.append(UInt16(data[index]) | UInt16(data[index + 1]) << 8)
            }
        } else {
            units = data.map { UInt16($0) }
        }
        return RegistryText(units: Array(units.prefix { $0 != 0 }), encoding: encoding)
    }
}
