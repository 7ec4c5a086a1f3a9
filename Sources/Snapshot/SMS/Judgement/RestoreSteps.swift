// SPDX-License-Identifier: Apache-2.0

/// The numbered steps of a restore guide, in the order of Q138347.
struct RestoreSteps {
    let names: SiteNames
    let evidence: SiteEvidence
    private(set) var page: PlainPage
    private var number = 0

    init(names: SiteNames, evidence: SiteEvidence, page: PlainPage) {
        self.names = names
        self.evidence = evidence
        self.page = page
    }

    private var isPrimary: Bool { evidence.isPrimary != false }

    mutating func write() {
        installSystem()
        if isPrimary { DatabaseRestoreSteps.write(names, evidence, &page, &number) }
        restoreRegistry()
        restoreFiles()
        restoreSharesAndRights()
        startConfigManager()
        startOthers()
        check()
    }

    private mutating func step(_ text: String) {
        page.blank()
        number += 1
        page.item("\(number).", text)
    }

    private mutating func also(_ text: String) { page.item("", text) }

    private mutating func installSystem() {
        step("Install Windows NT Server as it was.")
        also("Computer name \(names.server), domain \(names.domain), service packs as before.")
        also(
            "The drive \(names.drive) must be NTFS on a secondary site (event 392). The admin "
                + "shares of the drives must exist.")
        also("Do not start any SMS service before step \(isPrimary ? 8 : 6) says so.")
    }

    private mutating func restoreRegistry() {
        step("Restore the registry key HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS.")
        for document in evidence.registries where document.form.isRestorable {
            let name = ScreenText.quoted(document.name)
            if case .hive = document.form {
                also("\(name), a hive: REGEDT32, make the key SMS, select it, Registry, Restore.")
            } else {
                also("\(name), a text: REGEDIT, Registry, Import Registry File.")
            }
        }
        if !evidence.registries.contains(where: { $0.form.isRestorable }) {
            also("This archive has none that can be restored. Look for an older archive.")
        }
        also("The services keys are not needed; they are made again below (Q152466).")
    }

    private mutating func restoreFiles() {
        step("Restore the files, with their attributes and times.")
        also("\(names.directory), all of it, but not what waits in queues:")
        page.command("SITE.SRV: DESPOOLR.BOX\\RECEIVE, SENDER.BOX, SCHEDULE.BOX,")
        page.command("SITEREP.BOX, DATALOAD.BOX\\DELTAMIF.COL, SITECFG.BOX\\*.CT1, *.CT2")
        also("It would be done a second time: move it aside before any service starts.")
        also("\(names.drive)\\MS, every SMS_PKGx, and SMS.INI, which is hidden, system, read-only.")
        also("Restore .UID files only if no client got an ID after \(captured).")
        if let next = UniqueIDChecks.nextAfterRestore(evidence) {
            also(
                "Otherwise leave them out, and set Components\\SMS_MAINTENANCE_MANAGER\\Next SMS "
                    + "Unique ID to \(next) or higher, above every range that is in use now.")
        }
        also("SYSTEM.MAP and CL_*.TXT belong together. Last of all, the map must have this time:")
        page.command(evidence.systemMap?.modified.map(\.description) ?? "<time of SYSTEM.MAP>")
        also("With another time every client of the site reinstalls itself (Q166771).")
        step("Run the logon script of the server:")
        page.command("\(names.directory)\\LOGON.SRV\\RUNSMS.BAT")
    }

    private var captured: String { evidence.captured.wholeSecondDescription }

    private mutating func restoreSharesAndRights() {
        step("Make the shares and rights again; no archive on Linux holds them.")
        also("SMS_SHR\(names.drive.prefix(1)) = \(names.directory)")
        also("SMS_SHR = \(names.directory)\\LOGON.SRV")
        also("SMS_SITE = \(names.directory)\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE")
        also("SMS_PKGx for each tree of packages, each with its comment as before (Q132902).")
        also("Administrators only on SITE.SRV and HELPER.SRV; LOGON.SRV open to Everyone in part.")
        also("Change for Everyone on the .UID files, or no client gets an ID (Q154936):")
        page.command("CACLS \"\(names.directory)\\LOGON.SRV\\SMSID\\*.UID\" /E /G Everyone:C")
        also("Take compression off SITE.SRV (Q126284):")
        page.command("COMPACT /U /S:\"\(names.directory)\\SITE.SRV\"")
    }

    private mutating func startConfigManager() {
        step("Install and start Site Config Manager, which makes all other services (Q138347).")
        also("INSTSRV is in PSSTOOLS on the SMS disc. Choose 1, Install, and answer:")
        page.command("Enter service name: SMS_SITE_CONFIG_MANAGER")
        page.command("Enter domain and user name: \(names.accountDomain)\\<service account>")
        page.command("Enter password: <its password>")
        page.command("Enter computername: \\\\\(names.server)")
        page.command(
            "Enter path: \(names.directory)\\SITE.SRV\\\(names.platform)\\SITEINS.EXE")
        page.command("Autostart service during bootup? (Y/N): Y")
    }

    private mutating func startOthers() {
        if let parent = evidence.control?.parentCode {
            step("Start the services of the parent site \(parent) again.")
        }
        guard isPrimary else { return }
        step("Reset the site, last of all: Setup, Operations, Reset Site (Q149179).")
        if !evidence.allChildren.isEmpty {
            let codes = JudgementText.list(evidence.allChildren.map(\.text), limit: 12)
            also("Then stop and start SMS_SITE_CONFIG_MANAGER on each child: \(codes).")
            also(
                "If children are newer than this backup, PREINST /SYNCPARENT brings the parent up "
                    + "to them; it can double inventory (Q250063). Ask first.")
        }
        also("Wait some minutes between the starts of services (Q260366).")
    }

    private mutating func check() {
        step("Look whether it works.")
        also("LOGS\\HMAN.LOG: no {6581} and no {818}; every site of status 1.")
        also("SITE.SRV\\SITECFG.BOX: only SITECTRL.CT0 after some minutes.")
        also("The time of SYSTEM.MAP, once more.")
        also("One new client: it gets an ID that no other has.")
    }
}
