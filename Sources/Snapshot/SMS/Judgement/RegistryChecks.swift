// SPDX-License-Identifier: Apache-2.0

/// Whether the registry can be restored, is whole, and holds what a site needs (Q158294, Q270218).
enum RegistryChecks {
    private static let key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        guard !evidence.registries.isEmpty else {
            return [
                Check(
                    .registry, .fail(.critical), examined: "registry files",
                    found: evidence.missing(.registry),
                    advice: "save \(key) with REGEDT32 Save Key or export it with REGEDIT")
            ]
        }
        let names = evidence.registries.map { ScreenText.quoted($0.name) }
        let present = Check(
            .registry, .pass, examined: "registry files", found: JudgementText.list(names))
        return [present] + evidence.registries.map(file) + content(evidence) + services(evidence)
    }

    private static func file(_ document: SiteEvidence.RegistryDocument) -> Check {
        let check = { (outcome: Check.Outcome, found: String, advice: String?) in
            Check(
                .registryFile, outcome, subject: ScreenText.quoted(document.name),
                examined: "the file by its content", found: found, advice: advice)
        }
        let again = "save the key again and give that file"
        let form = document.form.reason
        guard document.form.isRestorable else { return check(.fail(.error), form, again) }
        switch document.verdict {
        case .refused: return check(.fail(.error), form, again)
        case .damaged:
            let damage = document.problems.firstDamage.map { ": \($0)" } ?? ""
            return check(.fail(.error), "\(form), damaged\(damage)", again)
        case .unproven where !isVersion5(document):
            return check(
                .notice, "\(form), whose end proves nothing",
                "edited or written by another program: make sure that nothing is missing at the "
                    + "end, or export it again")
        case .valid, .unproven: break
        }
        if document.condition == .dirty {
            return check(
                .notice, "\(form), copied while a write was under way",
                "save it with Save Key, which leaves a hive at rest")
        }
        if isVersion5(document) {
            let whole = document.verdict == .valid ? "whole" : "whose end proves nothing"
            return check(
                .fail(.warning), "\(form), \(whole); Windows NT 4 cannot import it",
                "export it on the site server itself, with its own REGEDIT")
        }
        let warnings = document.problems.count(of: .warning)
        return warnings > 0
            ? check(
                .notice, "\(form), whole, with \(JudgementText.count(warnings, "doubtful line"))",
                "an importer may drop something; look at the file")
            : check(.pass, "\(form), whole", nil)
    }

    private static func isVersion5(_ document: SiteEvidence.RegistryDocument) -> Bool {
        if case .export(.version5, _) = document.form { true } else { false }
    }

    private static func content(_ evidence: SiteEvidence) -> [Check] {
        let what = "\(key) in the registry files"
        guard evidence.registries.contains(where: { $0.form.isRestorable }) else { return [] }
        let facts = evidence.registryFacts
        var shortcomings = facts.shortcomings(isPrimary: evidence.isPrimary == true)
            .filter { $0 != .noServices }
        if evidence.registries.contains(where: { $0.verdict == .damaged }) {
            // What is missing may be what was cut off, and that is told already.
            shortcomings.removeAll(where: \.isAbsence)
            guard !shortcomings.isEmpty else {
                return [
                    Check(
                        .registryContent, .noEvidence, examined: what,
                        found: "a registry file is damaged, and what is missing may be in the rest")
                ]
            }
        }
        guard !shortcomings.isEmpty else {
            return [
                Check(
                    .registryContent, .pass, examined: what,
                    found: "everything that a site needs")
            ]
        }
        let known = shortcomings.filter(\.isKnownDamage)
        if !known.isEmpty {
            return [
                Check(
                    .registryContent, .fail(.error), examined: what,
                    found: JudgementText.list(known.map(\.reason)),
                    advice: "this is the damage of Q270218, saved faithfully: keep your older "
                        + "archive, and repair the site before you upgrade")
            ]
        }
        return [
            Check(
                .registryContent, .fail(level(shortcomings)), examined: what,
                found: JudgementText.list(shortcomings.map(\.reason)),
                advice: "save the whole key with all its subkeys on the site server")
        ]
    }

    private static func level(_ shortcomings: [RegistryShortcoming]) -> Check.Level {
        let levels = shortcomings.map { shortcoming -> Check.Level in
            switch shortcoming {
            case .noSMSKey: .critical
            case .misplaced(.redirected), .malformedValue: .error
            // No export of a live site is public, so a name that is not found may have another.
            case .misplaced, .missingKey, .missingValue, .blankValue, .noServices: .warning
            }
        }
        return levels.max() ?? .warning
    }

    /// The keys of the services (Q152466); they can be made again.
    private static func services(_ evidence: SiteEvidence) -> [Check] {
        guard evidence.registryFacts.place != nil else { return [] }
        let services = evidence.registryFacts.services
        let what = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_*"
        guard services.isEmpty else {
            return [
                Check(
                    .registryServices, .pass, examined: what,
                    found: JudgementText.list(services.map(\.description)))
            ]
        }
        return [
            Check(
                .registryServices, .notice, examined: what, found: "none saved",
                advice: "not needed: INSTSRV and SITEINS.EXE make the services again (Q152466)")
        ]
    }
}
