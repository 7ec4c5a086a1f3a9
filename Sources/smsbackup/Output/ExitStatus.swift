// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// The exit statuses of the contract (docs/DESIGN.md); scripts and monitoring rely on them.
enum ExitStatus: Int32 {
    /// Done, nothing to report.
    case done = 0
    /// Could not be done; nothing was left behind.
    case failed = 1
    /// Findings: damaged, different, not complete.
    case findings = 2
    /// Done and valid, but somebody must read the warnings.
    case warnings = 3
    /// Wrong usage (`EX_USAGE` of sysexits.h).
    case usage = 64
    /// Interrupted by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143

    /// The status for an operation that could not be done.
    init(_ error: SnapshotError) {
        switch error.kind {
        case .usage: self = .usage
        case .damaged: self = .findings
        case .interrupted: self = Interruption.wasTermination ? .terminated : .interrupted
        case .missing, .malformed, .refused, .system, .unsupported: self = .failed
        }
    }

    /// Of two, the one that a person has to hear of.
    func worse(_ other: ExitStatus) -> ExitStatus {
        let order: [ExitStatus] = [
            .interrupted, .terminated, .failed, .usage, .findings, .warnings, .done,
        ]
        return order.first { $0 == self || $0 == other } ?? .failed
    }

    /// The status for a capture that was done.
    init(_ report: CaptureReport) {
        self.init(
            hasFindings: false,
            hasWarnings: report.warnings.contains { $0.needsAttention }
                || !report.defects.isEmpty || !report.concerns.isEmpty)
    }

    /// The status for a finished operation.
    init(hasFindings: Bool, hasWarnings: Bool) {
        self = hasFindings ? .findings : hasWarnings ? .warnings : .done
    }
}
