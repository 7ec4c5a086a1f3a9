// SPDX-License-Identifier: Apache-2.0

/// The vendor's checklist line by line: steps 1 to 10 and steps 1 and 2 for child sites (Q171338).
///
/// A step that leaves no evidence in files says what a person must do, and is never passed.
enum VendorSteps {
    /// All twelve lines, in the article's order; `own` are the site's own checks.
    static func checks(_ evidence: SiteEvidence, _ own: [Check]) -> [Check] {
        [
            person(
                .readDocuments, "reading leaves no evidence",
                "read Readme.txt, the release notes and every .txt file of the upgrade disc; the "
                    + "name of the source directory must not begin with SMS (Q189303)"),
            person(
                .readChapter, "reading leaves no evidence",
                "read chapter 8, \"Upgrading\", of the Installation and Configuration Guide"),
            serviceAccount(evidence), eventLog(evidence), documents(own), site(evidence, own),
            person(
                .networkUse, "how busy the network is leaves no evidence",
                "look with Network Monitor, and upgrade when the network is not busy"),
            siteReset(evidence),
        ] + DatabaseServerChecks.checks(evidence) + [
            connectivity(evidence, own), childrenActive(evidence),
        ]
    }

    private static func person(_ code: CheckCode, _ found: String, _ advice: String) -> Check {
        Check(code, .noEvidence, examined: "nothing", found: found, advice: advice)
    }

    // MARK: - Steps 3 and 4

    private static func serviceAccount(_ evidence: SiteEvidence) -> Check {
        let what = "SITE_ACCOUNT of the site control file"
        if let account = evidence.control?.account, !account.encryptedAccount.isPresent {
            return Check(
                .serviceAccount, .fail(.error), examined: what, found: "no service account",
                advice: "set it in Setup: Operations, Service Account")
        }
        return Check(
            .serviceAccount, .noEvidence, examined: what,
            found: "whether an account works and what it may do is in no file",
            advice: "make sure that it can log on, and has Domain Admin, Domain Users, "
                + "Administrator and Log On As A Service in every domain of the site")
    }

    private static func eventLog(_ evidence: SiteEvidence) -> Check {
        let logs = evidence.eventLogs.filter { $0.log.recordCount > 0 }
        let names = JudgementText.list(evidence.eventLogs.map { ScreenText.quoted($0.name) })
        let what = names.isEmpty ? "Application event logs" : "event logs \(names)"
        guard !logs.isEmpty else {
            return Check(
                .eventLog, .noEvidence, examined: what,
                found: evidence.eventLogs.isEmpty ? "none given" : "without a record",
                advice: "save the Application log of this site and of its parent and children as "
                    + ".evt, and look for source SMS")
        }
        let notable = logs.flatMap(\.log.notableEvents)
        if !notable.isEmpty {
            let codes = Set(notable.map(\.code)).sorted().map { code in
                "\(code) (\(notable.count { $0.code == code } > 1 ? "more than once" : "once"))"
            }
            return Check(
                .eventLog, .fail(.warning), examined: what,
                found: "events that speak against an upgrade: "
                    + JudgementText.list(codes, limit: 8),
                advice: "read them in Event Viewer; Q122177 to Q122181 explain each")
        }
        let wanted = 1 + evidence.allChildren.count + (evidence.control?.parentCode == nil ? 0 : 1)
        let records = logs.reduce(0) { $0 + $1.log.recordCount }
        let found = "\(JudgementText.count(records, "record")), no event that speaks against it"
        let cut = logs.filter { document in
            document.log.problems.contains { $0.severity == .damage }
        }
        if !cut.isEmpty {
            return Check(
                .eventLog, .notice, examined: what,
                found: "\(found); damaged: "
                    + JudgementText.list(cut.map { ScreenText.quoted($0.name) }),
                advice: "events may be missing; save the log again with Event Viewer")
        }
        let newest = logs.compactMap(\.log.lastSeconds).max().map {
            Timestamp(wholeSeconds: Int64($0))
        }
        guard let newest, JudgementText.isRecent(newest.seconds, evidence) else {
            return Check(
                .eventLog, .notice, examined: what,
                found: "\(found), the last of "
                    + (newest?.wholeSecondDescription ?? "an unknown time"),
                advice: "that is long before the capture; look at the log as it is now")
        }
        if logs.count < wanted {
            return Check(
                .eventLog, .notice, examined: what, found: found,
                advice: "the sites that belong to it have \(wanted) such logs; look at the others")
        }
        return Check(.eventLog, .pass, examined: what, found: found)
    }

    // MARK: - Steps 5 and 6

    private static func documents(_ own: [Check]) -> Check {
        sum(
            .backUpDocuments, "registry, site control file and System.map, also of child sites",
            own,
            [
                .registry, .registryFile, .registryContent, .controlFile, .controlFileGrammar,
                .controlFileAcceptance, .map, .mapGrammar, .children, .child, .identityBuild,
                .identitySiteCode, .identityParent, .identityServer, .identityDomain,
                .identityDirectory, .controlFileType, .controlFileOrders, .secondaryParent,
            ])
    }

    private static func site(_ evidence: SiteEvidence, _ own: [Check]) -> Check {
        let what = "database dump and site directory"
        let whole = sum(
            .backUpSite, what, own,
            [
                .database, .databaseFile, .databaseSet, .identityDatabase, .staleness,
                .stalenessControlFile, .stalenessTree, .mapMissing,
            ], alsoFailing: [.names, .quiet, .copyLists, .clockFuture, .clockEnd])
        // Without a map nothing above has looked at the directory.
        guard evidence.tree == nil, whole.verdict != .fail else { return whole }
        return Check(
            .backUpSite, .noEvidence, examined: what,
            found: "nobody looked at the site's directory",
            advice: "capture the whole site directory")
    }

