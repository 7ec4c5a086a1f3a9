// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `plan --json` and `capture --json` print under `report` for a configuration.
struct RunJSON: Encodable {
    struct Site: Encodable {
        let code: String
        let status: Int32
        let outcome: String
        let plan: PlanJSON?
        let capture: CaptureJSON?
        let error: String?
        let hint: String?
        let hooks: [HookPart]

        init(_ run: SiteRun) {
            code = run.site.code
            status = run.status.rawValue
            hooks = run.hooks.map { HookPart($0) }
            var (plan, capture): (PlanJSON?, CaptureJSON?) = (nil, nil)
            var failure: SnapshotError?
            switch run.outcome {
            case .captured(let report, _): (outcome, capture) = ("captured", CaptureJSON(report))
            case .planned(let found): (outcome, plan) = ("planned", PlanJSON(found))
            case .failed(let error): (outcome, failure) = ("failed", error)
            case .notBegun: outcome = "not-begun"
            }
            (self.plan, self.capture) = (plan, capture)
            error = failure.map { "\($0)" }
            hint = failure?.hint
        }
    }

    struct HookPart: Encodable {
        let phase: String
        let command: [String]
        let optional: Bool
        let failure: String?
        let output: JSONPath?
        let outputDropped: UInt64

        init(_ run: HookRun) {
            phase = run.phase.rawValue
            command = run.hook.arguments
            optional = run.hook.isOptional
            failure = run.complaint
            output = run.complaint == nil ? nil : JSONPath(run.output)
            outputDropped = run.bytesDropped
        }
    }

    struct CheckPart: Encodable {
        let verdict, site, message: String
    }

    let sites: [Site]
    let checks: [CheckPart]

    init(_ runs: [SiteRun], _ checks: [HierarchyCheck]) {
        sites = runs.map { Site($0) }
        self.checks = checks.map {
            CheckPart(verdict: $0.verdict.rawValue, site: $0.site, message: $0.message)
        }
    }
}
