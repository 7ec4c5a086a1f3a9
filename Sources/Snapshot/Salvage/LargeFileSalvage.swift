// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Writes a file that lies in several units, as far as they are there.
struct LargeFileSalvage {
    let archive: String
    let tree: SalvageTree
    let pieces: UnitPieces

    /// Writes the file: as proved when every unit is whole and its digest is right, and otherwise
    /// apart, with holes where units are missing.
    ///
    /// - `units`: those that hold its bytes, in order; without a manifest only those that are there.
    /// - `refusal`: why it is not to be taken for proved, whatever its bytes.
    func run(
        _ file: ManifestEntry, _ units: [UnitPieces.Located], proof: SalvagedEntry.Proof,
        refusal: String? = nil
    ) throws -> SalvagedEntry {
        let builder = SalvagedEntryBuilder(archive, file.entry, proof: proof)
        // With a digest of its own a file may come out of damaged units as well.
        if refusal == nil,
            proof == .manifest ? units.allSatisfy(\.isThere) : isComplete(file, units)
        {
            var isRight = false
            let place = SalvageTree.place(.proved, archive, file.entry.restoredPath)
            let result = try builder.write(tree, at: place, proved: 0..<file.entry.storedSize) {
                place throws(SystemCallError) in
                let output = try tree.create(file.entry, at: place)
                do throws(SystemCallError) {
                    let digest = try fill(output, file, units, proof)
                    isRight = digest != nil
                    if proof == .manifest { isRight = digest == file.entry.content?.digest }
                    if isRight { try tree.finish(output) } else { output.discard() }
                } catch {
                    output.discard()
                    throw error
                }
            }
            if isRight || result.state == .unwritten { return result }
        }
        return try partly(
            file, units, builder, reason: refusal ?? "parts of it are not proved or missing")
    }

    /// Whether all of its bytes are in whole units.
    private func isComplete(_ file: ManifestEntry, _ units: [UnitPieces.Located]) -> Bool {
        var position = file.dataOffset
        for located in units {
            guard located.isWhole, located.unit.tarOffset <= position else { return false }
            position = max(position, located.unit.tarRange.upperBound)
        }
        return position >= file.dataRange.upperBound
    }

    /// Writes every piece.
    ///
    /// - Returns: the digest of all of them, or `nil` when one does not come out as it was sealed.
    private func fill(
        _ output: DestinationFile, _ file: ManifestEntry, _ units: [UnitPieces.Located],
        _ proof: SalvagedEntry.Proof
    ) throws(SystemCallError) -> Digest? {
        var hashing = Hashing()
        for located in units {
            let isWhole = try read(located)
            guard isWhole || proof == .manifest else { return nil }
            let part = file.dataRange.clamped(to: located.unit.tarRange)
            let start = Int(part.lowerBound - located.unit.tarOffset)
            let range = start..<start + Int(part.upperBound - part.lowerBound)
            guard range.upperBound <= pieces.raw.count else { return nil }
            hashing.update(pieces.raw, in: range)
            // A hole of the manifest's must be zeros, or the file would not have its digest.
            guard
                UnitComparison.holes(
                    in: pieces.raw, range, of: file.entry, from: part.lowerBound - file.dataOffset
                ).isEmpty
            else { return nil }
            try output.write(pieces.raw, in: range, at: part.lowerBound - file.dataOffset)
        }
        return hashing.finish()
    }

    private func partly(
        _ file: ManifestEntry, _ units: [UnitPieces.Located], _ builder: SalvagedEntryBuilder,
        reason: String
    ) throws -> SalvagedEntry {
        var entry = file.entry
        entry.dataRanges = nil
        var proved: [Range<UInt64>] = []
        var unproved: [Range<UInt64>] = []
        let place = SalvageTree.place(.unproved, archive, entry.restoredPath)
        var output: DestinationFile?
        func write(_ place: EntryPath) throws(SystemCallError) {
            for located in units where located.isThere {
                let isProved = try read(located) && located.isWhole
                let part = file.dataRange.clamped(to: located.unit.tarRange)
                let start = Int(part.lowerBound - located.unit.tarOffset)
                let end = min(
                    start + Int(part.upperBound - part.lowerBound), pieces.raw.count)
                guard start < end else { continue }
                let offset = part.lowerBound - file.dataOffset
                if output == nil { output = try tree.create(entry, at: place) }
                try output?.write(pieces.raw, in: start..<end, at: offset)
                let written = offset..<offset + UInt64(end - start)
                if isProved { proved.append(written) } else { unproved.append(written) }
            }
            guard let output else { return }
            try output.file.setLength(entry.storedSize)
            try tree.finish(output)
        }
        guard let place else { return builder.lost("its path is too long") }
        do throws(SystemCallError) {
            if let problem = try tree.attempt({ () throws(SystemCallError) in try write(place) }) {
                output?.discard()
                return builder.lost(problem)
            }
        } catch {
            output?.discard()
            throw error
        }
        if output == nil { return builder.lost("its units are damaged or missing") }
        return try builder.write(
            tree, at: place, proved: Self.joined(proved), unproved: Self.joined(unproved),
            reason: reason
        ) { _ in }
    }

    private func read(_ located: UnitPieces.Located) throws(SystemCallError) -> Bool {
        do {
            return try pieces.read(located.unit)
        } catch let error as SystemCallError {
            throw error
        } catch {
            return false
        }
    }

    /// Ranges that follow one another as one.
    private static func joined(_ ranges: [Range<UInt64>]) -> [Range<UInt64>] {
        ranges.reduce(into: []) { joined, range in
            if let last = joined.last, last.upperBound == range.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<range.upperBound
            } else {
                joined.append(range)
            }
        }
    }
}
