// SPDX-License-Identifier: Apache-2.0

/// Whether the dump of the site's database is one, is whole, and can be loaded (Q247060).
enum DatabaseChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        [present(evidence)] + evidence.dumps.map { file($0, evidence) } + set(evidence)
            + headers(evidence) + master(evidence) + answers(evidence)
    }

    /// Databases of the server itself, which are not the site's.
    static func isSystemDatabase(_ name: String) -> Bool {
        ["master", "model", "msdb", "tempdb"].contains(name.lowercased())
    }

    private static func present(_ evidence: SiteEvidence) -> Check {
        let names = JudgementText.list(evidence.dumps.map { ScreenText.quoted($0.name) })
        let check = { (outcome: Check.Outcome, found: String, advice: String?) in
            Check(.database, outcome, examined: "database dumps", found: found, advice: advice)
        }
        switch (evidence.isPrimary, evidence.dumps.isEmpty) {
        case (false, true):
            return check(
                .pass, "none, and none needed: a secondary site has no database",
                "its properties are in the parent's database; back that up in the same window")
        case (false, false):
            return check(
                .notice, "\(names), though a secondary site has no database",
                "make sure whose database this is")
        case (true, true):
            return check(
                .fail(.critical), evidence.missing(.database),
                "dump the database with DUMP DATABASE or BACKUP DATABASE, and give the file")
        case (nil, true):
            return check(
                .noEvidence, "none given, and whether the site has a database is not known", nil)
        case (_, false):
            // Files that are no dump, and dumps of the server's own databases, bring no site back.
            guard evidence.dumps.contains(where: isOfSite) else {
                return check(
                    .fail(.critical), "\(names), none of which is a dump of the site's database",
                    "dump the database with DUMP DATABASE or BACKUP DATABASE, and give the file")
            }
            return check(.pass, names, nil)
        }
    }

    /// Whether a file can be a dump of the site's database; of one that says nothing its name does.
    static func isOfSite(_ document: SiteEvidence.DumpDocument) -> Bool {
        guard document.dump.verdict != .refused, document.size > 0 else { return false }
        if let name = document.dump.description?.database { return !isSystemDatabase(name) }
        let name = document.name.split(separator: "/").last.map(String.init) ?? document.name
        return !name.lowercased().contains("master")
            && !isSystemDatabase(String(name.prefix { $0 != "." }))
    }

    private static func file(
        _ document: SiteEvidence.DumpDocument, _ evidence: SiteEvidence
    ) -> Check {
        let dump = document.dump
        let check = { (outcome: Check.Outcome, found: String, advice: String?) in
            Check(
                .databaseFile, outcome, subject: ScreenText.quoted(document.name),
                examined: "the file by its content", found: found, advice: advice)
        }
        let worst = dump.problems.max { $0.severity < $1.severity }.map { ": \($0)" } ?? ""
        switch dump.verdict {
        case .refused:
            return check(
                .fail(.error), "\(dump.name); no database can be loaded from it",
                "give the file that DUMP DATABASE wrote; a copy of a device or of another file "
                    + "is none")
        case .damaged:
            return check(
                .fail(.error), "\(dump.name), damaged\(worst)", "dump the database again")
        case .unproven:
            let isDoubtful = dump.problems.contains { $0.severity == .doubt }
            let advice =
                "load it into a scratch server and run DBCC CHECKDB; nothing in the file "
                + "can prove it"
            return check(
                isDoubtful ? .fail(.warning) : .notice,
                "\(dump.name)\(isDoubtful ? worst : "; nothing is known to be wrong")", advice)
        case .valid:
            return whole(dump, evidence, check)
        }
    }

    private static func whole(
        _ dump: DatabaseDump, _ evidence: SiteEvidence,
        _ check: (Check.Outcome, String, String?) -> Check
    ) -> Check {
        // Of a stripe the set tells whether the others are there.
        let shortcomings = dump.shortcomings.filter { shortcoming in
            if case .stripe = shortcoming { evidence.stripeSet == nil } else { true }
        }
        if !shortcomings.isEmpty {
            return check(
                .fail(.error),
                "\(dump.name), whole, but \(shortcomings.map(\.description).joined(separator: ", "))",
                "give a full backup of the database with all its files")
        }
        guard case .tapeFormat(let backup) = dump.content, backup.setCount > 1 else {
            return check(.pass, "\(dump.name), whole", nil)
        }
        let number = backup.principalSet?.number ?? backup.setCount
        return check(
            .notice, "\(dump.name), whole, with \(backup.setCount) backups in one file",
            "load the last full one with FILE = \(number)")
    }

    private static func set(_ evidence: SiteEvidence) -> [Check] {
        guard let set = evidence.stripeSet, set.members.count > 1 || !set.problems.isEmpty else {
            return []
        }
        let what = "\(JudgementText.count(set.members.count, "dump file")) as one set"
        let problems = set.problems.filter { $0.severity > .notice }.map(\.description)
        let shortcomings = set.shortcomings.map(\.description)
        if set.verdict == .damaged, !problems.isEmpty {
            return [
                Check(
                    .databaseSet, .fail(.error), examined: what,
                    found: JudgementText.list(problems, limit: 3),
                    advice: "all stripes of a dump are needed to load it; give every file")
            ]
        }
        let told = problems + shortcomings
        if told.isEmpty {
            let isProved = set.verdict == .valid
            return [
                Check(
                    .databaseSet, isProved ? .pass : .notice, examined: what,
                    found: isProved
                        ? "complete" : "nothing in the files says how many there should be",
                    advice: isProved ? nil : "compare with the list of devices of the dump")
            ]
        }
        return [
            Check(
                .databaseSet, .fail(.warning), examined: what,
                found: JudgementText.list(told, limit: 3),
                advice: "give the files of one backup only, and all of them")
        ]
    }

    /// What `LOAD HEADERONLY` printed about the dump; only SQL Server 6.x itself can read it.
    private static func headers(_ evidence: SiteEvidence) -> [Check] {
        let size = evidence.dumps.reduce(0) { $0 &+ $1.size }
        let name = evidence.control?.account?.database.description
        return evidence.sidecars.filter { $0.sidecar.kinds.contains(.dumpHeader) }.map { document in
            let problems = document.sidecar.problems(
                ofDumpOf: size, fileCount: evidence.dumps.count, database: name)
            let isDamage = problems.contains { $0.severity == .damage }
            return Check(
                .databaseSet, problems.isEmpty ? .pass : .fail(isDamage ? .error : .warning),
                subject: ScreenText.quoted(document.name),
                examined: "what LOAD HEADERONLY printed against the dump",
                found: problems.isEmpty
                    ? "they agree" : JudgementText.list(problems.map(\.description), limit: 3),
                advice: problems.isEmpty ? nil : "give the dump that the report is about")
        }
    }

    /// The map of devices is in `master` (Q176517).
    private static func master(_ evidence: SiteEvidence) -> [Check] {
        guard evidence.isPrimary == true, !evidence.dumps.isEmpty else { return [] }
        let isThere = evidence.dumps.contains { document in
            document.dump.description?.database?.lowercased() == "master"
                || (document.dump.verdict != .refused
                    && document.name.lowercased().contains("master"))
        }
        return [
            Check(
                .databaseMaster, isThere ? .pass : .fail(.warning), examined: "a dump of master",
                found: isThere ? "given" : "none given",
                advice: isThere
                    ? nil : "dump master too: it holds the devices, logins and their order")
        ]
    }

    /// A load needs the same sort order and the same order of fragments.
    private static func answers(_ evidence: SiteEvidence) -> [Check] {
        guard evidence.isPrimary == true else { return [] }
        let kinds = Set(evidence.sidecars.flatMap(\.sidecar.kinds))
        let wanted: [DatabaseSidecar.Kind] = [.databases, .sortOrder, .version]
        // A backup of SQL Server 7.0 or later says all of this itself.
        let isSelfDescribing = evidence.dumps.contains { $0.dump.description != nil }
        let missing = wanted.filter { !kinds.contains($0) }
        let what = "saved answers of sp_helpdb, sp_helpsort and @@version"
        if missing.isEmpty {
            return [Check(.databaseAnswers, .pass, examined: what, found: "all three")]
        }
        let names = missing.map(\.rawValue).joined(separator: ", ")
        return [
            Check(
                .databaseAnswers, isSelfDescribing ? .notice : .fail(.warning), examined: what,
                found: "missing: \(names)",
                advice: "save what the server prints: a load demands the same sort order and the "
                    + "same order of fragments, and the dump does not tell")
        ]
    }
}
