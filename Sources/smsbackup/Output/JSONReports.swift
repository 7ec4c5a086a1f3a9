// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `plan --json` prints under `report`.
struct PlanJSON: Encodable {
    struct Missing: Encodable {
        let kind, message, hint: String
        let declared: Bool
    }

    struct Loss: Encodable {
        let path: JSONPath
        let reason: String
    }

    let site: JSONParts.Site
    let components: [JSONParts.ComponentPart]
    let missing: [Missing]
    let losses: [Loss]
    let warnings: [JSONParts.WarningPart]
    let files: Int
    let bytes: UInt64
    let checklist: ChecklistJSON
    let upgrade: UpgradeJSON

    init(_ judged: JudgedPlan) {
        let plan = judged.plan
        checklist = ChecklistJSON(judged.judgement)
        upgrade = UpgradeJSON(judged.upgrade)
        site = .init(plan.site)
        components = plan.components.map { .init($0) }
        missing = plan.missing.map {
            Missing(
                kind: $0.kind.rawValue, message: $0.message, hint: $0.hint, declared: $0.isAllowed)
        }
        losses = plan.losses.map { Loss(path: JSONPath($0.path), reason: $0.reason) }
        warnings = plan.warnings.map { .init($0) }
        files = plan.files
        bytes = plan.bytes
    }
}

/// What `capture --json` prints under `report`.
struct CaptureJSON: Encodable {
    let archive: JSONPath?
    let identifier: String
    let site: JSONParts.Site
    let components: [JSONParts.ComponentPart]
    let warnings: [JSONParts.WarningPart]
    let files: Int
    let bytes: UInt64
    let archiveBytes: UInt64
    let readBack: Bool
    let checklist: ChecklistJSON

    init(_ report: CaptureReport) {
        checklist = ChecklistJSON(report.judgement)
        archive = report.path.map { JSONPath($0) }
        identifier = report.archiveID
        site = .init(report.site)
        components = report.components.map { .init($0) }
        warnings = report.warnings.map { .init($0) }
        files = report.files
        bytes = report.bytes
        archiveBytes = report.archiveBytes
        readBack = report.isReadBack
    }
}

/// What `verify --json` prints under `report`.
struct VerifyJSON: Encodable {
    /// How much was read of an archive that another program wrote.
    struct Foreign: Encodable {
        let compression: String
        let entries, tarBytes: UInt64
        let frames, framesWithoutChecksum: Int
        let readToEnd: Bool

        init(_ summary: ForeignSummary) {
            compression = summary.compression?.rawValue ?? "none"
            entries = summary.entries
            tarBytes = summary.tarBytes
            frames = summary.frames
            framesWithoutChecksum = summary.framesWithoutChecksum
            readToEnd = summary.isReadToEnd
        }
    }

    struct Archive: Encodable {
        let archive: JSONPath
        let verdict, level, restorable: String
        let damage: [JSONParts.DamagePart]
        let identifier: String?
        let created: String?
        let site: JSONParts.Site?
        let findings: [JSONParts.FindingPart]
        let warnings: [JSONParts.WarningPart]
        let archiveBytes: UInt64
        let unitsChecked, filesChecked: Int
        let bytesChecked: UInt64
        let checklist: ChecklistJSON?
        let storedJudgement: String?
        let foreign: Foreign?

        init(_ report: VerificationReport) {
            archive = JSONPath(report.path)
            verdict = VerifyText.verdict(report)
            foreign = report.foreign.map { Foreign($0) }
            checklist = report.judged.map { ChecklistJSON($0.judgement) }
            storedJudgement = report.judged.map { ChecklistText.word($0.comparison) }
            level = report.level.rawValue
            restorable = report.restorable.rawValue
            damage = report.damage.map { .init($0) }
            identifier = report.archiveID
            created = report.created?.wholeSecondDescription
            site = report.site.map { .init($0) }
            findings = report.findings.map { .init($0) }
            warnings = report.warnings.map { .init($0) }
            archiveBytes = report.archiveBytes
            unitsChecked = report.unitsChecked
            filesChecked = report.filesChecked
            bytesChecked = report.bytesChecked
        }
    }

    let archives: [Archive]
    /// What could not be looked at, and why: nothing is known about these archives.
    let failures: [String]
    /// What the comparison with a live site found, with `--against`.
    let against: AgainstJSON?
    /// What was left out: nothing is known about these archives either.
    let notChecked: [StoreJSON.Unchecked]
    let storeFindings: [StoreJSON.FindingPart]

    init(
        _ reports: [VerificationReport], _ failures: [SnapshotError], _ left: [UncheckedArchive],
        _ findings: [StoreFinding], _ against: AgainstJSON?
    ) {
        self.against = against
        archives = reports.map { Archive($0) }
        self.failures = failures.map { "\($0)" }
        notChecked = left.map { .init($0) }
        storeFindings = findings.map { .init($0) }
    }
}

/// What `show --json` prints under `report`.
struct ShowJSON: Encodable {
    let identifier, name, created, tool, codec, library: String
    let level: Int
    let site: JSONParts.Site
    let components: [JSONParts.ComponentPart]
    let warnings: [JSONParts.WarningPart]
    let archiveBytes, tarBytes: UInt64
    let units: Int

    init(_ listing: ArchiveListing) {
        let about = listing.description
        identifier = listing.archiveID
        name = about.bag
        created = about.created.wholeSecondDescription
        tool = about.tool
        codec = about.compression.codec.rawValue
        library = about.library
        level = about.compression.level
        site = .init(about.site)
        components = listing.components.map { .init($0) }
        warnings = listing.warnings.map { .init($0) }
        archiveBytes = listing.archiveBytes
        tarBytes = listing.tarBytes
        units = listing.unitCount
    }
}

/// An entry in what `list --json` prints under `report`.
struct EntryJSON: Encodable {
    let path: JSONPath
    let kind: String
    let component: String?
    let permissions: String
    let owner, group: UInt32
    let modified: String
    let size: UInt64?
    let sha256: String?
    let target: JSONPath?
    let notes: [String]?

    /// `hasContent`: whether sizes of links and digests are known.
    init(_ entry: Entry, hasContent: Bool = true) {
        let content = hasContent ? entry.content : nil
        path = JSONPath(entry.restoredPath?.bytes ?? [])
        component = entry.component?.rawValue
        permissions = String(entry.attributes.permissions, radix: 8)
        owner = entry.attributes.ownerID
        group = entry.attributes.groupID
        modified = entry.attributes.modified.description
        size = content?.size ?? entry.plainSize
        sha256 = content?.digest.hex
        notes = entry.notes.isEmpty ? nil : entry.notes.map(\.rawValue).sorted()
        switch entry.kind {
        case .file: (kind, target) = ("file", nil)
        case .directory: (kind, target) = ("directory", nil)
        case .symbolicLink(let link): (kind, target) = ("symbolic-link", JSONPath(link))
        case .hardLink(let link, _, _):
            (kind, target) = ("hard-link", JSONPath(link.droppingFirst(1)?.bytes ?? []))
        }
    }
}
