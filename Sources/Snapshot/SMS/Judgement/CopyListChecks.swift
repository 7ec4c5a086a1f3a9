// SPDX-License-Identifier: Apache-2.0

/// Whether the copy lists, System.map and its time are of one generation (Q166771).
///
/// Maintenance Manager writes the lists anew when the time of the map changes, and every client
/// whose own version differs reinstalls itself. So they are captured and restored as one set.
enum CopyListChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let what = "CL_*.TXT, SYSTEM.MAP and SMS.INI against one another"
        guard !evidence.copyLists.isEmpty else {
            return [
                Check(
                    .copyLists, .noEvidence, examined: what, found: "no copy list",
                    advice: "they lie in SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC and in LOGON.SRV; "
                        + "capture them with the map")
            ]
        }
        let broken = contradictions(evidence)
        let versions = Set(evidence.copyLists.compactMap(\.list.version)).sorted()
        guard broken.isEmpty else {
            return [
                Check(
                    .copyLists, .fail(.warning), examined: what,
                    found: JudgementText.list(broken, limit: 4),
                    advice: "the site was changing while it was captured, or a list was edited: "
                        + "clients would reinstall themselves; let Maintenance Manager finish, "
                        + "then capture again")
            ]
        }
        if let client = evidence.initialization?.value.copyListVersion,
            let version = versions.first, client != version
        {
            return [
                Check(
                    .copyLists, .notice, examined: what,
                    found: "the lists have version \(version), SMS.INI has \(client)",
                    advice: "the server's own client has not been brought up to them yet")
            ]
        }
        let version = versions.first.map { "CopyListVersion \($0)" } ?? "no version"
        return [
            Check(
                .copyLists, .pass, examined: what,
                found: "\(JudgementText.count(evidence.copyLists.count, "list")) with \(version)")
        ]
    }

    private static func contradictions(_ evidence: SiteEvidence) -> [String] {
        var broken: [String] = []
        let without = evidence.copyLists.filter { $0.list.version == nil }
        if !without.isEmpty {
            broken.append(
                "no CopyListVersion in " + JudgementText.list(without.map(\.name).map(quoted)))
        }
        let versions = Set(evidence.copyLists.compactMap(\.list.version)).sorted()
        if versions.count > 1 {
            let each = versions.map { version in
                let first = evidence.copyLists.first { $0.list.version == version }
                return "\(version) in \(quoted(first?.name ?? ""))"
            }
            broken.append("different versions: " + JudgementText.list(each))
        }
        if let older = olderThanMap(evidence) { broken.append(older) }
        return broken
    }

    /// A list that is older than the map belongs to the map before it.
    private static func olderThanMap(_ evidence: SiteEvidence) -> String? {
        guard let map = evidence.systemMap?.modified else { return nil }
        let older = evidence.copyLists.filter { list in
            // FAT rounds times to two seconds.
            list.modified.map { JudgementText.seconds(from: $0, to: map) > 2 } ?? false
        }
        guard !older.isEmpty else { return nil }
        return "older than SYSTEM.MAP: " + JudgementText.list(older.map(\.name).map(quoted))
    }

    private static func quoted(_ name: String) -> String { ScreenText.quoted(name) }
}
