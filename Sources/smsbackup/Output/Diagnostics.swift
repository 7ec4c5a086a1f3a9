// SPDX-License-Identifier: Apache-2.0

import Glibc
import Snapshot

/// What goes to standard error: lower case, no full stop, one prefix, hints on lines of their own.
enum Diagnostics {
    /// Reports an error with its hints.
    static func report(_ error: SnapshotError) {
        StandardStream.error.line("smsbackup: error: \(error)")
        for hint in error.hint?.split(separator: "\n") ?? [] {
            StandardStream.error.line("smsbackup: hint: \(hint)")
        }
    }

    /// Reports warnings; those that need nobody are notices.
    static func report(_ warnings: [Warning]) {
        for warning in warnings {
            StandardStream.error.line(
                "smsbackup: \(warning.needsAttention ? "warning" : "notice"): \(warning)")
        }
    }

    /// Reports checks of a site that failed and do not make its archive unusable.
    static func report(_ concerns: [Check]) {
        for check in concerns {
            let subject = check.subject.isEmpty ? "" : " \(check.subject)"
            let advice = check.advice.map { "; \($0)" } ?? ""
            StandardStream.error.line(
                "smsbackup: warning: \(check.code.rawValue)\(subject): \(check.found)\(advice)")
        }
    }

    /// Reports wrong usage: ArgumentParser's words, of which only the first line is the error.
    static func reportUsage(_ message: String) {
        let prefix = "Error: "
        let text = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
        StandardStream.error.line("smsbackup: error: \(text)")
    }

    /// Ends the process.
    static func exit(_ status: ExitStatus) -> Never {
        Glibc.exit(status.rawValue)
    }
}
