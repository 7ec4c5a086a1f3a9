// SPDX-License-Identifier: Apache-2.0

/// Writes down beside the archives which were verified, and how.
public struct VerificationRecording: Sendable {
    private struct Note: Sendable {
        let name: [UInt8]
        let fingerprint: ArchiveFingerprint
        let event: VerificationRecord.Event
        let hadFindings: Bool
    }

    private var notes: [[UInt8]: [Note]] = [:]

    /// Makes an empty recording.
    public init() {}

    /// Takes down a report; one of an archive that could not be opened says nothing to remember.
    public mutating func add(_ report: VerificationReport, at moment: Timestamp) {
        guard let fingerprint = report.fingerprint else { return }
        let parts = SplitPath(report.path)
        notes[parts.directory, default: []].append(
            Note(
                name: parts.name, fingerprint: fingerprint,
                event: .init(moment: moment, level: report.level),
                hadFindings: !report.findings.isEmpty))
    }

    /// Writes the journals of all directories, each in one step.
    ///
    /// A journal is read just before it is written. Two runs over one directory that end in the same
    /// moment may lose the notes of one of them: the archives then count as not verified.
    ///
    /// - Returns: why a journal could not be written; empty when all were.
    public func write() -> [SnapshotError] {
        var failures: [SnapshotError] = []
        for (directory, notes) in notes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            do throws(SnapshotError) {
                var journal = try VerificationJournal(of: directory)
                for note in notes {
                    journal.note(
                        note.event, hadFindings: note.hadFindings, of: note.fingerprint,
                        named: note.name)
                }
                try journal.write()
            } catch {
                failures.append(error)
            }
        }
        return failures
    }
}
