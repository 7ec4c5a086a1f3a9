// SPDX-License-Identifier: Apache-2.0

extension UpgradePlan {
    /// Logon servers from which on a child is too slow to shut down in time (Q186408); the article
    /// says "many".
    static let manyLogonServers = 10

    /// What is known of the children and of the ways to them, sorted by site once.
    struct Circumstances {
        private var addresses: [SiteCode: [SiteControlFile.Address]] = [:]
        private var closedByName: [SMSText: Int] = [:]
        private var closedByFormat: [SMSText: Int] = [:]
        private var logonServers: [SiteCode: Int] = [:]
        private var statuses: [String: SiteStatus] = [:]
        private let isSenderStopped: Bool

        init(_ evidence: SiteEvidence) {
            isSenderStopped = evidence.registryFacts.maximumConcurrentSendings == 0
            for address in evidence.control?.addresses ?? [] {
                guard let code = SiteCode(address.destination) else { continue }
                addresses[code, default: []].append(address)
            }
            for box in evidence.control?.outboxes ?? [] {
                let closed = box.schedule.bytes.count {
                    SMSText.uppercased($0) != UInt8(ascii: "F")
                }
                let name = box.name.uppercased
                let format = box.format.uppercased
                closedByName[name] = closedByName[name] ?? closed
                closedByFormat[format] = min(closedByFormat[format] ?? closed, closed)
            }
            for child in evidence.children {
                let domains = child.control?.value.domains ?? []
                logonServers[child.code] = domains.reduce(0) { $0 + $1.logonServers.count }
            }
            for site in evidence.hierarchyManagerLog?.sites ?? [] {
                statuses[site.code] = site.status
            }
        }
    }
}

extension UpgradePlan.Circumstances {
    func plan(for code: SiteCode) -> UpgradePlan.Child {
        let (suggestion, reason) = suggestion(for: code)
        return UpgradePlan.Child(
            code: code, megabytes: UpgradePlan.megabytesPerSite, suggestion: suggestion,
            reason: reason, obstacles: obstacles(for: code))
    }

    private func suggestion(for code: SiteCode) -> (UpgradePlan.Method, String) {
        guard let ways = addresses[code] else { return (.local, "no address leads to it") }
        if let servers = logonServers[code], servers >= UpgradePlan.manyLogonServers {
            return (
                .local,
                "\(servers) logon servers: it shuts down too slowly for an upgrade that is begun "
                    + "elsewhere (Q186408)"
            )
        }
        let fast = ways.filter { !Self.isSlow($0.senderType) }
        if fast.isEmpty {
            let types = Set(ways.map { JudgementText.quoted($0.senderType) }).sorted()
            return (
                .sourceAtChild,
                "it is reached by \(JudgementText.list(types)) only, and at 28,800 bit/s "
                    + "\(UpgradePlan.megabytesPerSite) MB take about five hours; run Setup there "
                    + "instead, if somebody can"
            )
        }
        let closed = fast.map(closedHours).min() ?? 0
        if closed > 0 {
            return (
                .sourceAtChild,
                "its outbox is closed to some jobs \(closed) of 168 hours a week: the line is not "
                    + "to be used freely"
            )
        }
        return (.download, "it is reached by a LAN sender at any hour")
    }

    /// RAS, SNA and X.25; whatever is no LAN is taken for slow.
    private static func isSlow(_ senderType: SMSText) -> Bool {
        !senderType.isSame(as: "MS_LAN_SENDER")
    }

    /// Hours of the week in which the outbox of an address does not take every job.
    private func closedHours(_ address: SiteControlFile.Address) -> Int {
        let hours =
            address.outbox.isEmpty
            ? closedByFormat[address.senderType.uppercased]
            : closedByName[address.outbox.uppercased]
        return min(hours ?? 0, 168)
    }

    private func obstacles(for code: SiteCode) -> [String] {
        var obstacles: [String] = []
        if let status = statuses[code.text] {
            if !status.isActive {
                obstacles.append("it is \(status); every secondary site must be active first")
            }
        } else {
            obstacles.append("nothing says that it is active; look at its status")
        }
        if isSenderStopped {
            obstacles.append("the sender may send nothing (0 sendings); set it to 5")
        }
        return obstacles
    }
}
