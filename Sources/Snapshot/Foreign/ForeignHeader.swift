// SPDX-License-Identifier: Apache-2.0

/// What stands before the header of a member: pax records, and long names as GNU tar writes them.
struct ForeignHeader {
    private(set) var pax = PaxRecords()
    private(set) var longName: [UInt8]?
    private(set) var longLink: [UInt8]?
    /// How many bytes all of it has.
    private(set) var byteCount: UInt64 = 0

    /// Whether there is nothing.
    var isEmpty: Bool { byteCount == 0 }

    /// Whether what follows a header of this type is about other members, and none itself.
    static func isExtension(_ type: UInt8) -> Bool {
        [UInt8]("xXgLK".utf8).contains(type)
    }

    /// Adds what follows a header of a type.
    ///
    /// - Returns: what is wrong with it.
    mutating func add(_ text: [UInt8], of type: UInt8) -> String? {
        byteCount += UInt64(text.count + ForeignBytes.blockSize)
        switch type {
        case UInt8(ascii: "L"): longName = [UInt8](text.prefix { $0 != 0 })
        case UInt8(ascii: "K"): longLink = [UInt8](text.prefix { $0 != 0 })
        default: return pax.add(text[...]) ? nil : "its pax header is malformed"
        }
        return nil
    }
}
