// SPDX-License-Identifier: Apache-2.0

/// Whether the addresses of the site control file lead where they say (Q266759).
///
/// An address of a child whose UNC name is the site's own server makes Applications Manager blank
/// the sources of packages; administrators are told to find it by reading the file.
enum AddressChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let what = "the ADDRESS lines of the site control file"
        guard let file = evidence.control else {
            return [
                Check(.addresses, .noEvidence, examined: what, found: "no site control file")
            ]
        }
        guard !file.addresses.isEmpty || file.siteCode != nil else {
            return [
                Check(
                    .addresses, .noEvidence, examined: what, found: "no address and no site code")
            ]
        }
        let wrecking = ownServer(file)
        let wrong = missing(file) + unknown(file)
        var checks: [Check] = []
        if !wrecking.isEmpty {
            checks.append(
                Check(
                    .addresses, .fail(.error), subject: "own server", examined: what,
                    found: JudgementText.list(wrecking),
                    advice: "correct the address before anything else: it makes SMS blank the "
                        + "sources of packages"))
        }
        if !wrong.isEmpty {
            checks.append(
                Check(
                    .addresses, .fail(.warning), examined: what,
                    found: JudgementText.list(wrong),
                    advice: "correct it in the Administrator program: site properties, addresses"))
        }
        if checks.isEmpty {
            checks.append(
                Check(
                    .addresses, .pass, examined: what,
                    found: JudgementText.count(file.addresses.count, "address", "addresses")))
        }
        return checks
    }

    /// Addresses of other sites that name the site's own server.
    private static func ownServer(_ file: SiteControlFile) -> [String] {
        guard let account = file.account, !account.siteServer.isEmpty else { return [] }
        return file.addresses.compactMap { address in
            guard !address.destination.isSame(as: account.siteCode),
                let server = address.uncServer, server.isSame(as: account.siteServer)
            else { return nil }
            return "line \(address.line): the address of site "
                + "\(JudgementText.quoted(address.destination)) names this site's own server "
                + JudgementText.quoted(server)
        }
    }

    private static func missing(_ file: SiteControlFile) -> [String] {
        guard let own = file.siteCode else { return [] }
        func leads(to code: SiteCode) -> Bool {
            file.addresses.contains { SiteCode($0.destination) == code && $0.isUsable }
        }
        let hasOwn = file.addresses.contains {
            SiteCode($0.destination) == own && $0.uncServer != nil
        }
        var missing = hasOwn ? [] : ["no LAN address of the site to itself"]
        if let parent = file.parentCode, !leads(to: parent) {
            missing.append("no usable address of the parent site \(parent)")
        }
        return missing
    }

    private static func unknown(_ file: SiteControlFile) -> [String] {
        let boxes = Set(file.outboxes.map(\.name.uppercased))
        let formats = Set(file.senders.map(\.format.uppercased))
        return file.addresses.flatMap { address -> [String] in
            let place = "line \(address.line): "
            var wrong: [String] = []
            if !address.outbox.isEmpty, !boxes.contains(address.outbox.uppercased) {
                wrong.append(place + "unknown outbox \(JudgementText.quoted(address.outbox))")
            }
            if !formats.contains(address.senderType.uppercased) {
                wrong.append(
                    place + "no sender of type \(JudgementText.quoted(address.senderType))")
            }
            if SiteCode(address.destination) == nil {
                wrong.append(
                    place + "\(JudgementText.quoted(address.destination)) is no site code")
            }
            return wrong
        }
    }
}
