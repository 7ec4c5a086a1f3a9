// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `salvage --json` prints under `report`.
struct SalvageJSON: Encodable {
    struct Part: Encodable {
        let offset, length: UInt64

        init(_ range: Range<UInt64>) {
            offset = range.lowerBound
            length = range.upperBound - range.lowerBound
        }
    }

    struct Entry: Encodable {
        let identifier, state, proof: String
        let path, writtenTo: JSONPath?
        let size: UInt64
        let provedParts, unprovedParts: [Part]
        let reason: String?

        init(_ entry: SalvagedEntry) {
            identifier = entry.archive
            state = entry.state.rawValue
            proof = entry.proof.rawValue
            path = entry.path.map { JSONPath($0.bytes) }
            writtenTo = entry.place.map { JSONPath($0.bytes) }
            size = entry.size
            provedParts = entry.proved.map { Part($0) }
            unprovedParts = entry.unproved.map { Part($0) }
            reason = entry.reason.isEmpty ? nil : entry.reason
        }
    }

    struct Archive: Encodable {
        let identifier: String
        let site: JSONParts.Site?
        let created: String?
        let manifestProved: Bool
        let wholeUnits: Int
        let units: UInt64?
        let proved, partly, lost, unwritten: Int
        let provedBytes: UInt64

        init(_ archive: SalvagedArchive) {
            identifier = archive.identifier
            site = archive.site.map { .init($0) }
            created = archive.created?.wholeSecondDescription
            manifestProved = archive.hasManifest
            wholeUnits = archive.wholeUnits
            units = archive.unitCount
            proved = archive.counts[.proved] ?? 0
            partly = archive.counts[.partly] ?? 0
            lost = archive.counts[.lost] ?? 0
            unwritten = archive.counts[.unwritten] ?? 0
            provedBytes = archive.provedBytes
        }
    }

    let destination: JSONPath
    let searchedBytes: UInt64
    let whole: Bool
    let archives: [Archive]
    let entries: [Entry]
    let findings: [JSONParts.FindingPart]
    let attributes: [AttributeJSON]

    init(_ report: SalvageReport, _ entries: [Entry]) {
        destination = JSONPath(report.destination)
        searchedBytes = report.searchedBytes
        whole = report.isWhole
        archives = report.archives.map { Archive($0) }
        self.entries = entries
        findings = report.findings.map { .init($0) }
        attributes = AttributeJSON.all(report.attributes)
    }
}
