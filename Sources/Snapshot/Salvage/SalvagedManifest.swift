// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A manifest that was found and proved in a damaged archive.
struct SalvagedManifest {
    let id: ArchiveID
    let description: ArchiveDescription
    /// The units before the metadata, where the manifest says that they were.
    let units: [Unit]
    /// How many units there were with those of the metadata; `nil` when nothing tells.
    let unitCount: UInt64?
    /// All units, when the archive could be opened as a whole.
    let allUnits: [Unit]?
    /// A reader from the start of the manifest.
    let entries: () throws -> ManifestReader

    /// How many bytes of the tar come before the metadata.
    var payloadEnd: UInt64 { units.last?.tarRange.upperBound ?? 0 }
}

/// Finds the manifest of an archive.
struct ManifestSearch {
    private let file: ArchiveSource
    private let archive: UnitInventory.Archive

    init(_ file: ArchiveSource, _ archive: UnitInventory.Archive) {
        self.file = file
        self.archive = archive
    }

    /// The manifest of a file that still opens like any archive; `nil` when it does not.
    ///
    /// - Throws: ``UnsupportedFormat``, and ``SystemCallError`` when it cannot be read.
    static func opened(_ file: ArchiveSource) throws -> SalvagedManifest? {
        do {
            let reader = try ArchiveReader(file)
            return SalvagedManifest(
                id: reader.id, description: reader.description,
                units: [Unit](reader.units.prefix(reader.payloadUnitCount)),
                unitCount: UInt64(reader.units.count), allUnits: reader.units,
                entries: { try reader.entries() })
        } catch is ArchiveFile.Failure {
            return nil
        } catch is ManifestError {
            return nil
        }
    }

    /// The manifest in the units of the metadata, wherever they are in the file.
    func manifest() throws -> SalvagedManifest? {
        let meta = metaUnits()
        guard let first = meta.first, let last = meta.last else { return nil }
        do {
            let reading = try TarRangeReading(file, archive.codec, units: meta)
            guard let range = try place(reading, first.tarOffset..<last.tarRange.upperBound) else {
                return nil
            }
            return try read(reading, range)
        } catch is ManifestError {
            return nil
        } catch is ArchiveFile.Failure {
            return nil
        } catch is LibarchiveError {
            return nil
        }
    }

    /// The whole units of the metadata that follow one another, from the first.
    private func metaUnits() -> [Unit] {
        var units: [Unit] = []
        for found in archive.units where found.isWhole && found.unit.isMeta {
            if let last = units.last,
                found.unit.sequence != last.sequence + 1
                    || found.unit.tarOffset != last.tarRange.upperBound
            {
                break
            }
            units.append(found.unit)
        }
        return units
    }

    /// Where the manifest lies in the tar.
    private func place(
        _ reading: TarRangeReading, _ range: Range<UInt64>
    ) throws -> Range<UInt64>? {
        if let footer = archive.footer?.footer {
            let start = footer.manifestTarOffset
            return start..<start + footer.manifestSize
        }
        var walk = TagFileWalk(reading, over: range)
        let name = [UInt8]("/smsbackup/manifest.json".utf8)
        while case .member(let member, let data) = try walk.next() {
            if member.path.suffix(name.count).elementsEqual(name) { return data }
        }
        return nil
    }

    private func read(
        _ reading: TarRangeReading, _ range: Range<UInt64>
    ) throws -> SalvagedManifest? {
        let entries: (ManifestText.Proof) -> ManifestReader = { proof in
            ManifestReader(proof, reading.pieces(of: range))
        }
        var manifest = entries(.own)
        var about: (ArchiveDescription, ArchiveID)?
        var units: [Unit] = []
        reading: while true {
            switch try next(in: &manifest) {
            case .archive(let description, let id): about = (description, id)
            case .unit(let offset, let compressedCount, let count, let digest):
                guard units.count < ManifestLimits.mostSalvagedUnits else { return nil }
                units.append(
                    Unit(
                        after: units.last, fileOffset: offset, compressedCount: compressedCount,
                        count: count, digest: digest))
            case .end: break reading
            default: break
            }
        }
        try manifest.expectEnd()
        guard let (description, id) = about, id == archive.id,
            units.first.map({ ArchiveID(unitZero: $0.digest) == id }) ?? false
        else { return nil }
        return SalvagedManifest(
            id: id, description: description, units: units, unitCount: archive.unitCount,
            allUnits: nil, entries: { entries(.done) })
    }

    /// The units that hold the manifest are proved, so what it demands is believed.
    private func next(in manifest: inout ManifestReader) throws -> ManifestReader.Item {
        do {
            return try manifest.next()
        } catch let error as ManifestError where error.isUnsupported {
            throw UnsupportedFormat(problem: error.problem)
        }
    }
}
