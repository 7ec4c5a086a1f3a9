// SPDX-License-Identifier: Apache-2.0

/// The journals of all directories of a store, each read once.
struct StoreJournals {
    private var journals: [[UInt8]: VerificationJournal?] = [:]
    /// Why a journal could not be used; its archives then have no records.
    private(set) var failures: [SnapshotError] = []

    /// The record that speaks for an archive, or `nil`.
    mutating func record(of archive: StoredArchive, now: Timestamp) -> VerificationRecord? {
        let directory = SplitPath(archive.path).directory
        if let known = journals[directory] { return known?.record(of: archive, now: now) }
        do throws(SnapshotError) {
            let journal = try VerificationJournal(of: directory)
            journals[directory] = .some(journal)
            return journal.record(of: archive, now: now)
        } catch {
            journals[directory] = .some(nil)
            failures.append(error)
            return nil
        }
    }
}
