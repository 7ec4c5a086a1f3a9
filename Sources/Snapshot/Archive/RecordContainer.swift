// SPDX-License-Identifier: Apache-2.0

/// How a record of ours hides between the frames so that every stock tool passes over it.
///
/// ```
/// zstd   5B 2A 4D 18 | u32 length | record                                   a skippable frame
/// (RFC 8878, 3.1.2) gzip   1f 8b 08 04 00 00 00 00 00 ff | u16 length+4 | "SB" | u16 length |
/// record | 03 00 | 8 zeros an empty member with an extra field (RFC 1952)
/// ```
/// Every byte around the record is fixed, and a reader compares all of them.
enum RecordContainer {
    /// The skippable frame's magic number 0x184D2A5B; the last digit is ours to choose.
    private static let zstdMagic: [UInt8] = [0x5B, 0x2A, 0x4D, 0x18]
    private static let gzipHeader: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF]
    private static let gzipSubfield: [UInt8] = [UInt8(ascii: "S"), UInt8(ascii: "B")]
    /// An empty final block, the CRC-32 of nothing, and its length.
    private static let gzipTrailer: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]

    /// The bytes around a record.
    static func overhead(_ codec: Compression.Codec) -> Int {
        prefixCount(codec) + suffixCount(codec)
    }

    /// The bytes in front of a record.
    static func prefixCount(_ codec: Compression.Codec) -> Int {
        codec == .zstd ? 8 : 16
    }

    private static func suffixCount(_ codec: Compression.Codec) -> Int {
        codec == .zstd ? 0 : gzipTrailer.count
    }

    /// The bytes in front of a record of `count` bytes.
    static func prefix(_ codec: Compression.Codec, recordCount count: Int) -> [UInt8] {
        var writer = RecordWriter()
        switch codec {
        case .zstd:
            writer.append(zstdMagic)
            writer.append(UInt32(count))
        case .gzip:
            writer.append(gzipHeader)
            writer.append(UInt16(count + 4))
            writer.append(gzipSubfield)
            writer.append(UInt16(count))
        }
        return writer.bytes
    }

    /// The record in its container.
    static func wrap(_ record: [UInt8], _ codec: Compression.Codec) -> [UInt8] {
        let suffix = codec == .zstd ? [] : gzipTrailer
        return prefix(codec, recordCount: record.count) + record + suffix
    }

    /// Takes a record of `count` bytes out of exactly its container.
    ///
    /// - Returns: `nil` when any byte around the record is not what ``wrap(_:_:)`` writes.
    static func unwrap(_ bytes: [UInt8], recordCount count: Int, _ codec: Compression.Codec)
        -> [UInt8]?
    {
        guard bytes.count == count + overhead(codec) else { return nil }
        let start = prefixCount(codec)
        let record = [UInt8](bytes[start..<(start + count)])
        return wrap(record, codec) == bytes ? record : nil
    }
}
