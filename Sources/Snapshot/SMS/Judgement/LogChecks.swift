// SPDX-License-Identifier: Apache-2.0

/// What the site's own logs tell against an upgrade (Q137376, Q159201, Q163379, Q238093).
enum LogChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        (evidence.isPrimary == false ? [] : [hierarchyManager(evidence)])
            + [senders(evidence)] + scheduler(evidence) + [setup(evidence)]
    }

    private static func hierarchyManager(_ evidence: SiteEvidence) -> Check {
        let what = "LOGS\\HMAN.LOG"
        guard let log = evidence.hierarchyManagerLog else {
            return Check(
                .hierarchyManager, .noEvidence, examined: what, found: "no such log",
                advice: "switch tracing on, wait for a cycle, and capture again")
        }
        let newer = log.troubles.first { $0.kind == .imageNewer }
        if let newer {
            return Check(
                .hierarchyManager, .fail(.error), examined: what, found: newer.lastText,
                advice: "a change was stamped in the future and later ones are dropped (Q154577): "
                    + "load a dump of the right date, or install the site anew")
        }
        if !log.troubles.isEmpty {
            let told = log.troubles.map { "\($0.count) times, last: \($0.lastText)" }
            return Check(
                .hierarchyManager, .fail(.warning), examined: what,
                found: JudgementText.list(told, limit: 3),
                advice: "find the cause before the upgrade; {6581} is a lost connection to SQL "
                    + "Server (Q270218), {818} an error of it (Q125487)")
        }
        guard let last = log.lastTime,
            JudgementText.isRecent(Int64(last.secondsSinceEpoch()), evidence)
        else {
            return Check(
                .hierarchyManager, .notice, examined: what,
                found:
                    "\(JudgementText.count(log.lineCount, "line")) without an error, the last of "
                    + (log.lastTime.map { "\($0)" } ?? "an unknown time"),
                advice: "the log is old; wait for a cycle, and capture again")
        }
        let cycle = log.lastCycle.map { ", last cycle \($0)" } ?? ""
        return Check(
            .hierarchyManager, .pass, examined: what,
            found: "\(JudgementText.count(log.lineCount, "line")) without an error\(cycle)")
    }

    /// A sender that may not send leaves a child at phase 4 for ever (Q163379).
    private static func senders(_ evidence: SiteEvidence) -> Check {
        let what = "Maximum Concurrent Sendings in the registry, and the logs of the senders"
        let stopped = evidence.senderLogs.filter { $0.log.isStopped == true }
        let limit = evidence.registryFacts.maximumConcurrentSendings
        if limit == 0 || !stopped.isEmpty {
            let logs = stopped.map { "\(ScreenText.quoted($0.name)): used 0 out of 0" }
            let registry = limit == 0 ? ["Maximum Concurrent Sendings is 0"] : []
            return Check(
                .senders, .fail(.warning), examined: what,
                found: (registry + logs).joined(separator: "; "),
                advice: "nothing is sent to other sites; set it to 5, the default")
        }
        let capacities = evidence.senderLogs.compactMap { document in
            document.log.lastCapacity.map {
                "\(ScreenText.quoted(document.name)): \($0.limit) sendings"
            }
        }
        let told = (limit.map { ["\($0) sendings"] } ?? []) + capacities
        guard !told.isEmpty else {
            return Check(.senders, .noEvidence, examined: what, found: "neither says anything")
        }
        return Check(.senders, .pass, examined: what, found: JudgementText.list(told))
    }

    /// No log of a service that does its work is as large.
    private static let hugeLog: Int64 = 64 << 20

    /// A corrupt request of a sender keeps the Scheduler busy, and its log fills the disk (Q159201).
    ///
    /// The format of the requests is not public, so only the log tells.
    private static func scheduler(_ evidence: SiteEvidence) -> [Check] {
        let log = evidence.tree?.first { file in
            file.size >= hugeLog && file.isBelow("LOGS/")
                && file.name.map(SMSText.uppercased) == [UInt8]("SCHED.LOG".utf8)
        }
        guard let log else { return [] }
        return [
            Check(
                .scheduler, .fail(.warning), examined: "the size of LOGS\\SCHED.LOG",
                found: JudgementText.count(Int(clamping: log.size), "byte"),
                advice: "a corrupt *.SRQ in SITE.SRV\\SENDER.BOX\\REQUESTS may keep the Scheduler "
                    + "busy until the disk is full: look at the end of the log")
        ]
    }

    private static func setup(_ evidence: SiteEvidence) -> Check {
        let what = "SMSSETUP.LOG"
        guard let log = evidence.setupLog else {
            return Check(
                .setup, .noEvidence, examined: what, found: "no such log",
                advice: "it lies in the root of the boot drive")
        }
        let scripts = log.failedScripts.map { script in
            script.returnCode.map { "\(script.name) returned \($0)" }
                ?? "\(script.name) did not return"
        }
        let bad = log.failures.map(\.text) + scripts
        if !bad.isEmpty {
            return Check(
                .setup, .fail(.warning), examined: what,
                found: JudgementText.list(bad, limit: 3),
                advice: "an earlier run of Setup failed; find out whether it was repeated since")
        }
        let time = log.lastTime.map { ", the last line of \($0)" } ?? ""
        guard !log.scripts.isEmpty else {
            return Check(
                .setup, .notice, examined: what,
                found: "no failure, and no script that says how it ended\(time)",
                advice: "a secondary site runs none; of a primary site look for the whole log")
        }
        return Check(
            .setup, .pass, examined: what,
            found: "\(JudgementText.count(log.scripts.count, "script")), all successful\(time)")
    }
}
