// SPDX-License-Identifier: Apache-2.0

/// What a scan found, sorted by the archives that it belongs to.
struct UnitInventory {
    typealias FoundUnit = ArchiveScan.FoundUnit

    /// The units of one archive, as far as they are in the file.
    struct Archive: Sendable {
        let id: ArchiveID
        let codec: Compression.Codec
        /// At most one for each number, in the order of the numbers; a whole one where there is
        /// one.
        let units: [FoundUnit]
        /// Its footer, when it was found.
        let footer: ArchiveScan.FoundFooter?

        /// How many units there must be; `nil` when neither the footer nor the last seal is there.
        var unitCount: UInt64? {
            if let footer { return footer.footer.unitCount }
            return units.last { $0.unit.isLast }.map { $0.unit.sequence + 1 }
        }
    }

    /// The archives: that with the most units first.
    let archives: [Archive]
    /// What is wrong with the order in the file, in that order.
    let findings: [Finding]

    init(_ scan: ArchiveScan) {
        var archives: [Archive] = []
        var findings: [Finding] = []
        var byID: [ArchiveID: [FoundUnit]] = [:]
        for unit in scan.units { byID[unit.seal.archive, default: []].append(unit) }
        for (id, units) in byID {
            for chain in Self.chains(units, &findings) {
                let last = chain.last?.seal.link
                let footer = scan.footers.first {
                    $0.footer.archive == id && $0.codec == chain[0].codec
                        && (byID[id].map(Self.isOneChain) == true || $0.footer.lastSeal == last)
                }
                archives.append(
                    Archive(id: id, codec: chain[0].codec, units: chain, footer: footer))
            }
        }
        archives.sort { left, right in
            if left.units.count != right.units.count { return left.units.count > right.units.count }
            return left.units[0].range.lowerBound < right.units[0].range.lowerBound
        }
        if let main = archives.first {
            findings += Self.orderFindings(scan.units, main)
            findings += Self.gapFindings(main)
        }
        self.archives = archives
        self.findings = findings.sorted { Self.position($0) < Self.position($1) }
    }

    private static func position(_ finding: Finding) -> UInt64 {
        finding.place?.bytes?.lowerBound ?? .max
    }

    /// Whether no two different seals with one identifier claim the same number.
    private static func isOneChain(_ units: [FoundUnit]) -> Bool {
        var links: [UInt64: [UInt8]] = [:]
        return units.allSatisfy { unit in
            let link = unit.seal.link
            defer { links[unit.unit.sequence] = link }
            return links[unit.unit.sequence].map { $0 == link } ?? true
        }
    }

    /// Takes the units with one identifier apart where they are of different archives, and leaves
    /// out what is there twice.
    ///
    /// Two captures of one site in the same second share their identifier; the links between their
    /// seals do not lie. A run of units that no link ties to others then stands alone.
    private static func chains(
        _ units: [FoundUnit], _ findings: inout [Finding]
    ) -> [[FoundUnit]] {
        var chosen: [[UInt8]: FoundUnit] = [:]
        for unit in units {
            guard let other = chosen.updateValue(unit, forKey: unit.seal.link) else { continue }
            // A whole one outranks a damaged one, the first the second.
            if other.isWhole || !unit.isWhole { chosen[unit.seal.link] = other }
            findings.append(
                Finding(
                    .duplicateUnit,
                    "unit \(unit.unit.sequence) is there again; the first begins at byte \(other.unit.fileOffset)",
                    at: Finding.Place(
                        bytes: unit.range, units: unit.unit.sequence...unit.unit.sequence)))
        }
        let sorted = chosen.values.sorted {
            ($0.unit.sequence, $0.range.lowerBound) < ($1.unit.sequence, $1.range.lowerBound)
        }
        if isOneChain(sorted) { return [sorted] }
        var chains: [[FoundUnit]] = []
        var ends: [[UInt8]: Int] = [:]
        for unit in sorted {
            let link = unit.seal.link
            if let index = ends.removeValue(forKey: unit.seal.previous) {
                chains[index].append(unit)
                ends[link] = index
            } else {
                ends[link] = chains.count
                chains.append([unit])
            }
        }
        return chains
    }

    /// Units at the place of another, and units of other archives.
    private static func orderFindings(_ units: [FoundUnit], _ main: Archive) -> [Finding] {
        var findings: [Finding] = []
        var highest: UInt64?
        let own = Set(main.units.map(\.seal.link))
        for unit in units {
            let sequence = unit.unit.sequence
            let place = Finding.Place(bytes: unit.range, units: sequence...sequence)
            if unit.seal.archive != main.id || !own.contains(unit.seal.link) {
                guard unit.isWhole else { continue }
                findings.append(
                    Finding(
                        .foreignUnit,
                        "unit \(sequence) of another archive, \(unit.seal.archive.hex)", at: place))
                continue
            }
            if let before = highest, sequence < before {
                findings.append(
                    Finding(.unitOrder, "unit \(sequence) stands behind unit \(before)", at: place))
            }
            highest = max(highest ?? 0, sequence)
        }
        return findings
    }

    /// Units of which nothing is there, and units whose seal is not.
    private static func gapFindings(_ main: Archive) -> [Finding] {
        var findings: [Finding] = []
        var next: UInt64 = 0
        var end: UInt64 = 0
        func gap(to sequence: UInt64, at offset: UInt64) {
            guard sequence > next else { return }
            let units = next...(sequence - 1)
            let name =
                units.count == 1 ? "unit \(next)" : "units \(next) to \(sequence - 1)"
            if offset > end {
                findings.append(
                    Finding(
                        .seal,
                        "no seal of \(name) is left; what is left of it lies before byte \(offset)",
                        at: Finding.Place(bytes: end..<offset, units: units)))
            } else {
                findings.append(
                    Finding(
                        .missingUnit, "\(name) \(units.count == 1 ? "is" : "are") missing",
                        at: Finding.Place(bytes: end..<end, units: units)))
            }
        }
        for unit in main.units {
            gap(to: unit.unit.sequence, at: unit.range.lowerBound)
            next = unit.unit.sequence + 1
            end = unit.range.upperBound
        }
        if let count = main.unitCount {
            gap(to: count, at: main.footer?.container.lowerBound ?? end)
        }
        return findings
    }
}
