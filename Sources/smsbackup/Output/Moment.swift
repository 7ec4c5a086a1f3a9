// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Snapshot

/// The moment that a capture is recorded with.
enum Moment {
    /// `SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org/specs/source-date-epoch), or
    /// now.
    static func ofThisRun() throws -> Timestamp {
        guard let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"] else {
            return Timestamp(wholeSeconds: Int64(Date().timeIntervalSince1970))
        }
        guard let seconds = Int64(text), Timestamp.spellableSeconds.contains(seconds) else {
            throw SnapshotError(
                .usage,
                "SOURCE_DATE_EPOCH is \(ScreenText.quoted(text)), expected seconds since 1970")
        }
        return Timestamp(wholeSeconds: seconds)
    }
}
