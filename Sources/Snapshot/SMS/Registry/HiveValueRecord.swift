// SPDX-License-Identifier: Apache-2.0

/// The record of a value, `vk`.
///
/// ```
///  0 "vk"   2 length of name   4 size of data   8 its cell   12 type   16 flags   20 name
/// ```
struct HiveValueRecord: Sendable {
    static let headByteCount = 20
    /// Set in the size of data that lies in the record itself, in place of its cell.
    private static let inlineFlag: UInt32 = 0x8000_0000
    private static let narrowName: UInt16 = 0x01

    let kind: RegistryValueKind
    /// How many bytes the data has.
    let byteCount: Int
    /// The data when it lies in the record itself.
    let inlineData: [UInt8]?
    /// The cell of the data otherwise.
    let dataCell: UInt32
    /// The name; empty for the default value.
    let name: HiveName

    /// Reads a record; `nil` when the cell is too small or holds something else.
    init?<Source: HiveSource>(
        _ cell: HiveCell, in pages: inout HivePages<Source>
    ) throws(Source.Failure) {
        let count = min(cell.byteCount, Self.headByteCount + 2 * HiveName.maximumLength)
        let bytes = try pages.bytes(at: cell.start, count: count)
        // A value without a name may have a record that ends before the unused word.
        guard bytes.count >= Self.headByteCount, bytes[0] == 0x76, bytes[1] == 0x6B else {
            return nil
        }
        func short(_ offset: Int) -> UInt16 {
            UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
        }
        func long(_ offset: Int) -> UInt32 {
            UInt32(short(offset)) | UInt32(short(offset + 2)) << 16
        }
        let size = long(4)
        kind = RegistryValueKind(rawValue: long(12))
        byteCount = Int(size & ~Self.inlineFlag)
        dataCell = long(8)
        inlineData = size & Self.inlineFlag == 0 ? nil : Array(bytes[8..<8 + min(4, byteCount)])
        name = HiveName(
            bytes[Self.headByteCount...], byteCount: Int(short(2)),
            isNarrow: short(16) & Self.narrowName != 0)
    }
}
