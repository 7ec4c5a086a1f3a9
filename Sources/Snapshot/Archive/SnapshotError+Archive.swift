// SPDX-License-Identifier: Apache-2.0

import SystemPackage

extension SnapshotError {
    /// The error of an operation that stopped because of what an archive is, or of what happened
    /// while it was read.
    ///
    /// Damage is told from not having been able to look: an I/O error says nothing about what the
    /// archive holds.
    ///
    /// - Parameters:
    ///   - action: what was being done to it, as it follows "cannot".
    ///   - path: the archive.
    ///   - error: what was thrown. A ``SnapshotError`` stays what it is.
    ///   - consequence: what an unreadable archive means for the operation.
    init(
        _ action: String, archive path: [UInt8], _ error: any Error, so consequence: String? = nil
    ) {
        let name = ScreenText.quoted(path)
        switch error {
        case let error as SnapshotError: self = error
        case let error as UnsupportedFormat: self = error.error(path)
        case is ArchiveFile.Failure, is ManifestError:
            self.init(
                .damaged, "archive \(name) is damaged",
                hint: "smsbackup verify tells what is hit", cause: error)
        case let error as SystemCallError
        where error.errno == .noSuchFileOrDirectory && error.path == path:
            self.init(.missing, "there is no archive \(name)")
        default:
            let message = "cannot \(action) \(name)" + (consequence.map { "; \($0)" } ?? "")
            self.init(.system, message, cause: error)
        }
    }
}
