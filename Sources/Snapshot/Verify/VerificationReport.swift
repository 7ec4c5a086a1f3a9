// SPDX-License-Identifier: Apache-2.0

/// What a verification found.
public struct VerificationReport: Sendable, Hashable {
    /// The archive.
    public let path: [UInt8]
    /// How thorough it was.
    public let level: VerificationLevel
    /// Every difference; empty for an intact archive.
    public let findings: [Finding]
    /// Where the archive is damaged, and which entries that costs, in the order of the file.
    public let damage: [DamagedPlace]
    /// Whether a restore would give everything back.
    public let restorable: Restorability
    /// What the archive itself has to say: declared absences, files that changed while they were
    /// read.
    public let warnings: [Warning]
    /// The site, when the archive could be opened.
    public let site: SiteIdentity?
    /// The archive's identifier, when it could be opened.
    public let archiveID: String?
    /// The moment of the capture, when the archive could be opened.
    public let created: Timestamp?
    /// By what the archive is known again, when it could be opened.
    public let fingerprint: ArchiveFingerprint?
    /// The size of the archive in bytes.
    public let archiveBytes: UInt64
    /// Files whose content was read and compared with its digest; 0 for a quick verification.
    public let filesChecked: Int
    /// The bytes of those files.
    public let bytesChecked: UInt64
    /// Whether every byte is what was written, whatever the site in it is worth.
    public var isIntact: Bool {
        findings.allSatisfy { $0.code == .unusable || $0.code == .judgement }
    }
    /// Units of the archive whose digest was compared.
    public let unitsChecked: Int
    /// What was judged; `nil` for less than a deep verification.
    public let judged: ArchiveJudging.Outcome?
    /// What was read of an archive that another program wrote, and that nothing proves; `nil` for
    /// ours.
    public internal(set) var foreign: ForeignSummary?
}
