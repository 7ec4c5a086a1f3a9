// SPDX-License-Identifier: Apache-2.0

/// The IDs of clients: what gives them out, and how a restore can give one out twice (Q127052,
/// Q138347).
enum UniqueIDChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let known = (evidence.uniqueIDFiles ?? []).compactMap { file in
            UniqueID(SMSText(file.name)).map { (file: file, id: $0) }
        }
        return [files(evidence, known.map(\.id))] + ranges(known) + next(evidence, known.map(\.id))
    }

    /// The highest range in use, which everything that is handed out later must be above.
    static func highest(_ evidence: SiteEvidence) -> UniqueID? {
        let own = evidence.siteCode
        return (evidence.uniqueIDFiles ?? []).compactMap { UniqueID(SMSText($0.name)) }
            .filter { own == nil || $0.siteCode == own }.max()
    }

    /// What `Next SMS Unique ID` says, when it is written as an ID.
    static func next(_ evidence: SiteEvidence) -> UniqueID? {
        evidence.registryFacts.nextUniqueID.flatMap { UniqueID(SMSText(registry: $0).trimmed) }
    }

    /// The least value of `Next SMS Unique ID` that cannot give out an ID of this backup again.
    static func nextAfterRestore(_ evidence: SiteEvidence) -> UniqueID? {
        let next = next(evidence).flatMap { $0.siteCode == evidence.siteCode ? $0 : nil }
        return [next, highest(evidence)?.firstOfNextRange].compactMap { $0 }.max()
    }

    private static func files(_ evidence: SiteEvidence, _ ids: [UniqueID]) -> Check {
        let what = "the .UID files of the logon servers"
        guard let files = evidence.uniqueIDFiles, !files.isEmpty else {
            return Check(
                .uniqueIDs, .noEvidence, examined: what,
                found: evidence.uniqueIDFiles == nil ? "nobody looked" : "none found",
                advice: "write down the names in LOGON.SRV\\SMSID of every logon server: after a "
                    + "restore they tell which IDs were given out")
        }
        let odd = files.filter { UniqueID(SMSText($0.name)) == nil }
        let foreign = ids.filter { $0.siteCode != evidence.siteCode && evidence.siteCode != nil }
        let names = files.map { file in
            let name = ScreenText.quoted(file.name)
            return file.server.isEmpty ? name : "\(name) on \(file.server)"
        }
        let found = JudgementText.list(names, limit: 20)
        if !odd.isEmpty || !foreign.isEmpty {
            return Check(
                .uniqueIDs, .fail(.warning), examined: what,
                found: "\(found); not of this site's form: \(odd.count + foreign.count)",
                advice: "clients get no ID from such a file; find out where it came from")
        }
        let servers = evidence.control?.domains.reduce(0) { $0 + $1.logonServers.count } ?? 0
        let isPartial = files.count < servers
        return Check(
            .uniqueIDs, isPartial ? .notice : .pass, examined: what,
            found: isPartial ? "\(found); logon servers: \(servers)" : found,
            advice: isPartial
                ? "write down the names on the other logon servers too, before a restore" : nil)
    }

    private static func ranges(
        _ known: [(file: SiteEvidence.UniqueIDFile, id: UniqueID)]
    ) -> [Check] {
        guard !known.isEmpty else { return [] }
        let what = "the ranges of the .UID files"
        var servers: [Int: Set<String>] = [:]
        for (file, id) in known { servers[id.range, default: []].insert(file.server.uppercased()) }
        let shared = known.filter { (servers[$0.id.range]?.count ?? 0) > 1 }.map(\.id.description)
        if !shared.isEmpty {
            return [
                Check(
                    .uniqueIDRanges, .fail(.error), examined: what,
                    found: "two logon servers give out the same range: "
                        + JudgementText.list(shared.sorted()),
                    advice: "clients get the same ID twice; rename one file to the next free range")
            ]
        }
        let used = known.filter(\.id.isPastThreshold).map(\.id.description).sorted()
        if !used.isEmpty {
            return [
                Check(
                    .uniqueIDRanges, .notice, examined: what,
                    found: "past Y00, a new range is due: \(JudgementText.list(used))",
                    advice: "Maintenance Manager grants it; look at it again after the upgrade")
            ]
        }
        return [Check(.uniqueIDRanges, .pass, examined: what, found: "all different")]
    }

    private static func next(_ evidence: SiteEvidence, _ ids: [UniqueID]) -> [Check] {
        let what = "Next SMS Unique ID in the registry against the .UID files"
        guard let text = evidence.registryFacts.nextUniqueID, !text.isBlank else { return [] }
        guard let next = next(evidence) else {
            return [
                Check(
                    .nextUniqueID, .noEvidence, examined: what,
                    found: "\(JudgementText.quoted(SMSText(registry: text))), not written as an ID",
                    advice: "compare it with the names of the .UID files by hand")
            ]
        }
        let own = ids.filter { $0.siteCode == next.siteCode }
        guard let highest = own.max() else {
            return [
                Check(
                    .nextUniqueID, .noEvidence, examined: what, found: "\(next), and no .UID file")
            ]
        }
        if next.range > highest.range {
            return [
                Check(
                    .nextUniqueID, .pass, examined: what,
                    found: "\(next), above \(highest)")
            ]
        }
        let suggestion = highest.firstOfNextRange.map { "set it to \($0) or higher" }
        return [
            Check(
                .nextUniqueID, .fail(.error), examined: what,
                found: "\(next), but \(highest) is already in use",
                advice: "IDs would be given out twice; "
                    + (suggestion ?? "no range is left in this site"))
        ]
    }
}
