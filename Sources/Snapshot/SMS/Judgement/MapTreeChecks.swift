// SPDX-License-Identifier: Apache-2.0

/// The files of the site against its System.map (Q193031, Q107245).
enum MapTreeChecks {
    private static let examined = "the files of the site against SYSTEM.MAP"

    static func checks(_ map: SystemMap, _ evidence: SiteEvidence) -> [Check] {
        guard let tree = evidence.tree, let control = evidence.control else {
            let missing = evidence.tree == nil ? "the site's directory" : "the site control file"
            return noEvidence("\(missing) was not looked at")
        }
        let units = control.softwareUnits.filter { !$0.isEmpty }
        guard !units.isEmpty else {
            return noEvidence("the site control file does not say which units are installed")
        }
        let comparison = MapTreeComparison(
            map, tree, units: units, isPrimary: evidence.isPrimary == true)
        return [missing(comparison), sizes(comparison)] + purged(comparison)
    }

    private static func noEvidence(_ found: String) -> [Check] {
        [.mapMissing, .mapSizes].map { code in
            Check(
                code, .noEvidence, examined: examined, found: found,
                advice: "capture the whole site directory with its site control file")
        }
    }

    private static func missing(_ comparison: MapTreeComparison) -> Check {
        let expected = JudgementText.count(comparison.expectedCount, "file")
        guard comparison.expectedCount > 0 else {
            return Check(
                .mapMissing, .noEvidence, examined: examined,
                found: "the map lists no file of an installed unit",
                advice: "look whether this is the whole map or a part that is to be merged")
        }
        if comparison.missing.isEmpty {
            return Check(
                .mapMissing, .pass, examined: examined,
                found: "\(expected) of installed units, all there")
        }
        let names = JudgementText.list(comparison.missing.map { JudgementText.path($0) })
        return Check(
            .mapMissing, .fail(.warning), examined: examined,
            found: "\(comparison.missing.count) of \(expected) of installed units not there: "
                + names,
            advice: "find out why; a site reset copies them again from the vendor's disc")
    }

    /// Another size proves nothing: service packs and hotfixes leave the sizes of the map as they
    /// are (Q193031, Q274592).
    private static func sizes(_ comparison: MapTreeComparison) -> Check {
        if comparison.differing.isEmpty {
            guard comparison.matchingCount > 0 else {
                return Check(
                    .mapSizes, .noEvidence, examined: examined, found: "nothing to compare")
            }
            return Check(
                .mapSizes, .pass, examined: examined,
                found: "\(JudgementText.count(comparison.matchingCount, "file")) of the size that "
                    + "the map says")
        }
        let names = comparison.differing.map {
            "\(JudgementText.path($0.path)) has \($0.tree) bytes, the map says \($0.map)"
        }
        return Check(
            .mapSizes, .notice, examined: examined,
            found: "patched or damaged: \(JudgementText.list(names, limit: 3))",
            advice: "hotfixes change files and not the map; compare with the fixes that were "
                + "installed")
    }

    private static func purged(_ comparison: MapTreeComparison) -> [Check] {
        let what = "SITE.SRV\\<platform>.BIN against SYSTEM.MAP"
        if comparison.purged.isEmpty {
            return [Check(.mapPurged, .pass, examined: what, found: "no file besides the map's")]
        }
        let names = JudgementText.list(comparison.purged.map { JudgementText.path($0) })
        return [
            Check(
                .mapPurged, .notice, examined: what,
                found: "will be purged by the upgrade: \(names)",
                advice: "keep custom files elsewhere, or take them out of the archive afterwards")
        ]
    }
}
