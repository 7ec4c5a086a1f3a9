// SPDX-License-Identifier: Apache-2.0

/// Steps 9 and 10 of the checklist: whether SQL Server is configured and nothing is full (Q176517,
/// Q135850).
///
/// Only what SQL Server itself printed is evidence.
enum DatabaseServerChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        guard evidence.isPrimary != false else {
            let found = "a secondary site has no database"
            return [
                Check(
                    .databaseServerConfiguration, .pass, examined: "the kind of the site",
                    found: found),
                Check(.databaseSpace, .pass, examined: "the kind of the site", found: found),
            ]
        }
        return [configuration(evidence), space(evidence)]
    }

    private static func configuration(_ evidence: SiteEvidence) -> Check {
        let warnings = evidence.sidecars.flatMap(\.sidecar.warnings).filter { warning in
            switch warning {
            case .temporaryDatabaseSmall, .openObjects: true
            case .databaseFull, .logFull, .logSmall: false
            }
        }
        let what = "what sp_configure and sp_helpdb printed"
        if !warnings.isEmpty {
            return Check(
                .databaseServerConfiguration, .fail(.warning), examined: what,
                found: warnings.map(\.description).joined(separator: "; "),
                advice: "change it and restart SQL Server before the upgrade (Q166244, Q176517)")
        }
        let objects = evidence.sidecars.compactMap { $0.sidecar.runningValue("open objects") }
        guard let objects = objects.last else {
            return Check(
                .databaseServerConfiguration, .noEvidence, examined: what,
                found: "no saved answer has the setting \"open objects\"",
                advice: "save what sp_configure prints, and check it against Q166244 and Q176517: "
                    + "open objects 5000, tempdb 20 % of the largest database")
        }
        let sizes = evidence.sidecars.flatMap(\.sidecar.databases)
        guard sizes.contains(where: { $0.name.lowercased() == "tempdb" && $0.kilobytes != nil })
        else {
            return Check(
                .databaseServerConfiguration, .notice, examined: what,
                found: "\(objects) objects may be open; the size of tempdb is not known",
                advice: "save what sp_helpdb prints; tempdb must have 20 % of the largest database")
        }
        return Check(
            .databaseServerConfiguration, .pass, examined: what,
            found: "\(objects) objects may be open, and tempdb is large enough")
    }

    private static func space(_ evidence: SiteEvidence) -> Check {
        let what = "what sp_spaceused, DBCC SQLPERF(LOGSPACE) and sp_helpdb printed"
        var bad = evidence.sidecars.flatMap(\.sidecar.warnings).compactMap { warning -> String? in
            switch warning {
            case .databaseFull, .logFull, .logSmall: warning.description
            case .temporaryDatabaseSmall, .openObjects: nil
            }
        }
        let full = evidence.hierarchyManagerLog?.troubles.first { $0.kind == .logFull }
        if let full { bad.append("HMAN.LOG: \(full.lastText)") }
        if !bad.isEmpty {
            return Check(
                .databaseSpace, .fail(.warning), examined: what,
                found: bad.joined(separator: "; "),
                advice: "enlarge what is too small, or dump the log, before the upgrade")
        }
        let name = evidence.control?.account?.database.description.lowercased()
        let hasSpace = evidence.sidecars.contains { document in
            document.sidecar.spaces.contains { $0.database.lowercased() == name }
        }
        let hasLog = evidence.sidecars.contains { document in
            document.sidecar.logSpaces.contains { $0.database.lowercased() == name }
        }
        guard hasSpace, hasLog else {
            let missing = [
                hasSpace ? nil : "sp_spaceused", hasLog ? nil : "DBCC SQLPERF(LOGSPACE)",
            ]
            .compactMap { $0 }.joined(separator: " and ")
            return Check(
                .databaseSpace, .noEvidence, examined: what,
                found: "no saved answer of \(missing) about the site's database",
                advice: "at least 20 % of database and log must be free; save what these print "
                    + "and give the file")
        }
        return Check(
            .databaseSpace, .pass, examined: what, found: "database and log have enough room")
    }
}
