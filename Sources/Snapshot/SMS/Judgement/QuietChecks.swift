// SPDX-License-Identifier: Apache-2.0

/// Whether the site was at rest: nothing in flight in `SITECFG.BOX`, and how much work waited
/// elsewhere (Q183347).
enum QuietChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        [box(evidence)] + transients(evidence)
    }

    private static func box(_ evidence: SiteEvidence) -> Check {
        let what = "the names in SITE.SRV\\SITECFG.BOX"
        guard let names = evidence.siteConfigNames else {
            return Check(.quiet, .noEvidence, examined: what, found: "nobody looked")
        }
        let others = names.map { SMSText($0).uppercased }.filter { $0 != "SITECTRL.CT0" }.sorted()
        guard !others.isEmpty else {
            // An empty box is at rest too; that the file is missing is told elsewhere.
            return Check(
                .quiet, .pass, examined: what,
                found: names.isEmpty ? "nothing" : "only SITECTRL.CT0")
        }
        let told = others.map { "\(ScreenText.quoted($0.bytes)), \(meaning($0))" }
        return Check(
            .quiet, .fail(.warning), examined: what,
            found: "a change is in flight: \(JudgementText.list(told))",
            advice: "wait until only SITECTRL.CT0 is left, or find out why it stays; then capture "
                + "again")
    }

    /// What a file in the box stands for.
    static func meaning(_ name: SMSText) -> String {
        let name = name.uppercased
        let dot = name.bytes.lastIndex(of: UInt8(ascii: "."))
        let fileExtension = dot.map { SMSText(name.bytes[($0 + 1)...]) } ?? ""
        if name.hasPrefix("BOOTSTRP.") { return "an upgrade that is not finished" }
        if name == "SHUTDOWN.CT1" { return "an order to shut the site down, left by a hotfix" }
        switch fileExtension {
        case "CT0": return "a copy of the site control file"
        case "CT1": return "a change that Site Config Manager has not taken"
        case "CT2": return "a result that Hierarchy Manager has not taken"
        case "CT3": return "a file of SMS 2.0"
        default: break
        }
        if let code = fileExtension.number, let reason = rejection(code) {
            return "input that Site Config Manager rejected: \(reason)"
        }
        return "which does not belong there"
    }

    /// Why Site Config Manager renamed its input (Q121683).
    private static func rejection(_ code: UInt32) -> String? {
        guard let code = SiteControlAcceptance.Code(rawValue: Int(code)) else { return nil }
        return switch code {
        case .unreadable: "cannot be read"
        case .unknownLocalTransaction: "unknown local order"
        case .unknownTransaction: "unknown order"
        case .unknownFileType: "unknown type of file"
        case .badSiteInformation: "site code or install directory does not match"
        case .noDomain: "no domain"
        case .noAccountOrAddress: "no account or no usable address"
        case .noDatabase: "no SQL Server for a primary site"
        case .noComponentOrSender: "no component or no sender"
        }
    }

    /// Work that waits, and what was put aside as bad.
    private static func transients(_ evidence: SiteEvidence) -> [Check] {
        guard let tree = evidence.tree else { return [] }
        var counts: [TransientFile: Int] = [:]
        var oldest: TreeFiles.File?
        var bad = 0
        for file in tree {
            if file.isBelow("SITE.SRV/"),
                file.isBelow(anyNamed: "BADMIFS") || file.isBelow(anyNamed: "BADRAWS")
            {
                bad += 1
            }
            // The site's own changes are told with their names.
            guard let kind = TransientFile(path: file.path), kind != .siteConfiguration else {
                continue
            }
            counts[kind, default: 0] += 1
            if oldest.map({ file.modified < $0.modified }) ?? true { oldest = file }
        }
        var told = TransientFile.allCases.compactMap { kind in
            counts[kind].map { "\(kind.rawValue): \($0)" }
        }
        if bad > 0 { told.append("files put aside in BADMIFS and BADRAWS: \(bad)") }
        let what = "the queues of the site"
        if told.isEmpty {
            return [Check(.transientFiles, .pass, examined: what, found: "empty")]
        }
        let age = oldest.map { "; the oldest is of \($0.modified.wholeSecondDescription)" } ?? ""
        return [
            Check(
                .transientFiles, .notice, examined: what,
                found: told.joined(separator: ", ") + age,
                advice: "captured as evidence and not restored by default: the work would be "
                    + "done twice")
        ]
    }
}
