// SPDX-License-Identifier: Apache-2.0

/// What a person still has to do when the files of a site are back, with the site's own names.
///
/// The order, and how each is done, is in ``RestoreGuide``; this is the reminder that files alone
/// are not a site.
public enum RemainingSteps {
    /// One sentence for each step, in their order, without a full stop.
    public static func list(for evidence: SiteEvidence) -> [String] {
        let names = SiteNames(evidence)
        var steps = [
            "server: computer name \(names.server), domain \(names.domain), directory \(names.directory), as before (Q147469)"
        ]
        if evidence.isPrimary != false {
            steps.append(
                "database: load \(names.database) on \(names.databaseServer) before any SMS service starts, run DBCC, then sp_dboption '\(names.database)', 'trunc. log on chkpt.', true (Q125487)"
            )
        }
        steps.append(
            "registry: import HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS; look at Next SMS Unique ID (Q138347)"
        )
        steps.append("shares: make them again, each with its comment as before (Q132902)")
        steps.append(
            "permissions: no archive holds those of NT; Administrators only on SITE.SRV, Change for Everyone on LOGON.SRV\\SMSID\\*.UID (Q154936)"
        )
        steps.append(
            "services: install and start SMS_SITE_CONFIG_MANAGER with SITEINS.EXE, which makes the others (Q138347)"
        )
        if let parent = evidence.control?.parentCode {
            steps.append("parent site: start the services of \(parent) again")
        }
        if evidence.isPrimary != false {
            steps.append("site reset, last of all: Setup, Operations, Reset Site (Q149179)")
        }
        return steps
    }
}
