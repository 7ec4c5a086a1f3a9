// SPDX-License-Identifier: Apache-2.0

/// The order of steps that brings this very site back, with its own names, paths and commands
/// (Q138347 for secondary sites; a primary site adds its database and a site reset, Q149179).
///
/// The page is written for the worst day of the year: plain text of at most 80 columns, nothing to
/// be looked up that the archive knows, and a line for all that only a person can do. What would
/// remove a site is described and never printed as a command that could be copied.
public struct RestoreGuide: Sendable, Hashable {
    /// The page.
    public let text: String

    /// Writes the guide.
    ///
    /// - Parameters:
    ///   - evidence: What was captured.
    ///   - judgement: What was judged of it, so that the page begins with what is wrong.
    public init(for evidence: SiteEvidence, judgement: Judgement) {
        var page = PlainPage()
        let names = SiteNames(evidence)
        Self.site(names, evidence, &page)
        Self.shortcomings(judgement, &page)
        Self.before(names, evidence, &page)
        page.heading("STEPS, IN THIS ORDER")
        var steps = RestoreSteps(names: names, evidence: evidence, page: page)
        steps.write()
        page = steps.page
        Self.never(names, evidence, &page)
        text = page.text
    }

    private static func site(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage
    ) {
        let kind = evidence.isPrimary.map { $0 ? "primary" : "secondary" } ?? "of unknown kind"
        page.heading("RESTORING SITE \(names.code)")
        page.row("site", "\(names.code), \(kind), build \(names.build)")
        if let parent = evidence.control?.parentCode { page.row("parent", "site \(parent)") }
        page.row("server", "\(names.server) in domain \(names.domain)")
        page.row("directory", names.directory)
        if evidence.isPrimary == true {
            page.row("database", "\(names.database) on \(names.databaseServer)")
        }
        page.row("captured", evidence.captured.wholeSecondDescription)
        if !evidence.allChildren.isEmpty {
            page.row(
                "children", evidence.allChildren.map(\.text).joined(separator: ", "))
        }
    }

    /// What is known to be wrong is said first.
    private static func shortcomings(_ judgement: Judgement, _ page: inout PlainPage) {
        let heavy = judgement.failures.filter { $0.level != .warning && !$0.code.isVendorStep }
        guard !heavy.isEmpty else { return }
        page.heading("THIS ARCHIVE ALONE IS NOT ENOUGH")
        for check in heavy {
            page.item("-", "\(check.subject.isEmpty ? "" : check.subject + ": ")\(check.found)")
        }
    }

    private static func before(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage
    ) {
        page.heading("BEFORE YOU BEGIN")
        page.item("-", "Verify this archive, every byte of it.")
        page.item(
            "-",
            "The computer must be called \(names.server) and belong to domain \(names.domain), as "
                + "before: the name is written all over database and registry (Q147469).")
        page.item("-", "Set the clock right. A clock that is ahead spoils the site (Q154577).")
        page.item(
            "-",
            "Write down the .UID names in LOGON.SRV\\SMSID of every logon server as they are now, "
                + "and compare: old files give out IDs a second time (Q138347).")
        if let highest = UniqueIDChecks.highest(evidence) {
            page.item("", "In this archive the highest is \(highest).")
        }
        page.item(
            "-",
            "Have at hand: the password of the service account (no file of this archive shows "
                + "it), the SMS disc, the Windows NT and SQL Server discs with the same service "
                + "packs.")
    }

    private static func never(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage
    ) {
        page.heading("NEVER")
        page.item(
            "-",
            "Never run PREINST with /UPGRADE: or /DELSITE: and the code of this site itself: it "
                + "removes the site (Q165876, Q192471).")
        page.item(
            "-",
            "Never put a .CT1 or .CT2 file back into SITECFG.BOX: the order in it is obeyed again.")
        if evidence.control?.hasDestructiveTransaction == true {
            page.item(
                "",
                "The captured SITECTRL.CT0 itself holds an order that removes or stops a site. Do "
                    + "not restore it.")
        }
        page.item("-", "Never open and save SYSTEM.MAP, not even unchanged (Q166771).")
        page.item("-", "Never compress SITE.SRV with NTFS (Q126284).")
        page.item(
            "-",
            "Never change the comments of the shares: services find them by their comment "
                + "(Q132902).")
    }
}
