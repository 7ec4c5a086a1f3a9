// SPDX-License-Identifier: Apache-2.0

/// Stamps that a wrong clock left behind (Q154577, Q200380, Q151648).
///
/// A change that was made while the clock was ahead stamps an image as newer than every later one,
/// and SMS then drops all later changes without a word. Dates from 2037 on stop services.
enum ClockChecks {
    /// 2037-01-01T00:00:00Z.
    static let end: Int64 = 2_114_380_800
    /// By how much two good clocks may differ, in seconds.
    private static let tolerance: Int64 = 15 * 60

    /// A time with what has it.
    private struct Stamp {
        let name: String
        let seconds: Int64
        /// How much it may be off when it is a local time, in seconds.
        let zone: Int64
    }

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let stamps = stamps(evidence)
        guard !stamps.isEmpty else {
            return [.clockFuture, .clockEnd].map {
                Check($0, .noEvidence, examined: "all times", found: "no time is known")
            }
        }
        return [future(stamps, evidence), end(stamps)] + controlFile(evidence)
    }

    private static func future(_ stamps: [Stamp], _ evidence: SiteEvidence) -> Check {
        let now = evidence.captured.seconds
        let what = "\(JudgementText.count(stamps.count, "time")) against the capture"
        let ahead = stamps.filter { exceeds($0.seconds, now, by: $0.zone + tolerance) }
        if !ahead.isEmpty {
            return Check(
                .clockFuture, .fail(.error), examined: what,
                found: "in the future: \(list(ahead))",
                advice: "set the clock right; a change stamped in the future makes SMS drop all "
                    + "later ones, and only a dump of the right date or a new installation helps")
        }
        let near = stamps.filter { exceeds($0.seconds, now, by: tolerance) }
        if !near.isEmpty {
            return Check(
                .clockFuture, .notice, examined: what,
                found: "some hours in the future: \(list(near))",
                advice: "probably local times of a FAT drive (Q127830); make sure that the clock "
                    + "is right")
        }
        return Check(.clockFuture, .pass, examined: what, found: "none is in the future")
    }

    private static func end(_ stamps: [Stamp]) -> Check {
        let what = JudgementText.count(stamps.count, "time")
        let late = stamps.filter { $0.seconds >= end }
        if late.isEmpty {
            return Check(.clockEnd, .pass, examined: what, found: "none in 2037 or later")
        }
        return Check(
            .clockEnd, .fail(.error), examined: what,
            found: "in 2037 or later: \(list(late))",
            advice: "services stop over such a date; set the clock right and save the file again")
    }

    /// Field 5 of the site control file against the time of the file itself.
    private static func controlFile(_ evidence: SiteEvidence) -> [Check] {
        guard let control = evidence.siteControl, let stamp = control.value.fileDefinition?.gmtTime
        else { return [] }
        let what = "field 5 of FILE_DEFINITION against the time of the file"
        guard let modified = control.modified else {
            return [
                Check(
                    .clockControlFile, .noEvidence, examined: what,
                    found: "the time of the file is not known")
            ]
        }
        let text = Timestamp(wholeSeconds: stamp).wholeSecondDescription
        let isLater = exceeds(stamp, modified.seconds, by: DumpMoment.zoneSpan + tolerance)
        return [
            Check(
                .clockControlFile, isLater ? .fail(.error) : .pass, examined: what,
                found: "the change is stamped \(text), the file "
                    + modified.wholeSecondDescription,
                advice: isLater
                    ? "the change was stamped before it happened: the clock was ahead; look for "
                        + "\"image in the database is newer\" in HMAN.LOG" : nil)
        ]
    }

    private static func stamps(_ evidence: SiteEvidence) -> [Stamp] {
        var stamps: [Stamp] = []
        func add(_ name: String, _ time: Timestamp?) {
            if let time {
                stamps.append(Stamp(name: name, seconds: time.seconds, zone: DumpMoment.zoneSpan))
            }
        }
        if let stamp = evidence.control?.fileDefinition?.gmtTime {
            stamps.append(Stamp(name: "the site control file's change", seconds: stamp, zone: 0))
        }
        add("SITECTRL.CT0", evidence.siteControl?.modified)
        add("SYSTEM.MAP", evidence.systemMap?.modified)
        for document in evidence.registries {
            add(ScreenText.quoted(document.name), document.modified)
        }
        for document in evidence.dumps {
            add(ScreenText.quoted(document.name), document.modified)
            if let moment = DumpMoment.written(in: document.dump) {
                stamps.append(
                    Stamp(
                        name: "the backup in \(ScreenText.quoted(document.name))",
                        seconds: moment.seconds, zone: moment.uncertainty))
            }
        }
        for child in evidence.children {
            add("SITECTRL.CT0 of \(child.code)", child.control?.modified)
            add("SYSTEM.MAP of \(child.code)", child.map?.modified)
        }
        if let tree = evidence.tree { stamps += latest(tree) }
        return stamps
    }

    /// Of the site's files only the latest can be in the future.
    private static func latest(_ tree: TreeFiles) -> [Stamp] {
        guard let file = tree.max(by: { $0.modified < $1.modified }) else { return [] }
        return [
            Stamp(
                name: JudgementText.path(file.path), seconds: file.modified.seconds,
                zone: DumpMoment.zoneSpan)
        ]
    }

    private static func exceeds(_ later: Int64, _ earlier: Int64, by span: Int64) -> Bool {
        let (difference, overflow) = later.subtractingReportingOverflow(earlier)
        return overflow ? later > earlier : difference > span
    }

    private static func list(_ stamps: [Stamp]) -> String {
        JudgementText.list(
            stamps.map {
                "\($0.name), \(Timestamp(wholeSeconds: $0.seconds).wholeSecondDescription)"
            }, limit: 3)
    }
}
