// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `diff --json` prints under `report`.
struct ComparisonJSON: Encodable {
    struct Meaning: Encodable {
        let subject, change, name: String
        let child, old, new: String?

        init(_ change: MeaningChange) {
            subject = change.subject.rawValue
            self.change = change.kind.rawValue
            child = change.child
            name = change.name
            old = change.old
            new = change.new
        }
    }

    struct Entry: Encodable {
        let component: String
        let path: JSONPath
        let aspects: [String]
        let detail: String

        init(_ entry: EntryDifference) {
            component = entry.component.rawValue
            path = JSONPath(entry.path.bytes)
            aspects = entry.aspects.map(\.rawValue)
            detail = entry.detail
        }
    }

    let oldSite, newSite: JSONParts.Site
    let meaning: [Meaning]
    let entries: [Entry]
    let oldEntries, newEntries: Int
    let ignored: [IgnoredPart]
    let notCompared, remarks, failures: [String]

    init(_ report: ComparisonReport) {
        oldSite = .init(report.oldSite)
        newSite = .init(report.newSite)
        meaning = report.meaning.map { Meaning($0) }
        entries = report.entries.map { Entry($0) }
        (oldEntries, newEntries) = report.compared
        ignored = report.ignored.map { IgnoredPart($0) }
        notCompared = report.notCompared
        remarks = report.remarks
        failures = report.failures
    }
}

/// A volatile pattern, and how many entries differ under it.
struct IgnoredPart: Encodable {
    let pattern: String
    let count: Int

    init(_ ignored: ComparisonReport.Ignored) {
        pattern = ignored.pattern
        count = ignored.count
    }
}

/// What `verify --against --json` adds for the live site.
struct AgainstJSON: Encodable {
    let site: JSONPath
    let findings: [JSONParts.FindingPart]
    let ignored: [IgnoredPart]
    let notCompared, remarks, failures: [String]
    let filesRead: Int
    let bytesRead: UInt64

    init(_ report: ComparisonReport, site: String) {
        self.site = JSONPath([UInt8](site.utf8))
        findings = report.findings.map { .init($0) }
        ignored = report.ignored.map { IgnoredPart($0) }
        notCompared = report.notCompared
        remarks = report.remarks
        failures = report.failures
        (filesRead, bytesRead) = report.read
    }
}
