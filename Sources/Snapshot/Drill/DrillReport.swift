// SPDX-License-Identifier: Apache-2.0

/// What a rehearsed restore showed.
public struct DrillReport: Sendable {
    /// A part of the drill.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        /// Every byte of the archive was compared with its digests.
        case verify
        /// Everything was restored into the scratch directory.
        case restore
        /// What came out was compared with the archive, and judged.
        case compare
        /// The user's program was run on it.
        case command
        /// The scratch directory was removed.
        case remove
    }

    /// How a part went.
    public struct StepResult: Sendable, Hashable {
        /// Which part.
        public let step: Step
        /// How long it took; `nil` when it was not done.
        public let duration: Duration?
        /// Why it was not done, or what became of it when that is no finding.
        public let remark: String?
    }

    /// What the archive says that it is.
    public struct About: Sendable {
        /// Its name: the first name of every path in it.
        public let name: String
        /// What wrote it: the program, and the library that compressed.
        public let tool: String, library: String
        /// Its digest.
        public let fingerprint: ArchiveFingerprint
        /// The moment of the capture.
        public let created: Timestamp
        /// The site.
        public let site: SiteIdentity
    }

    /// What the user's program did.
    public struct CommandResult: Sendable {
        /// The program and its arguments, the restored directory last.
        public let arguments: [[UInt8]]
        /// What it did; `nil` when it could not be started.
        public let outcome: ChildProcess.Outcome?
        /// What is wrong, for a person; `nil` when it ended with status 0.
        public let complaint: String?
    }

    /// The archive, as it was given.
    public let archive: [UInt8]
    /// What the verification said.
    public internal(set) var verification: VerificationReport
    /// What the archive is; `nil` when it cannot be opened any more.
    public internal(set) var about: About?
    /// What a restore needs.
    public internal(set) var need: DrillNeed?
    /// The directory that was restored into; `nil` when nothing was.
    public internal(set) var destination: [UInt8]?
    /// What the restore said.
    public internal(set) var restoration: RestoreReport?
    /// How what came out compares.
    public internal(set) var comparison: RestoredTreeReport?
    /// What was judged of the restored files; `nil` when there was no reason or no way to.
    public internal(set) var judged: ArchiveJudging.Outcome?
    /// What the user's program did; `nil` when there is none, or it was not run.
    public internal(set) var command: CommandResult?
    /// The most bytes that were allocated in the scratch directory when it was looked at: after
    /// the restore and after the program.
    public internal(set) var peakBytes: UInt64 = 0
    /// All parts, in order.
    public internal(set) var steps: [StepResult] = []
    /// Findings of the drill itself, beside those of the steps.
    public internal(set) var ownFindings: [Finding] = []
    /// The scratch directory, when it is still there.
    public internal(set) var leftBehind: [UInt8]?
    /// Why it is, when that was not wished.
    public internal(set) var removalError: String?

    init(_ archive: [UInt8], _ verification: VerificationReport) {
        self.archive = archive
        self.verification = verification
    }
}

extension DrillReport {
    /// Everything that is wrong, in the order of the steps; the program's failure is not among it.
    public var findings: [Finding] {
        var told: Set<Finding> = []
        let all =
            verification.findings + ownFindings + (restoration?.findings ?? [])
            + notRestored + (comparison?.findings ?? []) + (judged?.findings ?? [])
        return all.filter { told.insert($0).inserted }
    }

    private var notRestored: [Finding] {
        restoration?.notRestored.map {
            Finding(.restored, path: $0.path, "not restored: \($0.reason)")
        } ?? []
    }

    /// What somebody has to know: what the archive says, and the attributes that came out
    /// otherwise.
    public var warnings: [Warning] {
        var warnings = verification.warnings
        // Attributes are read back by the comparison, which counts them.
        for warning in restoration?.warnings ?? []
        where (warning.kind != .attribute || comparison == nil) && !warnings.contains(warning) {
            warnings.append(warning)
        }
        return warnings + (comparison?.warnings ?? [])
    }

    /// What could not be looked at, for a person.
    public var failures: [String] { comparison?.failures ?? [] }

    /// Whether something is wrong with what was rehearsed.
    public var hasFindings: Bool { !findings.isEmpty || command?.complaint != nil }

    /// Whether everything was done and nothing found: only this is a proof.
    public var isProven: Bool {
        !hasFindings && failures.isEmpty && comparison != nil && judged != nil
            && steps.allSatisfy { $0.duration != nil || $0.step == .command || $0.step == .remove }
    }

    /// How long a restore of the whole archive takes here; `nil` when not everything was restored.
    public var restoreTime: Duration? {
        guard let restoration, restoration.notRestored.isEmpty else { return nil }
        return steps.first { $0.step == .restore }?.duration
    }

    /// What nobody looked at, one sentence each without a full stop; never empty.
    public var notChecked: [String] {
        var sentences = steps.compactMap { result in
            result.duration == nil && result.step != .remove
                ? result.remark.map { "\(result.step.rawValue): \($0)" } : nil
        }
        if judged == nil, comparison != nil {
            sentences.append("the checks of the site: what came out is not what was captured")
        }
        if let judged, judged.judgement.count(of: .noEvidence) > 0 {
            sentences.append(
                "\(judged.judgement.count(of: .noEvidence)) checks of the site, for which there is no evidence: a person has to look"
            )
        }
        sentences.append(
            "whether the site runs: computer names, accounts, shares and the loading of the database lie outside an archive"
        )
        return sentences
    }
}
