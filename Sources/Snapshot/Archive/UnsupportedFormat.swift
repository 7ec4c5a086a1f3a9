// SPDX-License-Identifier: Apache-2.0

/// An archive that may well be whole, of which this version cannot judge: it is of a later version
/// of the format, or demands a feature that is not known here (docs/FORMAT.md, "Versions").
struct UnsupportedFormat: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is not known.
    let problem: String

    var description: String { problem }

    /// The error of an operation on the archive at a path.
    func error(_ path: [UInt8]) -> SnapshotError {
        SnapshotError(
            .unsupported,
            "archive \(ScreenText.quoted(path)) cannot be judged by this version",
            hint: "a newer smsbackup reads it; tar and sha256sum -c open it too", cause: self)
    }
}
