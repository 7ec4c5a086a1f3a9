// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What would be captured of a site, and what its documents say.
struct JudgedPlan {
    /// What would be captured.
    let plan: CapturePlan
    /// What was judged of the documents.
    let judgement: Judgement
    /// What the upgrade of the children costs.
    let upgrade: UpgradePlan
    /// The status of `plan`: findings where a capture would be refused or would not be usable.
    let status: ExitStatus

    /// Looks at a site; nothing is written.
    ///
    /// - Throws: `SnapshotError` when nobody can look, or when it was interrupted.
    init(
        _ inputs: CaptureInputs, at moment: Timestamp, workers: Int,
        isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SnapshotError) {
        plan = try Capture.plan(inputs, workers: workers, isInterrupted: isInterrupted)
        let evidence = try Capture.evidence(for: plan, at: moment, isInterrupted: isInterrupted)
        judgement = Judgement(of: evidence)
        upgrade = UpgradePlan(for: evidence)
        let declared = evidence.declaredMissing
        let isRefused =
            !plan.refusals.isEmpty || (!plan.losses.isEmpty && !inputs.allowsUnreadable)
        status = ExitStatus(
            hasFindings: isRefused || !judgement.defects(declaredMissing: declared).isEmpty,
            hasWarnings: plan.warnings.contains { $0.needsAttention }
                || !judgement.concerns(declaredMissing: declared).isEmpty)
    }
}
