// SPDX-License-Identifier: Apache-2.0

/// An archive that stays open, so that what is verified is what is then restored, whatever becomes
/// of its name meanwhile.
public struct OpenArchive: Sendable {
    /// The path, as it was given.
    public let path: [UInt8]
    /// The bytes of the archive.
    let source: ArchiveSource
    /// The file, as it was when it was opened.
    let status: FileStatus

    /// Opens an archive.
    ///
    /// - Throws: as ``ArchiveSource/open(_:identities:)``.
    init(_ path: [UInt8], identities: AgeIdentities) throws {
        self.path = path
        (source, status) = try ArchiveSource.open(path, identities: identities)
    }
}
