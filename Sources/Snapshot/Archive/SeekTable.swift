// SPDX-License-Identifier: Apache-2.0

/// The standard table behind a zstd archive by which other readers find frames
/// (zstd's "Seekable Format", version 0.1.0).
///
/// ```
/// 5E 2A 4D 18 | u32 length | (u32 compressed, u32 uncompressed) for each frame, records included |
/// u32 number of frames | u8 descriptor, 0 | B1 EA 92 8F
/// ```
/// Other readers trust it blindly; ours rebuilds it and compares.
struct SeekTable {
    /// The bytes before the entries.
    static let headerCount = 8
    /// The bytes after the entries.
    static let footerCount = 9
    private static let magic: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18]
    private static let footerMagic: [UInt8] = [0xB1, 0xEA, 0x92, 0x8F]

    private var entries = RecordWriter()
    private var frameCount: UInt32 = 0

    /// Adds a unit and its seal.
    mutating func append(_ unit: Unit) {
        add(compressed: unit.compressedCount, uncompressed: unit.count)
        add(compressed: UInt32(Seal.size + RecordContainer.overhead(.zstd)), uncompressed: 0)
    }

    /// The whole table, with the footer as the last frame before it.
    consuming func finish() -> [UInt8] {
        add(compressed: UInt32(Footer.size + RecordContainer.overhead(.zstd)), uncompressed: 0)
        var writer = RecordWriter()
        writer.append(Self.magic)
        writer.append(UInt32(entries.bytes.count + Self.footerCount))
        writer.append(entries.bytes)
        writer.append(frameCount)
        writer.append(UInt8(0))
        writer.append(Self.footerMagic)
        return writer.bytes
    }

    private mutating func add(compressed: UInt32, uncompressed: UInt32) {
        entries.append(compressed)
        entries.append(uncompressed)
        frameCount += 1
    }

    /// The size of a whole table whose last nine bytes these are, or `nil` when they are something
    /// else.
    static func size(lastBytes: [UInt8]) -> UInt64? {
        guard lastBytes.count == footerCount, lastBytes[4...].elementsEqual([0] + footerMagic)
        else { return nil }
        var reader = RecordReader(lastBytes[...])
        return UInt64(headerCount + footerCount) + 8 * UInt64(reader.next(UInt32.self))
    }

    /// The size of the table of an archive with so many units.
    static func size(unitCount: UInt64) -> UInt64 {
        UInt64(headerCount + footerCount) + 8 * (2 * unitCount + 1)
    }
}
