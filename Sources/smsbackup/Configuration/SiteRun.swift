// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What became of one site of a configuration.
struct SiteRun {
    /// How far it came.
    enum Outcome {
        /// Captured, in this time.
        case captured(CaptureReport, Duration)
        /// Looked at, without anything being captured.
        case planned(JudgedPlan)
        /// Could not be done.
        case failed(SnapshotError)
        /// Not begun, because the run was asked to stop before.
        case notBegun
    }

    /// The site as the file has it.
    let site: ConfiguredSite
    /// What it says of itself; `nil` when nobody could look.
    let overview: SiteOverview?
    /// How far it came.
    let outcome: Outcome
    /// The hooks that were run, in order.
    let hooks: [HookRun]

    /// Whether a hook kept the site from being captured.
    var isStoppedByHook: Bool { hooks.contains { $0.phase == .before && $0.isFatal } }

    /// The status that a run of this site alone would have, its hooks included.
    var status: ExitStatus {
        let own = Self.status(of: outcome)
        // What failed before is why there is no archive; what fails afterwards leaves a valid one,
        // and somebody has to start services by hand.
        if hooks.contains(where: \.isFatal) { return own.worse(.failed) }
        return hooks.contains { $0.complaint != nil } ? own.worse(.warnings) : own
    }

    /// The status of what was done, without its hooks.
    static func status(of outcome: Outcome) -> ExitStatus {
        switch outcome {
        case .captured(let report, _): return ExitStatus(report)
        case .planned(let judged): return judged.status
        case .failed(let error): return ExitStatus(error)
        case .notBegun: return Interruption.wasTermination ? .terminated : .interrupted
        }
    }
}
