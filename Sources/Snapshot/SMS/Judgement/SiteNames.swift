// SPDX-License-Identifier: Apache-2.0

/// The names of a site as a person types them into a command.
///
/// A name out of a damaged file could be anything, so one that is not made of ordinary letters
/// becomes a word in angle brackets that nobody types by mistake.
struct SiteNames: Sendable {
    let code: String
    let build: String
    let server: String
    let domain: String
    /// The SMS root, for example `D:\SMS`.
    let directory: String
    let accountDomain: String
    let database: String
    let databaseServer: String
    /// For example `X86.BIN`.
    let platform: String
    /// For example `D:`.
    let drive: String

    init(_ evidence: SiteEvidence) {
        let facts = evidence.registryFacts
        let account = evidence.control?.account
        func registry(_ text: RegistryText?) -> SMSText? { text.map { SMSText(registry: $0) } }
        func name(_ candidates: SMSText?..., or placeholder: String) -> String {
            candidates.lazy.compactMap { $0.flatMap(Self.typed) }.first ?? "<\(placeholder)>"
        }
        code = evidence.siteCode?.text ?? "<site code>"
        build = name(
            evidence.control?.header?.build, registry(facts.setupVersion), or: "unknown")
        server = name(account?.siteServer, registry(facts.siteServer), or: "site server")
        domain = name(account?.serverDomain, registry(facts.siteServerDomain), or: "domain")
        directory = name(
            account?.installDirectory.withoutFinalSeparator,
            registry(facts.installationDirectory), or: "SMS root")
        accountDomain = name(account?.accountDomain, account?.serverDomain, or: "domain")
        database = name(account?.database, registry(facts.databaseName), or: "database")
        databaseServer = name(account?.sqlServer, registry(facts.databaseServer), or: "SQL server")
        let own = evidence.control?.property(named: "Site Server Platform")?.first.text
        platform = name(
            own.flatMap { evidence.systemMap?.value.directory(ofPlatform: $0) }, "X86.BIN",
            or: "platform")
        let isDrive = directory.dropFirst().first == ":"
        drive = isDrive ? String(directory.prefix(2)) : "<drive>"
    }

    /// The text if it can be typed as it is: letters, digits and the marks of paths, and no secret.
    static func typed(_ text: SMSText) -> String? {
        let trimmed = text.trimmed
        let marks = [UInt8](" _-.:\\$".utf8)
        guard (1...120).contains(trimmed.bytes.count),
            trimmed.bytes.allSatisfy({ SMSText.digit($0) != nil || marks.contains($0) })
        else { return nil }
        let shown = JudgementText.redacted(trimmed.description)
        return shown.utf8.elementsEqual(trimmed.bytes) ? shown : nil
    }
}
