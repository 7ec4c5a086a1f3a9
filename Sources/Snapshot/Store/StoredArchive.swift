// SPDX-License-Identifier: Apache-2.0

/// What an archive says of itself; its manifest is proved, its content is not looked at.
public struct StoredArchive: Sendable, Hashable {
    /// Where it is.
    public let path: [UInt8]
    /// Which archive it is.
    public let fingerprint: ArchiveFingerprint
    /// The moment of the capture.
    public let created: Timestamp
    /// The site in it.
    public let site: SiteIdentity

    /// Makes the description of an archive.
    public init(
        path: [UInt8], fingerprint: ArchiveFingerprint, created: Timestamp, site: SiteIdentity
    ) {
        self.path = path
        self.fingerprint = fingerprint
        self.created = created
        self.site = site
    }
}

/// What opening a file of a store gave.
public enum StoreEntry: Sendable {
    /// An archive whose manifest is proved.
    case archive(StoredArchive)
    /// A file that is no archive any more, or whose manifest is lost.
    case damaged([UInt8], Finding)
    /// A file that could not be looked at: nothing is known about it.
    case unreadable([UInt8], SnapshotError)

    /// Where the file is.
    public var path: [UInt8] {
        switch self {
        case .archive(let archive): archive.path
        case .damaged(let path, _), .unreadable(let path, _): path
        }
    }

    /// The archive, when it could be opened.
    public var archive: StoredArchive? {
        if case .archive(let archive) = self { return archive }
        return nil
    }

    /// Opens the file at a path, reads its end and its metadata, and closes it.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - identities: what encrypted archives are opened with.
    public init(path: [UInt8], identities: AgeIdentities = .none) {
        do {
            let (source, status) = try ArchiveSource.open(path, identities: identities)
            let reader = try ArchiveReader(source)
            self = .archive(
                StoredArchive(
                    path: path,
                    fingerprint: ArchiveFingerprint(reader.archive, status: status),
                    created: reader.description.created, site: reader.description.site))
        } catch let failure as ArchiveFile.Failure {
            self = .damaged(path, failure.finding)
        } catch let error as ManifestError {
            self = .damaged(path, Finding(error))
        } catch {
            self = .unreadable(path, SnapshotError("open archive", archive: path, error))
        }
    }
}
