// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Finds and reads the units of one archive in a file that is not in order.
final class UnitPieces {
    /// A unit that an archive must have, and where it was found.
    struct Located {
        /// With its place in this file; of no meaning where ``isThere`` is false.
        let unit: Unit
        /// There are bytes at its place.
        let isThere: Bool
        /// They have its digest.
        let isWhole: Bool
    }

    let file: ArchiveSource
    private let archive: UnitInventory.Archive
    private let decompressor: any FrameDecompressing
    private let compressed = ByteBuffer(capacity: 1 << 20)
    /// What the unit that was read last holds.
    let raw = ByteBuffer(capacity: 1 << 20)
    /// Where whole units of any archive lie, in order: nothing else is looked for there.
    private let taken: [Range<UInt64>]
    private let size: UInt64

    init(_ file: ArchiveSource, _ archive: UnitInventory.Archive, _ scan: ArchiveScan) throws {
        self.file = file
        self.archive = archive
        size = try file.size()
        decompressor = try archive.codec.makeDecompressor()
        taken = scan.units.filter(\.isWhole).map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Reads and decompresses a unit, as far as it goes, into ``raw``.
    ///
    /// - Returns: whether it is whole and gives what was sealed.
    func read(_ unit: Unit) throws -> Bool {
        compressed.removeAll()
        raw.removeAll()
        _ = try file.read(into: compressed, at: unit.fileOffset, upTo: Int(unit.compressedCount))
        let isProved = Hashing.digest(of: compressed, in: 0..<compressed.count) == unit.digest
        do {
            try UnitReading.decompress(unit, compressed, with: decompressor, into: raw)
            return isProved
        } catch is ArchiveFile.Failure {
            return false
        }
    }

    /// The units before the metadata that a manifest names, each where it is.
    ///
    /// A unit whose seal is destroyed is looked for where its neighbours and the manifest put it.
    func located(by manifest: SalvagedManifest) throws -> [Located] {
        var found: [UInt64: ArchiveScan.FoundUnit] = [:]
        for unit in archive.units { found[unit.unit.sequence] = unit }
        let sealSize = UInt64(Seal.size + RecordContainer.overhead(archive.codec))
        var located: [Located] = []
        for (index, unit) in manifest.units.enumerated() {
            if let own = found[unit.sequence], own.isWhole, own.unit.digest == unit.digest,
                own.unit.compressedCount == unit.compressedCount
            {
                located.append(Located(at: own.unit.fileOffset, unit, isWhole: true))
                continue
            }
            var offsets: [UInt64] = []
            if let own = found[unit.sequence], own.unit.digest == unit.digest {
                offsets.append(own.unit.fileOffset)
            }
            if let before = located.last, before.isWhole {
                offsets.append(before.unit.sealOffset + sealSize)
            }
            if let next = found[UInt64(index) + 1] {
                let length = sealSize + UInt64(unit.compressedCount)
                if next.unit.fileOffset >= length {
                    offsets.append(next.unit.fileOffset - length)
                }
            }
            offsets.append(unit.fileOffset)
            located.append(try locate(unit, at: offsets))
        }
        return located
    }

    /// The first place where a unit has its digest, or else the first where its remains may lie.
    private func locate(_ unit: Unit, at offsets: [UInt64]) throws -> Located {
        let free = offsets.filter { offset in
            offset < size && isFree(offset, count: UInt64(unit.compressedCount))
        }
        for (index, offset) in free.enumerated() where !free[..<index].contains(offset) {
            compressed.removeAll()
            let count = Int(unit.compressedCount)
            guard try file.read(into: compressed, at: offset, upTo: count) == count else {
                continue
            }
            if Hashing.digest(of: compressed, in: 0..<count) == unit.digest {
                return Located(at: offset, unit, isWhole: true)
            }
        }
        guard let first = free.first else { return Located(missing: unit) }
        return Located(at: first, unit, isWhole: false)
    }

    private func isFree(_ offset: UInt64, count: UInt64) -> Bool {
        let end = min(size, offset + count)
        // The first whole unit that ends behind the start.
        var (low, high) = (0, taken.count)
        while low < high {
            let middle = (low + high) / 2
            if taken[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low == taken.count || taken[low].lowerBound >= end
    }

    /// All units, as the seek table of the whole archive must have them; `nil` when one is unknown.
    func table(_ manifest: SalvagedManifest?) -> [Unit]? {
        if let all = manifest?.allUnits { return all }
        guard let count = manifest?.unitCount ?? archive.unitCount else { return nil }
        var units = manifest?.units ?? []
        for found in archive.units where found.unit.sequence >= UInt64(units.count) {
            guard found.unit.sequence == UInt64(units.count) else { return nil }
            units.append(found.unit)
        }
        return UInt64(units.count) == count ? units : nil
    }
}

extension UnitPieces.Located {
    fileprivate init(at offset: UInt64, _ unit: Unit, isWhole: Bool) {
        var unit = unit
        unit.fileOffset = offset
        self.init(unit: unit, isThere: true, isWhole: isWhole)
    }

    fileprivate init(missing unit: Unit) {
        self.init(unit: unit, isThere: false, isWhole: false)
    }
}
