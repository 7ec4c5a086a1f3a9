// SPDX-License-Identifier: Apache-2.0

/// An archive whose manifest is proved: what it is, where its units lie, and its entries in order.
///
/// Opening reads the end of the file and the units with the metadata, nothing else.
final class ArchiveReader: Sendable {
    /// How many units come before the first entry: the archive's own files.
    static let headUnitCount = 2

    let archive: ArchiveFile
    let id: ArchiveID
    let description: ArchiveDescription
    /// All units, in order; those before the metadata as the manifest lists them.
    let units: [Unit]
    /// How many of the units come before the metadata.
    let payloadUnitCount: Int
    let components: [Component]
    let warnings: [Warning]
    /// How many files the manifest says there are, and their bytes together.
    let totals: (files: Int64, bytes: Int64)
    /// Lines of the manifest's entries, some 64 KiB from one another.
    private let waypoints: [ManifestReader.Waypoint]
    /// How many entries there are.
    let entryCount: Int
    /// The lines of entries that were asked for; `nil` when nobody did, or they were too many.
    private let keptLines: [ManifestLine]?

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - source: The archive.
    ///   - isWanted: The lines that ``forEachLine(_:)`` must come to, when not to all.
    /// - Throws: ``ArchiveFile/Failure`` or ``ManifestError`` when it is damaged,
    ///   ``UnsupportedFormat`` when it takes a later version to read it, ``SystemCallError`` when it
    ///   cannot be read.
    init(_ source: ArchiveSource, keeping isWanted: LineFilter? = nil) throws {
        archive = try ArchiveFile(source)
        let metaUnits = try archive.metaUnits()
        let supply = ManifestSupply(archive, metaUnits)
        var manifest = ManifestReader(.whole(archive.footer.manifestDigest), supply.take)
        var hasEnded = false
        var about: (ArchiveDescription, ArchiveID)?
        var units: [Unit] = []
        var components: [Component] = []
        var warnings: [Warning] = []
        var totals: (files: Int64, bytes: Int64) = (0, 0)
        var waypoints: [ManifestReader.Waypoint] = []
        var entryCount = 0
        var kept = isWanted.map(KeptLines.init)
        var limits = ManifestLimits(archive, metaUnits)
        try limits.checkExpansion()
        try supply.run { [archive] in
            while !hasEnded {
                let passed = manifest.passEntries(
                    before: (waypoints.last?.textOffset ?? 0) + Self.waypointDistance
                ) { kept?.wants($0) == true }
                try limits.countEntries(passed)
                entryCount += passed
                switch try Self.next(in: &manifest, of: archive, metaUnits) {
                case .archive(let description, let id): about = (description, id)
                case .unit(let offset, let compressedCount, let count, let digest):
                    let unit = Unit(
                        after: units.last, fileOffset: offset, compressedCount: compressedCount,
                        count: count, digest: digest)
                    // At once, not when all are there: a list without end must end here.
                    try limits.check(unit, behind: units.last)
                    units.append(unit)
                case .component(let component):
                    try limits.count(component)
                    components.append(component)
                case .warning(let warning):
                    if let warning = limits.kept(warning) { warnings.append(warning) }
                case .totals(let files, let bytes): totals = (files, bytes)
                case .entry(let line):
                    try limits.countEntries(1)
                    entryCount += 1
                    kept?.take(line)
                    if let waypoint = Self.waypoint(at: line, in: manifest, after: waypoints.last) {
                        waypoints.append(waypoint)
                    }
                case .later: return
                case .end: hasEnded = true
                }
            }
            try manifest.expectEnd()
        }
        if let note = limits.droppedWarnings { warnings.append(note) }
        guard let (description, id) = about else {
            throw ManifestError(place: "smsbackup/manifest.json", problem: "\"archive\" is missing")
        }
        self.description = description
        self.id = id
        payloadUnitCount = units.count
        self.units = units + metaUnits
        self.components = components
        self.totals = totals
        self.warnings = warnings
        self.waypoints = waypoints
        self.entryCount = entryCount
        keptLines = kept?.lines
        try checkPositions()
    }

    /// Opens an archive that is not encrypted.
    convenience init(_ file: OpenFile) throws {
        try self.init(.plain(file))
    }

    /// The most compressed bytes and the most bytes of tar that a unit has: what buffers must hold.
    var largestUnit: (compressed: Int, raw: Int) {
        units.reduce(into: (0, 0)) { largest, unit in
            largest = (
                max(largest.0, Int(unit.compressedCount)), max(largest.1, Int(unit.count))
            )
        }
    }

    /// The next thing that the manifest says; where that demands a later version, it must be whole
    /// to be believed.
    private static func next(
        in manifest: inout ManifestReader, of archive: ArchiveFile, _ metaUnits: [Unit]
    ) throws -> ManifestReader.Item {
        do {
            return try manifest.next()
        } catch let error as ManifestError where error.isUnsupported {
            try prove(manifestOf: archive, metaUnits)
            throw UnsupportedFormat(problem: error.problem)
        }
    }

