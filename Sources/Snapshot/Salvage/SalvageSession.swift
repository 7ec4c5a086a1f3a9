// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// One run of a salvage: search, sort, write, and say what is left over.
struct SalvageSession {
    private let file: ArchiveSource
    private let size: UInt64
    private let tree: SalvageTree
    private let isInterrupted: @Sendable () -> Bool
    private var report: SalvageReport

    init(
        _ file: ArchiveSource, _ tree: DestinationTree, destination: [UInt8],
        isInterrupted: @escaping @Sendable () -> Bool
    ) throws {
        self.file = file
        size = try file.size()
        self.tree = SalvageTree(tree)
        self.isInterrupted = isInterrupted
        report = SalvageReport(destination: destination, searchedBytes: size)
    }

    /// Writes everything and gives the report.
    mutating func run(_ body: (SalvagedEntry) -> Void) throws -> SalvageReport {
        let scan = try ArchiveScan(file, size: size, isInterrupted: isInterrupted)
        let inventory = UnitInventory(scan)
        var coverage = FileCoverage(scan)
        report.findings = inventory.findings
        report.findings += scan.units.filter { !$0.isWhole }.map { Self.damage($0) }
        let opened = try ManifestSearch.opened(file)
        for archive in inventory.archives {
            let pieces = try UnitPieces(file, archive, scan)
            let search = ManifestSearch(file, archive)
            let manifest = opened?.id == archive.id ? opened : try search.manifest()
            try salvage(archive, pieces, manifest, &coverage, body)
        }
        let regions = coverage.gaps(size: size)
        try remnants(regions, inventory, body)
        report.findings += regions.map(\.finding)
        if report.archives.isEmpty {
            report.findings.append(Finding(.footer, "there is no seal of an archive in it"))
        }
        try tree.finish()
        report.attributes = tree.tally
        report.findings += tree.findings + file.findings
        report.findings.sort {
            ($0.place?.bytes?.lowerBound ?? .max) < ($1.place?.bytes?.lowerBound ?? .max)
        }
        return report
    }

    /// A unit that the manifest names and that is not there whole.
    private static func loss(_ located: UnitPieces.Located) -> Finding {
        let unit = located.unit
        if located.isThere {
            return Finding(
                .unit, "unit \(unit.sequence) does not have the digest that the manifest gives",
                at: unit.place)
        }
        return Finding(
            .missingUnit, "unit \(unit.sequence) is nowhere in the file", at: unit.contentPlace)
    }

    private static func damage(_ found: ArchiveScan.FoundUnit) -> Finding {
        Finding(
            .unit,
            "unit \(found.unit.sequence) (\(found.unit.compressedCount) bytes from byte \(found.unit.fileOffset)) does not have the digest that was sealed",
            at: found.unit.place)
    }

    /// Writes one archive.
    private mutating func salvage(
        _ archive: UnitInventory.Archive, _ pieces: UnitPieces, _ manifest: SalvagedManifest?,
        _ coverage: inout FileCoverage, _ body: (SalvagedEntry) -> Void
    ) throws {
        var result = SalvagedArchive(
            identifier: archive.id.hex, site: manifest?.description.site,
            created: manifest?.description.created, hasManifest: manifest != nil,
            wholeUnits: archive.units.count { $0.isWhole },
            unitCount: manifest?.unitCount ?? archive.unitCount)
        func count(_ entry: SalvagedEntry) {
            result.counts[entry.state, default: 0] += 1
            if entry.state == .proved {
                result.provedBytes += entry.proved.reduce(0) { $0 + UInt64($1.count) }
            }
            body(entry)
        }
        if let manifest {
            let units = try pieces.located(by: manifest)
            // Of most of them the scan has said already what is wrong.
            let told = report.findings.compactMap(\.place?.units)
            report.findings += units.filter { located in
                !located.isWhole && !told.contains { $0.contains(located.unit.sequence) }
            }.map(Self.loss)
            for unit in units where unit.isWhole {
                coverage.add(unit.unit.fileRange)
            }
            do {
                try ManifestSalvage(manifest, pieces, units, tree, isInterrupted).run(count)
            } catch let error as ManifestError {
                // It is proved and contradicts itself: it was written so.
                report.findings.append(Finding(error))
            }
        } else {
            report.findings.append(
                Finding(
                    .manifest,
                    "the manifest of archive \(archive.id.hex) is lost: what else is lost is not known"
                ))
            try HeaderSalvage(archive, pieces, tree, isInterrupted).run(count)
        }
        if archive.footer == nil {
            report.findings.append(
                Finding(.footer, "archive \(archive.id.hex) has no intact footer"))
        }
        let table = coverage.addTable(of: archive, in: file, units: pieces.table(manifest))
        report.findings += [table].compactMap(\.self)
        report.archives.append(result)
    }

    /// Looks for entries in what no seal proves, where no manifest proves them either.
    private mutating func remnants(
        _ regions: [FileCoverage.Gap], _ inventory: UnitInventory, _ body: (SalvagedEntry) -> Void
    ) throws {
        let lacking = Set(report.archives.filter { !$0.hasManifest }.map(\.identifier))
        var damaged: [FileCoverage.Gap] = []
        for archive in inventory.archives where lacking.contains(archive.id.hex) {
            damaged += archive.units.filter { !$0.isWhole }.map {
                FileCoverage.Gap(bytes: $0.unit.fileRange, archive: archive.id)
            }
        }
        var counts: [String: Int] = [:]
        for region in (regions + damaged) {
            let name = region.archive?.hex ?? "unknown"
            guard report.archives.isEmpty || lacking.contains(name) else { continue }
            try Remnant(file, region.bytes, archive: name, tree).run { entry in
                counts[name, default: 0] += 1
                body(entry)
            }
        }
        for index in report.archives.indices {
            let count = counts.removeValue(forKey: report.archives[index].identifier) ?? 0
            report.archives[index].counts[.partly, default: 0] += count
        }
        if let count = counts["unknown"] {
            var rest = SalvagedArchive(
                identifier: "unknown", site: nil, created: nil, hasManifest: false, wholeUnits: 0,
                unitCount: nil)
            rest.counts[.partly] = count
            report.archives.append(rest)
        }
    }
}
