// SPDX-License-Identifier: Apache-2.0

/// Whether the site control file is there, would be taken by Site Config Manager, and is safe to
/// put back (Q133113, Q121683).
enum ControlFileChecks {
    private static let examined = "SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0"

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        guard let document = evidence.siteControl else {
            return [
                Check(
                    .controlFile, .fail(.critical), examined: examined,
                    found: evidence.missing(.siteControl),
                    advice: "ask the parent site for a new one, or look for an older archive; "
                        + "without it the site cannot be rebuilt (event 242)")
            ]
        }
        let file = document.value
        return [
            Check(
                .controlFile, .pass, examined: examined,
                found: "\(JudgementText.grouped(Int64(document.byteCount))) bytes"
                    + (document.modified.map { " of \($0.wholeSecondDescription)" } ?? "")),
            grammar(document), acceptance(file, evidence), type(file), orders(file),
            references(file), credentials(file),
        ] + secondaryParent(file)
    }

    private static func grammar(_ document: SiteEvidence.Document<SiteControlFile>) -> Check {
        let damage = document.damage
        guard let first = damage.first else {
            let notices = document.problems.count
            return Check(
                .controlFileGrammar, .pass, examined: examined,
                found: notices == 0
                    ? "well-formed"
                    : "well-formed, with \(JudgementText.count(notices, "oddity", "oddities"))")
        }
        let isCut = damage.contains { $0.kind == .truncated }
        return Check(
            .controlFileGrammar, .fail(isCut ? .error : .warning), examined: examined,
            found: "\(first)\(damage.count > 1 ? ", and \(damage.count - 1) more" : "")",
            advice: isCut
                ? "the end is missing: let Site Config Manager write it again by a site reset"
                : "compare it with an older archive; something near that line may be misread")
    }

    /// The nine tests of Site Config Manager, 710 to 718 (Q121683).
    private static func acceptance(_ file: SiteControlFile, _ evidence: SiteEvidence) -> Check {
        let facts = evidence.registryFacts
        let code = facts.siteCode.flatMap { SiteCode(SMSText(registry: $0)) }
        // Blank directories are the registry's fault and told there (Q270218).
        let directory = facts.installationDirectory.flatMap { $0.isBlank ? nil : $0 }
            .map { SMSText(registry: $0).withoutFinalSeparator }
        let own = file.account?.installDirectory.withoutFinalSeparator
        let agrees = directory.flatMap { directory in own?.agrees(with: directory) } ?? true
        let result = SiteControlAcceptance(
            of: file, siteCode: code, installDirectory: agrees ? nil : directory)
        let what = "the nine tests of Site Config Manager, codes 710 to 718"
        guard let failure = result.firstFailure else {
            return Check(
                .controlFileAcceptance, .pass, examined: what, found: "all that apply pass")
        }
        let events = failure.code == .badSiteInformation ? " (events 209, 226)" : ""
        return Check(
            .controlFileAcceptance, .fail(.error), examined: what,
            found: "Site Config Manager would reject it as SITECTRL.\(failure.code.rawValue): "
                + failure.found + events,
            advice: "do not rely on it for a restore; make the site write a good one first")
    }

    private static func type(_ file: SiteControlFile) -> Check {
        let what = "field 1 of FILE_DEFINITION"
        switch file.fileDefinition?.type {
        case .proposed, .actual:
            return Check(.controlFileType, .pass, examined: what, found: "a configuration")
        case nil:
            return Check(
                .controlFileType, .noEvidence, examined: what, found: "no FILE_DEFINITION")
        case .newSite, .transactions, .localTransactions, .unknown:
            return Check(
                .controlFileType, .fail(.error), examined: what,
                found: "not the configuration of a site",
                advice: "this is input of Site Config Manager, not its master copy; find the "
                    + "real SITECTRL.CT0")
        }
    }

    /// A file that removes or stops a site must never be put back into the box.
    private static func orders(_ file: SiteControlFile) -> Check {
        let what = "the transactions in it"
        let destructive = file.transactions.filter(\.isDestructive)
        if destructive.isEmpty {
            return Check(
                .controlFileOrders, .pass, examined: what,
                found: "\(JudgementText.count(file.transactions.count, "order")), none of which "
                    + "removes or stops anything")
        }
        let names = JudgementText.list(destructive.map { JudgementText.quoted($0.type) })
        return Check(
            .controlFileOrders, .fail(.error), examined: what, found: "orders \(names)",
            advice: "never put this file back into SITECFG.BOX: it would be obeyed")
    }

    /// What one part of the file names and another should have.
    private static func references(_ file: SiteControlFile) -> Check {
        let boxes = Set(file.outboxes.map(\.name.uppercased))
        let formats = file.propertyLists.first { $0.name.isSame(as: "ADRSTRFMT") }
            .map { Set($0.values.map(\.uppercased)) }
        var broken: [String] = []
        for sender in file.senders {
            for box in sender.outboxes where !boxes.contains(box.uppercased) {
                broken.append(
                    "sender \(JudgementText.quoted(sender.name)) empties unknown outbox "
                        + JudgementText.quoted(box))
            }
        }
        if let formats {
            for box in file.outboxes where !formats.contains(box.format.uppercased) {
                broken.append(
                    "outbox \(JudgementText.quoted(box.name)) takes unknown format "
                        + JudgementText.quoted(box.format))
            }
        }
        let what = "senders, outboxes and address formats against one another"
        guard !(file.senders.isEmpty && file.outboxes.isEmpty) else {
            return Check(
                .controlFileReferences, .noEvidence, examined: what,
                found: "no sender and no outbox")
        }
        if broken.isEmpty {
            return Check(.controlFileReferences, .pass, examined: what, found: "all known")
        }
        return Check(
            .controlFileReferences, .fail(.warning), examined: what,
            found: JudgementText.list(broken, limit: 3),
            advice: "correct it in the Administrator program before the upgrade")
    }

    private static func credentials(_ file: SiteControlFile) -> Check {
        let what = "the lengths of the encrypted fields"
        let fields = file.account?.encryptedFields ?? []
        let wrong = fields.filter {
            $0.field.isPresent && ($0.field.digitCount != $0.digitCount || !$0.field.isHexadecimal)
        }
        if fields.isEmpty {
            return Check(
                .controlFileCredentials, .noEvidence, examined: what, found: "no SITE_ACCOUNT")
        }
        if wrong.isEmpty {
            return Check(
                .controlFileCredentials, .pass, examined: what, found: "as the product writes them")
        }
        return Check(
            .controlFileCredentials, .fail(.warning), examined: what,
            found: JudgementText.list(
                wrong.map { "\($0.name) has \($0.field.digitCount) of \($0.digitCount) digits" }),
            advice: "set the account again in the Administrator program")
    }

    private static func secondaryParent(_ file: SiteControlFile) -> [Check] {
        guard file.isSecondary, let account = file.account else { return [] }
        let what = "field 3 of SITE_ACCOUNT"
        if let parent = file.parentCode {
            return [
                Check(
                    .secondaryParent, .pass, examined: what, found: "parent site \(parent)",
                    advice: "back up \(parent) in the same quiet window: this site's properties "
                        + "live in its database")
            ]
        }
        return [
            Check(
                .secondaryParent, .fail(.error), examined: what,
                found: "a secondary site without a parent: "
                    + JudgementText.quoted(account.parentCode),
                advice: "a secondary site cannot be restored without its parent's database")
        ]
    }
}
