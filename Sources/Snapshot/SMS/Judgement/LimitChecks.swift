// SPDX-License-Identifier: Apache-2.0

/// How close the site control file is to what the database takes of it (Q162536, Q255262).
enum LimitChecks {
    /// The image of early builds: 256 KB, about 1,100 sites (Q162536).
    static let earlyLimit: Int64 = 262_144
    /// The default of later builds (Q255262).
    static let defaultLimit: Int64 = 454_000
    /// The most that `SiteControlImageSize` can raise it to (Q255262).
    static let largestLimit: Int64 = 681_000

    static func checks(_ evidence: SiteEvidence) -> [Check] {
        imageSize(evidence.registryFacts) + size(evidence)
    }

    private static func size(_ evidence: SiteEvidence) -> [Check] {
        guard let document = evidence.siteControl else { return [] }
        let size = Int64(document.byteCount)
        let set = evidence.registryFacts.siteControlImageSize.flatMap { Int64(exactly: $0) }
            .flatMap { (defaultLimit...largestLimit).contains($0) ? $0 : nil }
        let limit = set ?? defaultLimit
        let limits = [earlyLimit, limit, largestLimit]
            .map { "\(percent(size, of: $0)) % of \(JudgementText.grouped($0))" }
        let found = "\(JudgementText.grouped(size)) bytes: \(limits.joined(separator: ", "))"
        let check = { (outcome: Check.Outcome, advice: String?) in
            Check(
                .controlFileSize, outcome, examined: "the size of SITECTRL.CT0", found: found,
                advice: advice)
        }
        if size > largestLimit {
            return [
                check(
                    .fail(.error), "no build of SMS stores a file of this size; remove addresses")
            ]
        }
        if size > limit {
            return [
                check(
                    .fail(.error),
                    "changes beyond the limit are lost without a word; raise "
                        + "SiteControlImageSize or remove addresses")
            ]
        }
        if size > earlyLimit {
            return [
                check(
                    .fail(.warning),
                    "builds without the corrected Base4.dll take \(earlyLimit) bytes (event 336)")
            ]
        }
        if size > earlyLimit / 5 * 4 {
            return [check(.notice, "little room is left for further sites")]
        }
        return [check(.pass, nil)]
    }

    /// The value is a `REG_DWORD`: typed as hexadecimal, 454000 is about 4.5 million.
    private static func imageSize(_ facts: RegistryFacts) -> [Check] {
        guard let value = facts.siteControlImageSize else { return [] }
        let size = Int64(exactly: value) ?? .max
        guard !(defaultLimit...largestLimit).contains(size) else { return [] }
        let isTypedAsHexadecimal = size > largestLimit
        return [
            Check(
                .controlFileSize, .fail(.warning), subject: "SiteControlImageSize",
                examined: "SMS_SITE_CONFIG_MANAGER\\SiteControlImageSize in the registry",
                found: "\(JudgementText.grouped(size)), outside "
                    + "\(JudgementText.grouped(defaultLimit)) to "
                    + JudgementText.grouped(largestLimit),
                advice: isTypedAsHexadecimal
                    ? "the decimal figure was probably typed as hexadecimal; set it again"
                    : "a value below the default has no use; remove it")
        ]
    }

    private static func percent(_ part: Int64, of whole: Int64) -> Int64 {
        part > .max / 100 ? .max : part * 100 / whole
    }
}
