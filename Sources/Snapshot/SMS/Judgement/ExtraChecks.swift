// SPDX-License-Identifier: Apache-2.0

/// What lies outside the site's directory and is easily forgotten (Q138347), and what the archive
/// holds that must not be read by everybody (Q123221).
enum ExtraChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        NotableExtra.allCases.map { extra($0, evidence) } + secrets(evidence)
            + evidence.unexamined.prefix(mostUnexamined).map(unexamined)
    }

    /// More files than these are not told one by one.
    private static let mostUnexamined = 100

    /// Not having looked is never a pass.
    private static func unexamined(_ file: SiteEvidence.UnexaminedFile) -> Check {
        Check(
            .unexamined, .noEvidence, subject: ScreenText.quoted(file.name),
            examined: "the file by its content", found: "not looked at: \(file.reason)",
            advice: "look at it yourself")
    }

    private static func extra(_ extra: NotableExtra, _ evidence: SiteEvidence) -> Check {
        let check = { (outcome: Check.Outcome, found: String, advice: String?) in
            Check(
                .extras, outcome, subject: extra.rawValue,
                examined: "what lies outside the site's directory", found: found, advice: advice)
        }
        if evidence.extras.contains(extra) { return check(.pass, "captured", nil) }
        if evidence.declaredAbsentExtras.contains(extra) {
            return check(.notice, "declared absent", nil)
        }
        // Only a primary site's Setup is sure to have left its log on this computer.
        if extra == .setupLog, evidence.isPrimary == false {
            return check(.notice, "not captured; Setup may have run on another computer", nil)
        }
        guard evidence.hasLookedForExtras else {
            return check(.noEvidence, "nobody looked", advice(extra))
        }
        return check(.fail(.warning), "forgotten", advice(extra))
    }

    private static func advice(_ extra: NotableExtra) -> String {
        let place =
            switch extra {
            case .initialization: "the hidden file in the root of the first hard drive"
            case .clientTree: "the directory MS on the drive of the server's own client"
            case .packageTree: "the directory SMS_PKGx of each drive that has one"
            case .setupLog: "SMSSETUP.LOG in the root of the boot drive"
            case .configManagerLog: "SCMAN.LOG in the root of the SMS drive"
            }
        return "give \(place) with --extra, or declare it absent"
    }

    private static func secrets(_ evidence: SiteEvidence) -> [Check] {
        let account = evidence.control?.account
        let fields = account?.encryptedFields.filter(\.field.isPresent).count ?? 0
        guard fields > 0 || !evidence.registries.isEmpty else { return [] }
        return [
            Check(
                .secrets, .notice, examined: "site control file, registry and send requests",
                found: "accounts and passwords in a form that can be undone; the same text is "
                    + "always the same digits",
                advice: "keep the archive as you keep a password: mode 0600, or encrypted")
        ]
    }
}
