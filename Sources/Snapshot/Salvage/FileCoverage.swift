// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Which bytes of a file belong to something, so that the rest can be told.
struct FileCoverage {
    /// Bytes that belong to nothing that is proved.
    struct Gap {
        let bytes: Range<UInt64>
        /// The archive that the bytes before them belong to, or those behind.
        let archive: ArchiveID?

        var finding: Finding {
            Finding(
                .length,
                "\(bytes.upperBound - bytes.lowerBound) bytes from byte \(bytes.lowerBound) belong to nothing that is proved",
                at: Finding.Place(bytes: bytes))
        }
    }

    private var ranges: [(bytes: Range<UInt64>, archive: ArchiveID?)] = []

    /// Begins with the units, whole or not, and the records that a scan found.
    init(_ scan: ArchiveScan) {
        for unit in scan.units {
            ranges.append((unit.container, unit.seal.archive))
            // Of a damaged unit only what no whole one has is really its own; that sorts itself
            // out, because only the union counts.
            ranges.append((unit.unit.fileRange, unit.seal.archive))
        }
        for footer in scan.footers { ranges.append((footer.container, footer.footer.archive)) }
    }

    /// Adds bytes that were proved otherwise.
    mutating func add(_ bytes: Range<UInt64>) {
        ranges.append((bytes, nil))
    }

    /// Adds the seek table behind an archive's footer, if it is the one that the units make.
    ///
    /// - Returns: that it is not, where a table is due and enough is known to tell.
    mutating func addTable(
        of archive: UnitInventory.Archive, in file: ArchiveSource, units: [Unit]?
    ) -> Finding? {
        guard archive.codec == .zstd, let footer = archive.footer, let units else { return nil }
        var table = SeekTable()
        for unit in units { table.append(unit) }
        let expected = table.finish()
        let start = footer.container.upperBound
        // What cannot be read here was read before, or the run would have ended.
        guard let found = try? file.bytes(at: start, count: expected.count), found == expected
        else {
            return Finding(
                .seekTable, "the seek table of archive \(archive.id.hex) is not that of its units",
                at: Finding.Place(bytes: start..<start + UInt64(expected.count)))
        }
        ranges.append((start..<start + UInt64(expected.count), archive.id))
        return nil
    }

    /// What is left of a file of `size` bytes.
    func gaps(size: UInt64) -> [Gap] {
        var gaps: [Gap] = []
        var end: UInt64 = 0
        var last: ArchiveID?
        for (bytes, archive) in ranges.sorted(by: { $0.bytes.lowerBound < $1.bytes.lowerBound }) {
            if bytes.lowerBound > end {
                gaps.append(Gap(bytes: end..<bytes.lowerBound, archive: last ?? archive))
            }
            end = max(end, bytes.upperBound)
            last = archive ?? last
        }
        if size > end { gaps.append(Gap(bytes: end..<size, archive: last)) }
        return gaps
    }
}
