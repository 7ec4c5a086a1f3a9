// SPDX-License-Identifier: Apache-2.0

/// What an upgrade to SMS 2.0 drops (Q199238, Q263356) or replaces (Q131614, Q107244), as far as
/// it exists in this site.
enum UpgradeLossChecks {
    private static let examined = "what the upgrade to SMS 2.0 does not convert"

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        var losses = configured(evidence.control)
        if let tree = evidence.tree { losses += stored(tree) }
        let checks = losses.map { loss in
            Check(
                .upgradeLoss, .notice, subject: loss.what, examined: examined, found: loss.found,
                advice: "write it down or save it elsewhere; it is in this archive, and not in "
                    + "the upgraded site")
        }
        return checks + unknown(evidence) + inDatabase(evidence)
    }

    /// What nobody could look at is not lost silently.
    private static func unknown(_ evidence: SiteEvidence) -> [Check] {
        let missing = [
            evidence.control == nil ? "the site control file" : nil,
            evidence.tree == nil ? "the site's directory" : nil,
        ].compactMap { $0 }
        return missing.map { name in
            Check(
                .upgradeLoss, .noEvidence, subject: "in \(name)", examined: examined,
                found: "\(name) was not looked at", advice: "capture it")
        }
    }

    /// Something that exists here.
    private struct Loss {
        let what: String
        let found: String
    }

    private static func configured(_ control: SiteControlFile?) -> [Loss] {
        guard let control else { return [] }
        var losses: [Loss] = []
        func values(_ list: SMSText) -> [String] {
            (control.propertyLists.first { $0.name.isSame(as: list) }?.values ?? [])
                .filter { !$0.isEmpty }.map(JudgementText.quoted)
        }
        let viewers = values("Remote Control Permitted Viewers")
        if !viewers.isEmpty {
            losses.append(
                Loss(
                    what: "Remote Control permitted viewers", found: JudgementText.list(viewers)))
        }
        let scripts = values("Logon Script Files")
        if !scripts.isEmpty {
            losses.append(Loss(what: "SMS logon scripts", found: JudgementText.list(scripts)))
        }
        let sna = control.senders.filter { $0.format.uppercased.bytes.contains("SNA_".utf8) }
        if !sna.isEmpty {
            let names = sna.map { JudgementText.quoted($0.name) }
            losses.append(Loss(what: "SNA senders", found: JudgementText.list(names)))
        }
        // Every hour open is the default, and nothing that anybody set.
        let scheduled = control.outboxes.filter { box in
            box.schedule.bytes.contains { SMSText.uppercased($0) != UInt8(ascii: "F") }
        }
        if !scheduled.isEmpty {
            let names = scheduled.map { JudgementText.quoted($0.name) }
            losses.append(
                Loss(what: "outbox schedules (Q263356)", found: JudgementText.list(names)))
        }
        return losses
    }

    /// Things that are files: the directory that holds them, in upper case, and what they are.
    private static let places: [(what: String, directories: [String])] = [
        ("collected files", ["SITE.SRV/DATALOAD.BOX/FILES.COL/"]),
        (
            "pending MIF files",
            [
                "SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/", "SITE.SRV/ISVMIF.BOX/",
                "LOGON.SRV/ISVMIF.BOX/",
            ]
        ),
        ("package definition files", ["PRIMSITE.SRV/IMPORT.SRC/"]),
        ("jobs", ["SITE.SRV/SCHEDULE.BOX/"]),
        ("software inventory rules", ["SITE.SRV/MAINCFG.BOX/PKGRULE/"]),
    ]

    private static func stored(_ tree: TreeFiles) -> [Loss] {
        var counts = [Int](repeating: 0, count: places.count)
        var rules: [String] = []
        for file in tree {
            for (index, place) in places.enumerated()
            where place.directories.contains(where: { file.isBelow($0) }) {
                counts[index] += 1
            }
            // Replaced by any upgrade (Q107244).
            if file.isBelow("PRIMSITE.SRV/AUDIT/"),
                file.name.map(SMSText.uppercased).elementsEqual("AUDIT.RUL".utf8)
            {
                rules.append(JudgementText.path(file.path))
            }
        }
        let losses = zip(places, counts).filter { $0.1 > 0 }.map { place, count in
            Loss(
                what: place.what,
                found: "\(JudgementText.count(count, "file")) in "
                    + (place.directories.first?.dropLast().description ?? ""))
        }
        guard !rules.isEmpty else { return losses }
        return losses + [
            Loss(what: "audit rules (Q107244)", found: JudgementText.list(rules))
        ]
    }

    /// What is only in the database, where nothing that was captured can be looked into.
    private static func inDatabase(_ evidence: SiteEvidence) -> [Check] {
        guard evidence.isPrimary != false else { return [] }
        return [
            Check(
                .upgradeLoss, .noEvidence, subject: "in the database", examined: examined,
                found: "alerts, job status, queries, site groups, SMS events and Security Manager "
                    + "settings are in the database only",
                advice: "write down what you need of them before an upgrade to SMS 2.0")
        ]
    }
}

extension [UInt8] {
    /// Whether the bytes of a text occur in a row.
    fileprivate func contains(_ text: String.UTF8View) -> Bool {
        let text = [UInt8](text)
        guard !text.isEmpty, count >= text.count else { return false }
        return (0...count - text.count).contains { start in
            self[start..<start + text.count].elementsEqual(text)
        }
    }
}
