// SPDX-License-Identifier: Apache-2.0

import Glibc
import Snapshot

/// What goes to standard error: lower case, no full stop, one prefix, hints on lines of their own.
enum Diagnostics {
    /// What a line is.
    enum Kind: String {
        case error
        case hint
        case warning
        case notice
    }

    /// Writes one line.
    static func line(_ kind: Kind, _ text: String) {
        StandardStream.error.line("smsbackup: \(kind.rawValue): \(text)")
    }

    /// Reports an error with its hints; `site`: the code of the site it is about, of several.
    static func report(_ error: SnapshotError, of site: String? = nil) {
        line(.error, "\(prefix(site))\(error)")
        for hint in error.hint?.split(separator: "\n") ?? [] { line(.hint, String(hint)) }
    }

    /// Reports warnings; those that need nobody are notices.
    static func report(_ warnings: [Warning], of site: String? = nil) {
        for warning in warnings {
            line(warning.needsAttention ? .warning : .notice, "\(prefix(site))\(warning)")
        }
    }

    /// Reports checks of a site that failed and do not make its archive unusable.
    static func report(_ concerns: [Check], of site: String? = nil) {
        for check in concerns {
            let subject = check.subject.isEmpty ? "" : " \(check.subject)"
            let advice = check.advice.map { "; \($0)" } ?? ""
            line(
                .warning,
                "\(prefix(site))\(check.code.rawValue)\(subject): \(check.found)\(advice)")
        }
    }

    /// Reports everything that is wrong with a configuration file.
    static func report(_ error: ConfigurationError) {
        for problem in error.problems.prefix(problemLimit) {
            line(.error, "\(ScreenText.quoted(error.path)) \(problem)")
        }
        let rest = error.problems.count - problemLimit
        if rest > 0 { line(.hint, "\(Quantity.count(rest, "more problem")) below these") }
    }

    /// More lines than anybody reads.
    private static let problemLimit = 50

    private static func prefix(_ site: String?) -> String { site.map { "site \($0): " } ?? "" }

    /// Reports wrong usage: ArgumentParser's words, of which only the first line is the error.
    static func reportUsage(_ message: String) {
        let prefix = "Error: "
        let text = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
        // Its own line ends belong to it; whatever else is odd in it came from the command line.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            StandardStream.error.line((index == 0 ? "smsbackup: error: " : "") + line)
        }
    }

    /// Ends the process.
    static func exit(_ status: ExitStatus) -> Never {
        Glibc.exit(status.rawValue)
    }
}
