// SPDX-License-Identifier: Apache-2.0

/// Whether all documents speak of the same site in the same state (events 209 and 226, Q122179).
///
/// Documents that disagree were taken from different sites or at different times; which one is out
/// of step is told by what the others say.
enum IdentityChecks {
    /// What one document says.
    struct Statement {
        let document: String
        let value: SMSText

        /// The file that says it, of which several parts can say the same.
        var file: Substring { document.prefix { $0 != "," } }
    }

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        [
            compare(.identityBuild, "the build", builds(evidence)),
            compare(.identitySiteCode, "the site code", codes(evidence)),
            compare(.identityParent, "the parent site", parents(evidence), allowsEmpty: true),
            compare(.identityServer, "the site server", servers(evidence)),
            compare(.identityDomain, "the server's domain", domains(evidence)),
            compare(.identityDirectory, "the install directory", directories(evidence)),
        ] + root(evidence)
            + (evidence.isPrimary == true
                ? [compare(.identityDatabase, "the database", databases(evidence))] : [])
    }

    // MARK: - What the documents say

    private static func builds(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            ("site control file, header", evidence.control?.header?.build),
            ("site control file, PROPERTY Version", evidence.control?.versionProperty),
            ("System.map, BUILDNUMBER", evidence.systemMap?.value.build),
        ]) + registry(evidence, "Setup\\Version") { $0.setupVersion }
    }

    private static func codes(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            ("site control file, SITE_ACCOUNT", evidence.control?.account?.siteCode),
            ("site control file, FILE_DEFINITION", evidence.control?.fileDefinition?.targetSite),
            (
                "SMS.INI",
                evidence.initialization?.value.siteCode.map { SMSText($0.text.utf8) }
            ),
        ]) + registry(evidence, "Identification") { $0.siteCode }
    }

    private static func parents(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            ("site control file", evidence.control?.account?.parentCode)
        ]) + registry(evidence, "Identification", allowsBlank: true) { $0.parentSiteCode }
    }

    private static func servers(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            ("site control file", evidence.control?.account?.siteServer)
        ]) + registry(evidence, "Identification") { $0.siteServer }
    }

    private static func domains(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            ("site control file", evidence.control?.account?.serverDomain)
        ]) + registry(evidence, "Identification") { $0.siteServerDomain }
    }

    private static func directories(_ evidence: SiteEvidence) -> [Statement] {
        statements([
            (
                "site control file",
                evidence.control?.account?.installDirectory.withoutFinalSeparator
            )
        ]) + registry(evidence, "Identification") { $0.installationDirectory }
    }

    private static func databases(_ evidence: SiteEvidence) -> [Statement] {
        let dumps = evidence.dumps.compactMap { document -> Statement? in
            guard let name = document.dump.description?.database,
                !DatabaseChecks.isSystemDatabase(name)
            else { return nil }
            return Statement(document: "dump \(quoted(document.name))", value: SMSText(name.utf8))
        }
        return statements([
            ("site control file", evidence.control?.account?.database)
        ]) + registry(evidence, "SQL Server") { $0.databaseName } + dumps
    }

    /// What each registry file says; blank values are damage and told elsewhere.
    private static func registry(
        _ evidence: SiteEvidence, _ key: String, allowsBlank: Bool = false,
        _ fact: (RegistryFacts) -> RegistryText?
    ) -> [Statement] {
        let documents = evidence.registries.filter(\.form.isRestorable)
        return documents.compactMap { document in
            guard let text = fact(document.facts), allowsBlank || !text.isBlank else { return nil }
            let name = documents.count > 1 ? "registry file \(quoted(document.name))" : "registry"
            return Statement(
                document: "\(name), \(key)",
                value: SMSText(registry: text).trimmed.withoutFinalSeparator)
        }
    }

    private static func statements(_ pairs: [(String, SMSText?)]) -> [Statement] {
        pairs.compactMap { document, value in
            value.map { Statement(document: document, value: $0) }
        }
    }

    private static func quoted(_ name: String) -> String { ScreenText.quoted(name) }

    // MARK: - Comparing

    private static func compare(
        _ code: CheckCode, _ what: String, _ all: [Statement], allowsEmpty: Bool = false
    ) -> Check {
        let said = allowsEmpty ? all : all.filter { !$0.value.isEmpty }
        let examined = "\(what) in \(JudgementText.list(said.map(\.document), limit: 4))"
        let groups = groups(said)
        // What one file says twice proves nothing about the others.
        guard let first = said.first, groups.count > 1 || Set(said.map(\.file)).count > 1 else {
            return Check(
                code, .noEvidence, examined: what,
                found: said.first.map { "only the \($0.file) says it: \(shown($0.value))" }
                    ?? "no document says it",
                advice: "capture the registry and the map together with the site control file")
        }
        guard groups.count > 1 else {
            return Check(code, .pass, examined: examined, found: shown(first.value))
        }
        let sayings = groups.map { group in
            "\(group.map(\.document).joined(separator: " and ")): "
                + shown(group.first?.value ?? "")
        }
        return Check(
            code, .fail(.error), examined: examined, found: sayings.joined(separator: "; "),
            advice: advice(groups))
    }

    /// Statements that agree, the largest group first; among equals in the order of the documents.
    private static func groups(_ statements: [Statement]) -> [[Statement]] {
        var groups: [[Statement]] = []
        for statement in statements {
            let index = groups.firstIndex {
                $0.first?.value.agrees(with: statement.value) ?? false
            }
            if let index {
                groups[index].append(statement)
            } else {
                groups.append([statement])
            }
        }
        let counts = Set(groups.map(\.count)).sorted(by: >)
        return counts.flatMap { count in groups.filter { $0.count == count } }
    }

    private static func advice(_ groups: [[Statement]]) -> String {
        guard let most = groups.first?.count, groups.dropFirst().allSatisfy({ $0.count < most })
        else { return "one of them is out of step; find out which, and capture it again" }
        let odd = groups.dropFirst().flatMap { $0 }.map(\.document)
        return "out of step: \(odd.joined(separator: ", ")); capture it again from this site"
    }

    private static func shown(_ value: SMSText) -> String {
        value.isEmpty ? "none" : JudgementText.quoted(value)
    }

    /// The last name of the install directory against the directory that was captured.
    private static func root(_ evidence: SiteEvidence) -> [Check] {
        guard let directory = evidence.control?.account?.installDirectory.withoutFinalSeparator,
            let own = directory.bytes.split(separator: UInt8(ascii: "\\")).last,
            let given = evidence.rootPath.split(separator: UInt8(ascii: "/")).last
        else { return [] }
        let agrees = SMSText(own).isSame(as: SMSText(given))
        return [
            Check(
                .identityDirectory, agrees ? .pass : .notice, subject: "captured path",
                examined: "the install directory and the path that was captured",
                found: "\(JudgementText.quoted(directory)) and \(ScreenText.quoted(given))",
                advice: agrees
                    ? nil : "make sure that this is the site's own directory and not a copy")
        ]
    }
}
