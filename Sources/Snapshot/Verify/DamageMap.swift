// SPDX-License-Identifier: Apache-2.0

/// A place of an archive that is not what it should be, and what that costs.
public struct DamagedPlace: Sendable, Hashable {
    /// The bytes of the file; the end may lie behind the end of a file that was cut.
    public let bytes: Range<UInt64>
    /// The numbers of the units that are concerned, where they are known.
    public let units: ClosedRange<UInt64>?
    /// What was found here, in the order of ``FindingCode``.
    public let codes: [FindingCode]
    /// The entries whose bytes are lost here; none for damage that costs no file.
    public let entries: [EntryPath]
    /// The components that these entries belong to.
    public let components: [ComponentKind]
}

/// Whether a restore would give everything back.
public enum Restorability: String, Sendable, Hashable, CaseIterable {
    /// Every entry, with the bytes that were captured.
    case yes
    /// Some entries not, or only `salvage` gives them back.
    case partly
    /// Nothing: `restore` cannot open it. `salvage` may still give entries back.
    case no
    /// Units are damaged, and nobody looked at what they hold: `--level full` tells.
    case unknown
}

/// Puts findings on the map of an archive.
struct DamageMap {
    let places: [DamagedPlace]

    /// `units`: those of the archive, by their numbers; empty where they are not known.
    init(_ findings: [Finding], units: [Unit]) {
        var builders: [Range<UInt64>: Builder] = [:]
        for finding in findings {
            guard let place = finding.place, let bytes = place.bytes else { continue }
            builders[bytes, default: Builder(bytes, place.units)].codes.insert(finding.code)
        }
        for finding in findings {
            guard let place = finding.place, place.bytes == nil, let numbers = place.units else {
                continue
            }
            // A file that is lost is lost where its units are damaged; where none is, its units are
            // whole and hold something else.
            var hit = builders.values.filter { builder in
                builder.isUnit && builder.units.map { $0.overlaps(numbers) } ?? false
            }.map(\.bytes)
            if hit.isEmpty, let first = units.first(where: { $0.sequence == numbers.lowerBound }) {
                hit = [first.fileRange]
            }
            for bytes in hit {
                var builder =
                    builders[bytes] ?? Builder(bytes, numbers.lowerBound...numbers.lowerBound)
                builder.codes.insert(finding.code)
                if finding.code == .content, let path = finding.path {
                    builder.entries.append(path)
                }
                builders[bytes] = builder
            }
        }
        places = builders.values.map(\.place).sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
    }

    /// Whether a restore of an archive that can be opened gives everything back.
    ///
    /// - `files`: how many files there are.
    /// - `isFull`: whether their content was looked at.
    static func restorability(
        _ findings: [Finding], files: Int, payload: Range<UInt64>, isFull: Bool
    ) -> Restorability {
        guard isFull else {
            let isHit = findings.contains { finding in
                guard finding.code == .unit, let units = finding.place?.units else { return false }
                return payload.contains(units.lowerBound)
            }
            return isHit ? .unknown : .yes
        }
        let harmless: Set<FindingCode> = [
            .length, .encryption, .footer, .seekTable, .seal, .unit, .decompression, .padding, .bag,
            .missingUnit, .duplicateUnit, .unitOrder, .foreignUnit, .digestAlgorithm,
        ]
        let harm = findings.filter { !harmless.contains($0.code) }
        if harm.isEmpty { return .yes }
        let lost = Set(harm.filter { $0.code == .content }.compactMap(\.path))
        return files > 0 && lost.count >= files ? .no : .partly
    }

    private struct Builder {
        let bytes: Range<UInt64>
        let units: ClosedRange<UInt64>?
        var codes: Set<FindingCode> = []
        var entries: [EntryPath] = []

        init(_ bytes: Range<UInt64>, _ units: ClosedRange<UInt64>?) {
            self.bytes = bytes
            self.units = units
        }

        var isUnit: Bool { codes.contains(.unit) || codes.contains(.decompression) }

        var place: DamagedPlace {
            let kinds = Set(
                entries.compactMap { entry -> ComponentKind? in
                    let names = entry.names
                    guard names.count > 2 else { return nil }
                    return ComponentKind.allCases.first { names[2].elementsEqual($0.folder.utf8) }
                })
            return DamagedPlace(
                bytes: bytes, units: units, codes: FindingCode.allCases.filter(codes.contains),
                entries: entries, components: kinds.sorted())
        }
    }
}
