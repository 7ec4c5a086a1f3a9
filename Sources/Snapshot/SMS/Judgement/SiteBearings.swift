// SPDX-License-Identifier: Apache-2.0

/// What a site is bound to: put back under another of these names, it does not work.
public struct SiteBearings: Sendable, Hashable {
    /// The site code.
    public var code: SMSText?
    /// The NetBIOS name of the site server.
    public var computer: SMSText?
    /// The domain of the site server.
    public var domain: SMSText?
    /// The SMS root, for example `D:\SMS`.
    public var directory: SMSText?

    /// Reads them from a site control file and the registry; what neither says stays `nil`.
    ///
    /// The registry is asked first where it is the newer of the two.
    public init(control: SiteControlFile?, facts: RegistryFacts?, prefersRegistry: Bool = false) {
        let account = control?.account
        func registry(_ text: RegistryText?) -> SMSText? { text.map { SMSText(registry: $0) } }
        func first(_ written: SMSText?, _ registry: SMSText?) -> SMSText? {
            let texts = prefersRegistry ? [registry, written] : [written, registry]
            return texts.lazy.compactMap { $0?.trimmed }.first { !$0.isEmpty }
        }
        code = first(account?.siteCode, registry(facts?.siteCode))
        computer = first(account?.siteServer, registry(facts?.siteServer))
        domain = first(account?.serverDomain, registry(facts?.siteServerDomain))
        directory = first(account?.installDirectory, registry(facts?.installationDirectory))
            .map(\.withoutFinalSeparator)
    }

    /// Whether both say a site code, and not the same.
    public func isAnotherSite(than other: SiteBearings) -> Bool {
        guard let code, let otherCode = other.code else { return false }
        return !code.isSame(as: otherCode)
    }

    /// What will not work when a site that was captured with these is put back where `current`
    /// holds; one sentence for each difference, without a full stop.
    public func consequences(at current: SiteBearings) -> [String] {
        var sentences: [String] = []
        func compare(
            _ what: String, _ captured: SMSText?, _ current: SMSText?, _ consequence: String
        ) {
            guard let captured, let current, !captured.isSame(as: current) else { return }
            sentences.append(
                "the \(what) is \(JudgementText.quoted(current)), captured was "
                    + "\(JudgementText.quoted(captured)): \(consequence)")
        }
        compare(
            "site code", code, current.code,
            "this is the backup of another site, and will not work here")
        compare(
            "computer name", computer, current.computer,
            "database, registry and every client name the old one; services will not start and "
                + "clients will not find the site (Q147469)")
        compare(
            "domain", domain, current.domain,
            "the service account and the logon servers belong to the old one; services will not "
                + "start (Q147469)")
        compare(
            "SMS directory", directory, current.directory,
            "registry, shares and the site control file name the old one; Site Config Manager "
                + "will refuse the site control file")
        return sentences
    }
}
