// SPDX-License-Identifier: Apache-2.0

/// System.map by itself and against the other documents (Resource Guide, "SYSTEM.MAP").
enum MapChecks {
    private static let examined = "SYSTEM.MAP"

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        guard let document = evidence.systemMap else {
            return [
                Check(
                    .map, .fail(.critical), examined: examined, found: evidence.missing(.systemMap),
                    advice: "the map is on every site server in the SMS root; without it Setup "
                        + "and Site Config Manager stop (events 225, 237, 387)")
            ] + copies(evidence)
        }
        return [present(document), grammar(document), programs(document.value)]
            + units(document.value, evidence) + MapTreeChecks.checks(document.value, evidence)
            + copies(evidence)
    }

    private static func present(_ document: SiteEvidence.Document<SystemMap>) -> Check {
        let entries = JudgementText.count(document.value.entryCount, "entry", "entries")
        guard let modified = document.modified else {
            return Check(
                .map, .fail(.warning), examined: examined, found: "\(entries), time unknown",
                advice: "the time of the map is data: with another one every client of the site "
                    + "reinstalls itself (Q166771)")
        }
        return Check(
            .map, .pass, examined: "SYSTEM.MAP and its time", found: "\(entries); \(modified)")
    }

    private static func grammar(_ document: SiteEvidence.Document<SystemMap>) -> Check {
        let damage = document.damage
        guard let first = damage.first else {
            return Check(.mapGrammar, .pass, examined: examined, found: "well-formed")
        }
        let isCut = damage.contains { $0.kind == .truncated }
        return Check(
            .mapGrammar, .fail(isCut ? .error : .warning), examined: examined,
            found: "\(first)\(damage.count > 1 ? ", and \(damage.count - 1) more" : "")",
            advice: isCut
                ? "the end is missing: merge or copy a good map, and mind its time"
                : "compare it with the map on the vendor's disc")
    }

    /// Programs that a service names and no directory supplies.
    private static func programs(_ map: SystemMap) -> Check {
        var supplied: Set<SMSText> = []
        for directory in map.directories {
            for entry in directory.entries { supplied.insert(entry.name.uppercased) }
        }
        var missing: [String] = []
        for service in map.services + map.packages {
            let programs = [service.main].compactMap { $0 } + service.subcomponents
            for program in programs where !supplied.contains(program.uppercased) {
                missing.append(
                    "\(JudgementText.quoted(program)) of \(JudgementText.quoted(service.name))")
            }
        }
        let what = "the programs of services against the directories of the map"
        guard !(map.services.isEmpty && map.packages.isEmpty) else {
            return Check(
                .mapPrograms, .noEvidence, examined: what, found: "the map names no service",
                advice: "look whether this is the whole map or a part that is to be merged")
        }
        if missing.isEmpty {
            return Check(.mapPrograms, .pass, examined: what, found: "each has a directory")
        }
        return Check(
            .mapPrograms, .fail(.warning), examined: what,
            found: "no directory supplies \(JudgementText.list(missing, limit: 3))",
            advice: "the map was merged or edited wrongly (Q254532); merge it again")
    }

    /// Units and programs that the site control file names and the map does not know.
    private static func units(_ map: SystemMap, _ evidence: SiteEvidence) -> [Check] {
        guard let control = evidence.control else { return [] }
        let units = Set(map.units.map(\.uppercased))
        let mains = Set(map.services.compactMap { $0.main?.uppercased })
        var unknown = control.softwareUnits.filter { !$0.isEmpty && !units.contains($0.uppercased) }
            .map { "unit \(JudgementText.quoted($0))" }
        let programs =
            control.components.map { ($0.name, $0.fileID, $0.flags) }
            + control.senders.map { ($0.name, $0.fileID, $0.flags) }
        for (name, file, flags) in programs {
            guard flags?.contains(.literalPath) != true, !mains.contains(file.uppercased) else {
                continue
            }
            unknown.append(
                "program \(JudgementText.quoted(file)) of \(JudgementText.quoted(name))")
        }
        let what = "units and programs of the site control file in the map"
        guard !(control.softwareUnits.isEmpty && programs.isEmpty) else {
            return [
                Check(
                    .mapUnits, .noEvidence, examined: what,
                    found: "the site control file names none")
            ]
        }
        if unknown.isEmpty {
            return [Check(.mapUnits, .pass, examined: what, found: "all known")]
        }
        return [
            Check(
                .mapUnits, .fail(.warning), examined: what,
                found: "not in the map: \(JudgementText.list(unknown, limit: 3))",
                advice: "map and site control file are of different states of the site; "
                    + "capture both again after a site reset")
        ]
    }

    /// People keep copies of the map before they edit it (Q193269); only one name counts.
    private static func copies(_ evidence: SiteEvidence) -> [Check] {
        guard let tree = evidence.tree else { return [] }
        let copies = tree.filter { file in
            let key = file.key
            return !key.contains(UInt8(ascii: "/")) && key.starts(with: "SYSTEM.".utf8)
                && key != [UInt8]("SYSTEM.MAP".utf8)
        }
        guard !copies.isEmpty else { return [] }
        return [
            Check(
                .mapCopies, .notice, examined: "names beside SYSTEM.MAP",
                found: JudgementText.list(copies.map { JudgementText.path($0.path) }),
                advice: "copies of the map are captured; restore only the one that is called "
                    + "SYSTEM.MAP")
        ]
    }
}
