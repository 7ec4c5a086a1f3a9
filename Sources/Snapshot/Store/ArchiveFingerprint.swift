// SPDX-License-Identifier: Apache-2.0

/// By what an archive that was seen before is known again, without reading it.
///
/// The footer commits to every byte before it, but a byte that changed since does not change the
/// footer: a fingerprint says which archive this is, never that it is whole.
public struct ArchiveFingerprint: Sendable, Hashable {
    /// The archive's identifier: 32 lower-case hexadecimal digits.
    public let identifier: String
    /// The SHA-256 of its footer: 64 lower-case hexadecimal digits.
    public let footer: String
    /// The size in bytes of the file, its encryption included.
    public let size: UInt64
    /// The modification time of the file.
    public let modified: Timestamp

    /// Makes a fingerprint of what a record says.
    init(identifier: String, footer: String, size: UInt64, modified: Timestamp) {
        self.identifier = identifier
        self.footer = footer
        self.size = size
        self.modified = modified
    }

    /// The fingerprint of an open archive.
    ///
    /// - `status`: of the file, taken before anything was read of it.
    init(_ archive: ArchiveFile, status: FileStatus) {
        self.init(
            identifier: archive.footer.archive.hex,
            footer: Hashing.digest(of: archive.footer.bytes).hex, size: status.size,
            modified: status.modified)
    }
}
