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
    public init?(path: some Collection<UInt8>) {
        // A judgement asks this of a million paths.
        let names = path.split { $0 == 0x2F || $0 == 0x5C }
        guard names.count > 2, Self.isSame(names[0], "SITE.SRV") else { return nil }
        func begins(_ text: String) -> Bool { Self.begins(names[1], with: text) }
        if begins("DESPOOL"), Self.isSame(names[2], "RECEIVE"), names.count > 3 {
            self = .received
        } else if begins("SENDER.BOX") {
            self = .sendRequest
        } else if begins("SCHEDULE.BOX") {
            self = .schedule
        } else if begins("SITEREP.BOX") {
            self = .siteReport
        } else if begins("DATALOD") || begins("DATALOAD"), Self.begins(names[2], with: "DELTAMIF"),
            names.count > 3
        {
            self = .deltaMIF
        } else if begins("SITECFG.BOX"), !Self.isSame(names[2], "SITECTRL.CT0") {
            self = .siteConfiguration
        } else {
            return nil
        }
    }

    /// Whether a name in any case begins with a text, which is in upper case.
    private static func begins(_ name: some Collection<UInt8>, with text: String) -> Bool {
        name.starts(with: text.utf8) { SMSText.uppercased($0) == $1 }
    }

    /// Whether a name in any case is a text, which is in upper case.
    private static func isSame(_ name: some Collection<UInt8>, _ text: String) -> Bool {
        name.elementsEqual(text.utf8) { SMSText.uppercased($0) == $1 }
    }
}
