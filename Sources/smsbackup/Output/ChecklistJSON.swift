// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// A judgement in the documents of `plan`, `capture`, `verify` and `show --checklist`.
struct ChecklistJSON: Encodable {
    struct Item: Encodable {
        let code, verdict, examined, found: String
        let subject, level, advice, source: String?

        init(_ check: Check) {
            code = check.code.rawValue
            verdict = check.verdict.rawValue
            examined = check.examined
            found = check.found
            subject = check.subject.isEmpty ? nil : check.subject
            level = check.level?.rawValue
            advice = check.advice
            source = check.code.source.isEmpty ? nil : check.code.source
        }
    }

    let failed, notices, noEvidence, passed: Int
    let worst: String?
    let checks: [Item]

    init(_ judgement: Judgement) {
        failed = judgement.count(of: .fail)
        notices = judgement.count(of: .notice)
        noEvidence = judgement.count(of: .noEvidence)
        passed = judgement.count(of: .pass)
        worst = judgement.worstLevel?.rawValue
        checks = judgement.checks.map { Item($0) }
    }
}

/// What the upgrade of the children costs, in the document of `plan`.
struct UpgradeJSON: Encodable {
    struct Child: Encodable {
        let code: String
        let megabytes: Int
        let method, reason: String
        let obstacles: [String]
    }

    let children: [Child]
    let megabytes, concurrentSendings: Int
    let limitKnown: Bool
    let batches: [[String]]

    init(_ plan: UpgradePlan) {
        children = plan.children.map {
            Child(
                code: $0.code.text, megabytes: $0.megabytes, method: $0.suggestion.rawValue,
                reason: $0.reason, obstacles: $0.obstacles)
        }
        megabytes = plan.totalMegabytes
        concurrentSendings = plan.maximumSendings
        limitKnown = plan.isLimitKnown
        batches = plan.batches.map { $0.map(\.text) }
    }
}

/// What `show --checklist --json` prints under `report`.
struct ArchiveJudgementJSON: Encodable {
    let site: JSONParts.Site
    let created, tool: String
    let stored: Bool
    let unknownCodes: [String]
    let checklist: ChecklistJSON

    init(_ archive: ArchiveJudgement) {
        site = .init(archive.site)
        created = archive.created.wholeSecondDescription
        tool = archive.tool
        stored = archive.isStored
        unknownCodes = archive.unknownCodes
        checklist = ChecklistJSON(archive.judgement)
    }
}

/// What `show --restore-guide --json` prints under `report`.
struct RestoreGuideJSON: Encodable {
    let text: String

    init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }
}
