// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `drill --json` prints under `report`.
struct DrillJSON: Encodable {
    struct Step: Encodable {
        let step: String
        let done: Bool
        let milliseconds: Int64?
        let remark: String?

        init(_ result: DrillReport.StepResult) {
            step = result.step.rawValue
            done = result.duration != nil
            milliseconds = result.duration.map { DrillJSON.milliseconds($0) }
            remark = result.remark
        }
    }

    struct Rehearsal: Encodable {
        let tool, host, system, began, ended: String
        let user: UInt32

        init(_ evidence: DrillEvidence) {
            tool = ArchiveDescription.tool
            host = evidence.host.name
            system = evidence.host.system
            user = evidence.host.user
            began = evidence.start.wholeSecondDescription
            ended = evidence.end.wholeSecondDescription
        }
    }

    struct Attribute: Encodable {
        let attribute: String
        let entries: Int
        let first: JSONPath
    }

    struct Command: Encodable {
        let arguments: [JSONPath]
        let failure: String?
        let exitStatus: Int32?
        let output: JSONPath
        let outputDropped: UInt64

        init(_ result: DrillReport.CommandResult) {
            arguments = result.arguments.map { JSONPath($0) }
            failure = result.complaint
            if case .exited(let status) = result.outcome?.ending {
                exitStatus = status
            } else {
                exitStatus = nil
            }
            output = JSONPath(result.outcome?.output ?? [])
            outputDropped = result.outcome?.bytesDropped ?? 0
        }
    }

    let archive: JSONPath
    let proven: Bool
    let name, identifier, footer, created, writtenBy, library: String?
    let archiveBytes: UInt64
    let site: JSONParts.Site?
    let rehearsal: Rehearsal
    let steps: [Step]
    let neededBytes, neededInodes: UInt64?
    let filesVerified: Int
    let bytesVerified: UInt64
    let entriesRestored: Int?
    let bytesRestored: UInt64?
    let entriesCompared, filesCompared: Int?
    let bytesCompared: UInt64?
    let peakBytes: UInt64
    let restoreMilliseconds: Int64?
    let attributes: [Attribute]
    let checklist: ChecklistJSON?
    let judgedFrom, storedJudgement: String?
    let ranCommand: Command?
    let findings: [JSONParts.FindingPart]
    let warnings: [JSONParts.WarningPart]
    let failures, notChecked: [String]
    let leftBehind: JSONPath?
    let removalError: String?

    init(_ report: DrillReport, _ evidence: DrillEvidence) {
        archive = JSONPath(report.archive)
        proven = report.isProven
        name = report.about?.name
        identifier = report.about?.fingerprint.identifier ?? report.verification.archiveID
        footer = report.about?.fingerprint.footer
        created = report.about?.created.wholeSecondDescription
        writtenBy = report.about?.tool
        library = report.about?.library
        archiveBytes = report.verification.archiveBytes
        site = report.about.map { .init($0.site) }
        rehearsal = Rehearsal(evidence)
        steps = report.steps.map { Step($0) }
        neededBytes = report.need?.bytes
        neededInodes = report.need?.inodes
        filesVerified = report.verification.filesChecked
        bytesVerified = report.verification.bytesChecked
        entriesRestored = report.restoration?.created
        bytesRestored = report.restoration?.bytes
        entriesCompared = report.comparison?.entries
        filesCompared = report.comparison?.files
        bytesCompared = report.comparison?.bytes
        peakBytes = report.peakBytes
        restoreMilliseconds = report.restoreTime.map { Self.milliseconds($0) }
        attributes = RestoredTreeReport.Aspect.allCases.compactMap { aspect in
            report.comparison?.tallies[aspect].map {
                Attribute(
                    attribute: aspect.rawValue, entries: $0.count, first: JSONPath($0.first.bytes))
            }
        }
        checklist = report.judged.map { ChecklistJSON($0.judgement) }
        judgedFrom = report.judged == nil ? nil : "restored-files"
        storedJudgement = report.judged.map { ChecklistText.word($0.comparison) }
        ranCommand = report.command.map { Command($0) }
        findings = report.findings.map { .init($0) }
        warnings = report.warnings.map { .init($0) }
        failures = report.failures
        notChecked = report.notChecked
        leftBehind = report.leftBehind.map { JSONPath($0) }
        removalError = report.removalError
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        Int64((duration / .milliseconds(1)).rounded())
    }
}
