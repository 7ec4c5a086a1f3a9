// SPDX-License-Identifier: Apache-2.0

/// What can be said of an archive that another program wrote: that it can be read to its end, or
/// not.
extension Verification {
    /// Reads the archive through, at every level.
    ///
    /// The checksums of compressed frames and of tar headers, sizes and the mark of the end are
    /// compared; what no restore would take is named. The report always has the finding
    /// ``FindingCode/archiveForeign``, for nothing of it is evidence.
    func report(on archive: ForeignArchive) throws -> VerificationReport {
        let tar = try archive.tar(isInterrupted: isInterrupted)
        var refused = RefusedMembers()
        while let member = try tar.next() {
            if case .refused(let reason) = member.reading { refused.add(member.name, reason) }
        }
        let summary = archive.summary(of: tar)
        let findings =
            [summary.finding] + tar.findings + refused.findings + archive.source.findings
        return VerificationReport(
            path: archive.path, level: level, findings: findings,
            damage: DamageMap(findings, units: []).places, restorable: .unknown, warnings: [],
            site: nil, archiveID: nil, created: nil, fingerprint: nil, archiveBytes: archive.size,
            filesChecked: 0, bytesChecked: 0, unitsChecked: 0, judged: nil, foreign: summary)
    }
}
