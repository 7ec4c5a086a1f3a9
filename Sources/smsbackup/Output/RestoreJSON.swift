// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `restore --json` prints under `report`.
struct RestoreJSON: Encodable {
    struct NotRestored: Encodable {
        let path: JSONPath
        let reason: String
    }

    struct InPlace: Encodable {
        let target: JSONPath
        let oldTree, quarantine: JSONPath?
        let undo: String?
        let finishedEarlier: Bool

        init(_ outcome: InPlaceOutcome) {
            target = JSONPath(outcome.target)
            oldTree = outcome.oldTree.map { JSONPath($0) }
            quarantine = outcome.quarantine.map { JSONPath($0) }
            undo = outcome.oldTree.map { InPlaceText.undoing(outcome, $0) }
            finishedEarlier = outcome.isFinishedEarlier
        }
    }

    let destination: JSONPath
    let dryRun: Bool
    let site: JSONParts.Site?
    let created, replaced, kept, skipped, quarantined, prevented: Int
    let bytes: UInt64
    let nextUniqueID: String?
    let remaining: [String]
    let inPlace: InPlace?
    let notRestored: [NotRestored]
    let attributes: [AttributeJSON]
    let findings: [JSONParts.FindingPart]
    let warnings: [JSONParts.WarningPart]

    init(_ report: RestoreReport) {
        destination = JSONPath(report.destination)
        dryRun = report.isDryRun
        site = report.site.map { .init($0) }
        created = report.created
        replaced = report.replaced
        kept = report.kept
        skipped = report.skipped
        quarantined = report.quarantined
        prevented = report.prevented
        nextUniqueID = report.nextUniqueID?.description
        remaining = report.remaining
        inPlace = report.inPlace.map { InPlace($0) }
        bytes = report.bytes
        notRestored = report.notRestored.map {
            NotRestored(path: JSONPath($0.path.bytes), reason: $0.reason)
        }
        attributes = AttributeJSON.all(report.attributes)
        findings = report.findings.map { .init($0) }
        warnings = report.warnings.map { .init($0) }
    }
}
