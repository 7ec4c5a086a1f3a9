// SPDX-License-Identifier: Apache-2.0

/// What a capture did.
public struct CaptureReport: Sendable {
    /// Where the archive is; `nil` for a stream.
    public let path: [UInt8]?
    /// The archive's identifier, 32 hexadecimal digits.
    public let archiveID: String
    /// The site.
    public let site: SiteIdentity
    /// The components with what was captured of each.
    public let components: [Component]
    /// What a person should know; also in the archive.
    public let warnings: [Warning]
    /// The size of the archive in bytes.
    public let archiveBytes: UInt64
    /// Whether the archive was read back from the disk and proved before it got its name.
    public let isReadBack: Bool
    /// What was found in the bytes that were captured.
    public let evidence: SiteEvidence
    /// What was judged of it; also in the archive.
    public let judgement: Judgement

    /// Failures of the judgement that make the snapshot unusable as a backup of the site.
    public var defects: [Check] {
        judgement.defects(declaredMissing: evidence.declaredMissing)
    }
    /// Failures that somebody has to read.
    public var concerns: [Check] {
        judgement.concerns(declaredMissing: evidence.declaredMissing)
    }

    /// The number of files captured.
    public var files: Int { components.reduce(0) { $0 + $1.files } }
    /// The bytes of those files.
    public var bytes: UInt64 { components.reduce(0) { $0 + $1.bytes } }
}
