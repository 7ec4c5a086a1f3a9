// SPDX-License-Identifier: Apache-2.0

/// Judges the site in an archive by the archive's bytes, and compares that with what was judged
/// at the capture.
public struct ArchiveJudging {
    /// How the judgement that is stored compares.
    public enum Comparison: Sendable, Hashable {
        /// The archive stores none, or none that can be read.
        case none
        /// The same.
        case same
        /// Another version of the program judged, and came to other words or results.
        case otherVersion(tool: String)
        /// This very version judged otherwise.
        case different([String])
        /// The archive is damaged, so nothing was judged.
        case notJudged
    }

    /// What came of it.
    public struct Outcome: Sendable, Hashable {
        /// The judgement; without checks when the archive is damaged.
        public let judgement: Judgement
        /// How the stored one compares.
        public let comparison: Comparison
        /// Failures that make the snapshot unusable.
        public let defects: [Check]
        /// Failures that somebody has to read.
        public let concerns: [Check]

        /// The defects and the differences as findings.
        var findings: [Finding] {
            var findings = defects.map { Finding(.unusable, "\($0)") }
            if case .different(let differences) = comparison {
                findings += differences.map { Finding(.judgement, $0) }
            }
            return findings
        }
    }

    /// More differences than these are not told one by one.
    private static let mostDifferences = 20

    /// What must be told of all entries of the archive.
    let collector: EvidenceCollector
    private let stored: Checklist?

    init(_ reader: ArchiveReader) {
        stored = reader.checklist
        collector = EvidenceCollector(reader.circumstances(stored))
    }

    /// Judges what was collected.
    ///
    /// `isWhole`: whether every entry gave the bytes that were captured. If not, the documents are
    /// not those of the site, and whatever could be said of them would be about the damage.
    func outcome(isWhole: Bool) -> Outcome {
        guard isWhole else {
            return Outcome(
                judgement: Judgement(checks: []), comparison: .notJudged, defects: [], concerns: [])
        }
        let evidence = collector.finish()
        let judgement = Judgement(of: evidence)
        return Outcome(
            judgement: judgement, comparison: comparison(judgement),
            defects: judgement.defects(declaredMissing: evidence.declaredMissing),
            concerns: judgement.concerns(declaredMissing: evidence.declaredMissing))
    }

    private func comparison(_ judgement: Judgement) -> Comparison {
        guard let stored else { return .none }
        if stored.judgement == judgement, stored.unknownCodes.isEmpty { return .same }
        guard stored.isOwn else { return .otherVersion(tool: stored.tool) }
        return .different(Self.differences(stored, judgement))
    }

    /// In which checks two judgements differ, for a person.
    private static func differences(_ stored: Checklist, _ judgement: Judgement) -> [String] {
        struct Key: Hashable {
            let code: CheckCode
            let subject: String
        }
        func sorted(_ checks: [Check]) -> [Key: [Check]] {
            Dictionary(grouping: checks) { Key(code: $0.code, subject: $0.subject) }
        }
        let (old, new) = (sorted(stored.judgement.checks), sorted(judgement.checks))
        var differences = stored.unknownCodes.map {
            "the stored judgement has a check \(ScreenText.quoted($0)) that nobody made"
        }
        var told: Set<Key> = []
        for check in judgement.checks + stored.judgement.checks {
            let key = Key(code: check.code, subject: check.subject)
            guard told.insert(key).inserted, old[key] != new[key] else { continue }
            func text(_ checks: [Check]?) -> String {
                checks.map { $0.map(\.description).joined(separator: " and ") } ?? "nothing"
            }
            differences.append("stored: \(text(old[key])); now: \(text(new[key]))")
        }
        if differences.isEmpty { differences = ["the checks are stored in another order"] }
        let rest = differences.count - mostDifferences
        return rest > 0
            ? differences.prefix(mostDifferences) + ["and \(rest) more differences"] : differences
    }
}

extension ArchiveReader {
    /// The judgement that the archive stores; `nil` when it has none that can be read.
    var checklist: Checklist? {
        var bytes: [UInt8] = []
        let isThere = try? readTagFile(Checklist.path, in: metaUnits) { piece in
            guard UInt64(bytes.count + piece.count) <= Checklist.largestSize else {
                throw ManifestError(place: Checklist.path, problem: "too large")
            }
            bytes += piece
        }
        return isThere == true ? try? Checklist(bytes) : nil
    }

    /// What a judgement must know besides the files.
    func circumstances(_ stored: Checklist?) -> EvidenceCircumstances {
        var circumstances =
            stored?.circumstances ?? EvidenceCircumstances(captured: description.created)
        circumstances.captured = description.created
        circumstances.learn(from: components)
        return circumstances
    }
}
