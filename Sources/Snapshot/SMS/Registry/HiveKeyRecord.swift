// SPDX-License-Identifier: Apache-2.0

/// The record of a key, `nk`.
///
/// ```
///  0 "nk"   2 flags   4 time   16 parent   20 subkeys   28 their list   36 values
/// 40 their list   44 security   48 class   72 length of name   74 of class   76 name
/// ```
struct HiveKeyRecord: Sendable {
    static let headByteCount = 76
    /// The flag of a name in Latin-1; without it a name is UTF-16.
    private static let narrowName: UInt16 = 0x20

    let parent: UInt32
    let subkeyCount: UInt32
    let subkeyList: UInt32
    let valueCount: UInt32
    let valueList: UInt32
    let security: UInt32
    let classCell: UInt32
    let classByteCount: Int
    /// The name, as much of it as its cell holds.
    let name: HiveName

    /// Reads a record; `nil` when the cell is too small or holds something else.
    init?<Source: HiveSource>(
        _ cell: HiveCell, in pages: inout HivePages<Source>
    ) throws(Source.Failure) {
        let count = min(cell.byteCount, Self.headByteCount + 2 * HiveName.maximumLength)
        let bytes = try pages.bytes(at: cell.start, count: count)
        guard bytes.count >= Self.headByteCount, bytes[0] == 0x6E, bytes[1] == 0x6B else {
            return nil
        }
        func short(_ offset: Int) -> UInt16 {
            UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
        }
        func long(_ offset: Int) -> UInt32 {
            UInt32(short(offset)) | UInt32(short(offset + 2)) << 16
        }
        parent = long(16)
        subkeyCount = long(20)
        subkeyList = long(28)
        valueCount = long(36)
        valueList = long(40)
        security = long(44)
        classCell = long(48)
        classByteCount = Int(short(74))
        name = HiveName(
            bytes[Self.headByteCount...], byteCount: Int(short(72)),
            isNarrow: short(2) & Self.narrowName != 0)
    }
}

/// The name of a key or a value, and what is wrong with it.
struct HiveName: Sendable {
    /// The longest name of a value; keys have shorter ones.
    static let maximumLength = 16383

    let text: RegistryText
    /// What is wrong with the name, or `nil`.
    let defect: String?

    /// - Parameters:
    ///   - bytes: the rest of the cell, which begins with the name.
    ///   - byteCount: how long the name says it is.
    ///   - isNarrow: whether it is Latin-1.
    init(_ bytes: ArraySlice<UInt8>, byteCount: Int, isNarrow: Bool) {
        let bytes = bytes.prefix(byteCount)
        var units: [UInt16] = []
        if isNarrow {
            units = bytes.map { UInt16($0) }
        } else {
            for index in stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2) {
                units.append(UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
            }
        }
        text = RegistryText(units: units, encoding: isNarrow ? .latin1 : .utf16)
        if bytes.count < byteCount {
            defect = "a name of \(byteCount) bytes in a cell that has \(bytes.count)"
        } else if !isNarrow, byteCount % 2 != 0 {
            defect = "a name that ends in half a character"
        } else if !isNarrow, Self.hasLoneSurrogate(units) {
            defect = "a name with half a character pair"
        } else {
            defect = nil
        }
    }

    private static func hasLoneSurrogate(_ units: [UInt16]) -> Bool {
        var isAfterHigh = false
        for unit in units {
            let isLow = unit & 0xFC00 == 0xDC00
            if isAfterHigh != isLow { return true }
            isAfterHigh = unit & 0xFC00 == 0xD800
        }
        return isAfterHigh
    }
}
