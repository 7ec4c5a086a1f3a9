// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `restore --dry-run` prints of each entry, one line each, while it is decided.
struct RestorePlanText {
    private var text: [UInt8] = []
    private let isQuiet: Bool

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    /// Adds a line; with `--quiet` only what is refused has one.
    mutating func append(_ entry: PlannedEntry) {
        let decision = entry.decision
        guard !isQuiet || decision.action == .refuse else { return }
        var line = Quantity.padded(decision.action.rawValue, 8) + entry.path.description
        if entry.isDirectory { line += "/" }
        if let reason = decision.reason {
            line += entry.isQuarantined ? " (quarantined: \(reason))" : " (\(reason))"
        }
        text += (line + "\n").utf8
        if text.count > 1 << 16 { flush() }
    }

    /// Prints what was not printed yet.
    mutating func flush() {
        StandardStream.output.write(text)
        text = []
    }
}
