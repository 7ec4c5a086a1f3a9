// SPDX-License-Identifier: Apache-2.0

/// A file that is work in progress: put back later, the same work would be done again (Q183347,
/// Q159201, Q123221).
///
/// Such files are captured, because they tell what the site was doing; whoever puts a site back
/// moves them aside first.
public enum TransientFile: String, Sendable, Hashable, CaseIterable {
    /// `SITE.SRV\DESPOOLR.BOX\RECEIVE`: instructions from other sites.
    case received = "received instructions"
    /// `SITE.SRV\SENDER.BOX`: requests of senders, `*.SRQ` and `*.SRS`, and what they send.
    case sendRequest = "send requests"
    /// `SITE.SRV\SCHEDULE.BOX`: minijobs.
    case schedule = "minijobs"
    /// `SITE.SRV\SITEREP.BOX`: reports to the parent site.
    case siteReport = "reports to the parent"
    /// `SITE.SRV\DATALOAD.BOX\DELTAMIF.COL`: inventory that waits to be loaded.
    case deltaMIF = "inventory to be loaded"
    /// `SITE.SRV\SITECFG.BOX`, all but `SITECTRL.CT0`: a change of the site itself.
    case siteConfiguration = "changes of the site"

    /// What kind of work a file is; `nil` when it is none.
    ///
    /// Articles spell the names of some directories in several ways, so only their beginnings are
    /// compared.
    ///
    /// - Parameter path: The path below the SMS root, with slashes or backslashes, in any case.
    public init?(path: some Sequence<UInt8>) {
        let names = path.map(SMSText.uppercased)
            .split(omittingEmptySubsequences: true) { $0 == 0x2F || $0 == 0x5C }
        guard names.count > 2, names[0].elementsEqual("SITE.SRV".utf8) else { return nil }
        let box = names[1]
        func begins(_ text: String) -> Bool { box.starts(with: text.utf8) }
        if begins("DESPOOL"), names[2].elementsEqual("RECEIVE".utf8), names.count > 3 {
            self = .received
        } else if begins("SENDER.BOX") {
            self = .sendRequest
        } else if begins("SCHEDULE.BOX") {
            self = .schedule
        } else if begins("SITEREP.BOX") {
            self = .siteReport
        } else if begins("DATALOD") || begins("DATALOAD"), names[2].starts(with: "DELTAMIF".utf8),
            names.count > 3
        {
            self = .deltaMIF
        } else if begins("SITECFG.BOX"), !names[2].elementsEqual("SITECTRL.CT0".utf8) {
            self = .siteConfiguration
        } else {
            return nil
        }
    }
}
