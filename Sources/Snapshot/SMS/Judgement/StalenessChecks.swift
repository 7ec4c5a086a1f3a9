// SPDX-License-Identifier: Apache-2.0

/// Whether dump, registry, site control file and tree are of one moment.
///
/// A database that is older than the files it is restored with has jobs, packages and sites that
/// the files do not know, and the other way round (Q154577 is one way to notice).
enum StalenessChecks {
    /// A part of the backup that is saved once and then lies there.
    private struct Part {
        let name: String
        let seconds: Int64
        let uncertainty: Int64
    }

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let parts = parts(evidence)
        return [window(parts, evidence)] + controlFile(evidence) + tree(evidence)
    }

    private static func parts(_ evidence: SiteEvidence) -> [Part] {
        let dumps = evidence.dumps.compactMap { document in
            DumpMoment(document).map {
                Part(
                    name: ScreenText.quoted(document.name), seconds: $0.seconds,
                    uncertainty: $0.uncertainty)
            }
        }
        let registries = evidence.registries.compactMap { document in
            document.modified.map {
                Part(name: ScreenText.quoted(document.name), seconds: $0.seconds, uncertainty: 0)
            }
        }
        return dumps + registries
    }

    /// Dump and registry against the capture, which is when the tree was read.
    private static func window(_ parts: [Part], _ evidence: SiteEvidence) -> Check {
        let limit = evidence.stalenessLimit
        let what = "the times of dump and registry against the capture"
        guard !parts.isEmpty else {
            return Check(.staleness, .noEvidence, examined: what, found: "no time is known")
        }
        let old = parts.compactMap { part -> String? in
            let age = difference(part.seconds, evidence.captured.seconds)
            return age > sum(limit, part.uncertainty)
                ? "\(part.name) is \(JudgementText.span(age)) old" : nil
        }
        guard old.isEmpty else {
            return Check(
                .staleness, .fail(.warning), examined: what,
                found: "\(JudgementText.list(old)); the limit is \(JudgementText.span(limit))",
                advice: "dump and save again, with the services stopped, and capture at once")
        }
        let unknown =
            evidence.dumps.filter { DumpMoment($0) == nil }.map(\.name)
            + evidence.registries.filter { $0.modified == nil }.map(\.name)
        guard unknown.isEmpty else {
            return Check(
                .staleness, .noEvidence, examined: what,
                found:
                    "no time is known of \(JudgementText.list(unknown.map { ScreenText.quoted($0) }))",
                advice: "find out when it was saved")
        }
        let oldest = parts.map(\.seconds).min() ?? evidence.captured.seconds
        let age = max(0, difference(oldest, evidence.captured.seconds))
        return Check(
            .staleness, .pass, examined: what,
            found: "the oldest is \(JudgementText.span(age)) old; the limit is "
                + JudgementText.span(limit))
    }

    /// A change of the site's configuration after the dump: the database's image is older.
    private static func controlFile(_ evidence: SiteEvidence) -> [Check] {
        guard let modified = evidence.siteControl?.modified else { return [] }
        let late = parts(evidence).filter {
            difference($0.seconds, modified.seconds) > sum($0.uncertainty, 2)
        }
        let what = "the time of SITECTRL.CT0 against dump and registry"
        if parts(evidence).isEmpty {
            return [
                Check(
                    .stalenessControlFile, .noEvidence, examined: what,
                    found: "nothing to compare with")
            ]
        }
        if late.isEmpty {
            return [
                Check(
                    .stalenessControlFile, .pass, examined: what,
                    found: "last changed \(modified.wholeSecondDescription), before they were "
                        + "saved")
            ]
        }
        return [
            Check(
                .stalenessControlFile, .fail(.warning), examined: what,
                found: "changed \(modified.wholeSecondDescription), after "
                    + JudgementText.list(late.map(\.name)),
                advice: "they have an older image of the site; dump and save again")
        ]
    }

    /// Files that changed after the dump: the services were running.
    private static func tree(_ evidence: SiteEvidence) -> [Check] {
        guard let tree = evidence.tree, !tree.isEmpty,
            let dump = evidence.dumps.compactMap(DumpMoment.init).min(by: {
                $0.seconds < $1.seconds
            })
        else { return [] }
        let bound = sum(dump.seconds, dump.uncertainty)
        var count = 0
        var latest: TreeFiles.File?
        for file in tree where file.modified.seconds > bound {
            count += 1
            if latest.map({ $0.modified < file.modified }) ?? true { latest = file }
        }
        let what = "the times of the site's files against the dump"
        guard let latest else {
            return [
                Check(
                    .stalenessTree, .pass, examined: what, found: "no file changed after the dump")
            ]
        }
        let late = difference(bound, latest.modified.seconds)
        let found =
            "\(JudgementText.count(count, "file")) changed after it, the last "
            + "\(JudgementText.span(late)) later: \(JudgementText.path(latest.path))"
        let isFar = late > evidence.stalenessLimit
        return [
            Check(
                .stalenessTree, isFar ? .fail(.warning) : .notice, examined: what, found: found,
                advice: "stop the SMS services before the dump, and start them after the capture")
        ]
    }

    private static func difference(_ start: Int64, _ end: Int64) -> Int64 {
        let (value, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? (end > start ? .max : .min) : value
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, overflow) = left.addingReportingOverflow(right)
        return overflow ? (left > 0 ? .max : .min) : value
    }
}