    /// One line for several checks: as bad as the worst of them.
    private static func sum(
        _ code: CheckCode, _ what: String, _ own: [Check], _ codes: [CheckCode],
        alsoFailing others: [CheckCode] = []
    ) -> Check {
        let parts = own.filter { codes.contains($0.code) }
        let failed = (parts + own.filter { others.contains($0.code) }).filter {
            $0.verdict == .fail
        }
        if let worst = failed.compactMap(\.level).max() {
            let names = Set(failed.map(\.code.rawValue)).sorted()
            return Check(
                code, .fail(worst), examined: what,
                found: "not as they should be: \(JudgementText.list(names, limit: 8))",
                advice: "do what these checks say")
        }
        let unknown = Set(parts.filter { $0.verdict == .noEvidence }.map(\.code.rawValue)).sorted()
        if !unknown.isEmpty {
            return Check(
                code, .noEvidence, examined: what,
                found: "nothing is known about \(JudgementText.list(unknown, limit: 8))",
                advice: "do what these checks say")
        }
        let notices = Set(parts.filter { $0.verdict == .notice }.map(\.code.rawValue)).sorted()
        if !notices.isEmpty {
            return Check(
                code, .notice, examined: what,
                found: "captured; read \(JudgementText.list(notices, limit: 8))")
        }
        return Check(code, .pass, examined: what, found: "captured and usable")
    }

    // MARK: - Step 8

    private static func siteReset(_ evidence: SiteEvidence) -> Check {
        let written =
            evidence.siteControl?.modified.map {
                "SITECTRL.CT0 was written \($0.wholeSecondDescription); after a reset it is newer"
            } ?? "the time of SITECTRL.CT0 is not known"
        let secondary = evidence.isPrimary == false
        return Check(
            .siteReset, .noEvidence, examined: "the time of SITECTRL.CT0", found: written,
            advice: secondary
                ? "stop and start SMS_SITE_CONFIG_MANAGER on this site after the capture"
                : "after the capture run Setup, Operations, Reset Site; on every child secondary "
                    + "site stop and start SMS_SITE_CONFIG_MANAGER; then capture once more")
    }

    // MARK: - Child sites

    private static func connectivity(_ evidence: SiteEvidence, _ own: [Check]) -> Check {
        let what = "addresses, senders and their logs"
        if let none = withoutChildren(.childConnectivity, evidence) { return none }
        let bad = own.filter { [.senders, .addresses].contains($0.code) && $0.verdict == .fail }
        if !bad.isEmpty {
            return Check(
                .childConnectivity, .fail(.warning), examined: what,
                found: bad.map(\.found).joined(separator: "; "),
                advice: "correct this, then try NET VIEW from each site to the other")
        }
        return Check(
            .childConnectivity, .noEvidence, examined: what,
            found: "nothing speaks against it, and nothing proves it",
            advice: "run NET VIEW \\\\SERVER from the parent to each child and back")
    }

    private static func childrenActive(_ evidence: SiteEvidence) -> Check {
        let what = "HMAN.LOG: the status of each child site"
        if let none = withoutChildren(.childrenActive, evidence) { return none }
        let look = "look at the status in the properties of each site; all must be ACTIVE (1)"
        let children = evidence.secondaryChildren
        guard let log = evidence.hierarchyManagerLog else {
            return Check(
                .childrenActive, .noEvidence, examined: what, found: "no such log", advice: look)
        }
        let known = Dictionary(log.sites.map { ($0.code, $0.status) }) { _, last in last }
        let statuses = children.map { (code: $0.text, status: known[$0.text]) }
        let inactive = statuses.filter { $0.status.map { !$0.isActive } ?? false }
        if !inactive.isEmpty {
            let told = inactive.map { "\($0.code) is \($0.status?.description ?? "")" }
            return Check(
                .childrenActive, .fail(.warning), examined: what,
                found: JudgementText.list(told),
                advice: "one site that is not active delays the upgrade or makes it fail")
        }
        let unknown = statuses.filter { $0.status == nil }.map(\.code)
        if !unknown.isEmpty {
            return Check(
                .childrenActive, .noEvidence, examined: what,
                found: "the log says nothing about \(JudgementText.list(unknown))", advice: look)
        }
        let names = JudgementText.list(children.map(\.text), limit: 20)
        guard let last = log.lastTime,
            JudgementText.isRecent(Int64(last.secondsSinceEpoch()), evidence)
        else {
            return Check(
                .childrenActive, .notice, examined: what,
                found: "\(names) were active when the log ended"
                    + (log.lastTime.map { ", \($0)" } ?? ""),
                advice: "the log is old; \(look)")
        }
        return Check(
            .childrenActive, .pass, examined: what, found: "\(names): active (1)")
    }

    private static func withoutChildren(_ code: CheckCode, _ evidence: SiteEvidence) -> Check? {
        guard let control = evidence.control else {
            return Check(
                code, .noEvidence, examined: "the site control file", found: "none",
                advice: "whether there are child sites is not known")
        }
        guard evidence.secondaryChildren.isEmpty else { return nil }
        return Check(
            code, .pass, examined: "the addresses of the site control file",
            found: control.isSecondary
                ? "a secondary site has no children" : "no address of a child site")
    }
}
