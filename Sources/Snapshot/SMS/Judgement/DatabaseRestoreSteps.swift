// SPDX-License-Identifier: Apache-2.0

/// The steps of a restore guide that bring back the database of a primary site, before any service
/// of SMS starts.
enum DatabaseRestoreSteps {
    static func write(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage, _ number: inout Int
    ) {
        number += 1
        page.blank()
        page.item("\(number).", "Install SQL Server as it was, and make the devices.")
        server(evidence, &page)
        devices(names, evidence, &page)
        number += 1
        page.blank()
        page.item("\(number).", "Load the database, before any SMS service starts.")
        load(names, evidence, &page)
        page.item("", "Then, in ISQL:")
        page.command("DBCC CHECKDB(\(names.database))")
        page.command("DBCC NEWALLOC(\(names.database))")
        page.command("sp_dboption '\(names.database)', 'trunc. log on chkpt.', true")
        page.item(
            "",
            "After a load onto new devices that option is off, and the log fills (Q125487).")
        page.item("", "Make the logins again. After another version of SQL Server: Sp_site.sql")
        page.item("", "(Q149178), and the SQL Server service pack once more (Q172226).")
    }

    private static func server(_ evidence: SiteEvidence, _ page: inout PlainPage) {
        let sidecars = evidence.sidecars.map(\.sidecar)
        let description = evidence.dumps.compactMap(\.dump.description).first
        let version = sidecars.compactMap(\.version).last ?? description?.version?.description
        let order = sidecars.compactMap(\.sortOrder).last ?? description?.sortOrder.map { Int($0) }
        page.item("", "Version: \(version ?? "not in this archive; ask who installed it").")
        page.item(
            "",
            "Sort order: \(order.map(String.init) ?? "not in this archive"), and the same "
                + "character set; another one cannot load the dump.")
    }

    /// A load onto fragments in another order is not noticed, and wrong.
    private static func devices(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage
    ) {
        let database = evidence.sidecars.flatMap(\.sidecar.databases).last {
            $0.name.lowercased() == names.database.lowercased() && !$0.fragments.isEmpty
        }
        guard let database else {
            page.item(
                "",
                "Devices at least as large as before, data and log in the same order of "
                    + "fragments. This archive does not say which order that was.")
            return
        }
        page.item("", "The database \(names.database) had these fragments; keep their order:")
        for fragment in database.fragments.prefix(32) {
            let size = fragment.kilobytes.map { "\($0 / 1_024) MB" } ?? "of unknown size"
            page.command("\(fragment.device), \(size), \(fragment.usage)")
        }
    }

    private static func load(
        _ names: SiteNames, _ evidence: SiteEvidence, _ page: inout PlainPage
    ) {
        let dumps = evidence.dumps.filter(DatabaseChecks.isOfSite)
        let others = evidence.dumps.filter {
            $0.dump.verdict != .refused && !DatabaseChecks.isOfSite($0)
        }
        if !others.isEmpty {
            let names = JudgementText.list(others.map { ScreenText.quoted($0.name) })
            page.item(
                "",
                "\(names): of a database of the server itself. Never load it as the site's; it is "
                    + "for a server that is lost as a whole.")
        }
        guard !dumps.isEmpty else {
            page.item("", "This archive has no dump that can be loaded. Look for an older archive.")
            return
        }
        for document in dumps {
            let name = document.name.split(separator: "/").last.map(String.init) ?? document.name
            let file = SiteNames.typed(SMSText(name.utf8)) ?? "<dump file>"
            let database =
                document.dump.description?.database.flatMap { SiteNames.typed(SMSText($0.utf8)) }
                ?? names.database
            if case .tapeFormat(let backup) = document.dump.content {
                let which =
                    backup.setCount > 1
                    ? " WITH FILE = \(backup.principalSet?.number ?? backup.setCount)" : ""
                page.command("RESTORE DATABASE \(database) FROM DISK = '<path>\\\(file)'\(which)")
            } else {
                page.command("LOAD DATABASE \(database) FROM DISK = '<path>\\\(file)'")
            }
        }
        if dumps.count > 1 {
            page.item(
                "",
                "Files of one striped dump go into one statement, separated by commas. Files that "
                    + "are dumps of the same database are alternatives: load the newest.")
        }
    }
}