    /// Compares the manifest's bytes with the footer's digest, whatever they say.
    private static func prove(manifestOf archive: ArchiveFile, _ metaUnits: [Unit]) throws {
        let reading = try TarRangeReading(archive, units: metaUnits)
        let footer = archive.footer
        var (offset, end) = (footer.manifestTarOffset, footer.manifestTarOffset)
        end += footer.manifestSize
        var hashing = Hashing()
        while offset < end {
            let piece = try reading.bytes(from: offset, upTo: end - offset)
            offset += UInt64(piece.count)
            hashing.update(piece)
        }
        guard hashing.finish() == footer.manifestDigest else {
            throw ManifestError(
                place: "smsbackup/manifest.json", problem: "it does not have the footer's digest")
        }
    }

    /// The entries with their places, from the start of the manifest.
    ///
    /// Its digest was compared when the archive was opened; each of its units is proved again as it
    /// is read.
    func entries() throws -> ManifestReader {
        ManifestReader(
            .done, try Self.pieces(of: archive, [Unit](units[payloadUnitCount...]), from: 0))
    }

    /// Calls `body` with the lines that were asked for when the archive was opened, or with all, but
    /// need not with those that do not matter.
    func forEachLine(
        where mayMatter: LineFilter? = nil, _ body: (ManifestLine) throws -> Void
    ) throws {
        var lines = try lines(where: mayMatter)
        while let line = try lines.next() { try body(line) }
    }

    /// The lines that ``forEachLine(_:)`` calls its body with.
    func lines(where mayMatter: LineFilter? = nil) throws -> EntryLines {
        try keptLines.map { EntryLines($0) } ?? allLines(where: mayMatter)
    }

    /// Calls `body` with the line of every entry, but need not with those that do not matter: most
    /// of them are passed over.
    func forEachEntry(
        where mayMatter: LineFilter? = nil, _ body: (ManifestLine) throws -> Void
    ) throws {
        var lines = try allLines(where: mayMatter)
        while let line = try lines.next() { try body(line) }
    }

    /// The lines of all entries, but not of all that do not matter.
    func allLines(where mayMatter: LineFilter? = nil) throws -> EntryLines {
        EntryLines(try entries(), where: mayMatter)
    }

    /// The last known line of an entry whose header does not lie behind an offset in the tar.
    func waypoint(before offset: UInt64) -> ManifestReader.Waypoint? {
        waypoints.last { $0.headerOffset <= offset }
    }

    /// The entries from a known line on.
    func entries(from waypoint: ManifestReader.Waypoint) throws -> ManifestReader {
        ManifestReader(
            at: waypoint,
            try Self.pieces(
                of: archive, [Unit](units[payloadUnitCount...]), from: waypoint.textOffset))
    }

    /// The place of a line, when it is far enough behind the last one.
    private static func waypoint(
        at line: ManifestLine, in manifest: ManifestReader,
        after last: ManifestReader.Waypoint?
    ) -> ManifestReader.Waypoint? {
        guard manifest.lineStart >= (last?.textOffset ?? 0) + waypointDistance else { return nil }
        return manifest.waypoint(at: line)
    }

    private static let waypointDistance: UInt64 = 64 << 10

    /// The manifest piece by piece, from a place in it.
    private static func pieces(
        of archive: ArchiveFile, _ metaUnits: [Unit], from start: UInt64
    ) throws -> ManifestText.Source {
        let footer = archive.footer
        let end = footer.manifestTarOffset + footer.manifestSize
        return try TarRangeReading(archive, units: metaUnits)
            .pieces(of: min(footer.manifestTarOffset + start, end)..<end)
    }

    /// Makes sure that the units follow one another without gaps, from the first byte to the
    /// footer: all later arithmetic relies on it.
    private func checkPositions() throws {
        var fileOffset: UInt64 = 0
        var tarOffset: UInt64 = 0
        for (index, unit) in units.enumerated() {
            let isMeta = index >= payloadUnitCount
            guard unit.sequence == UInt64(index), unit.fileOffset == fileOffset,
                unit.tarOffset == tarOffset,
                unit.isMeta == isMeta, unit.isLast == (index == units.count - 1)
            else {
                throw ManifestError(
                    place: "smsbackup/manifest.json",
                    problem: "unit \(index) is not where the one before it ends")
            }
            fileOffset = unit.sealOffset + archive.sealContainerSize
            tarOffset = unit.tarRange.upperBound
        }
        let footer = archive.footer
        guard UInt64(units.count) == footer.unitCount, fileOffset == footer.fileOffset,
            tarOffset == footer.tarSize, let first = units.first,
            ArchiveID(unitZero: first.digest) == footer.archive,
            id == footer.archive
        else {
            throw ManifestError(
                place: "smsbackup/manifest.json",
                problem: "its units are not those that the footer speaks of")
        }
    }
}
