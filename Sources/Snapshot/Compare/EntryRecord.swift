// SPDX-License-Identifier: Apache-2.0

/// What a comparison remembers of an entry: numbers only, about 90 bytes.
struct EntryRecord: Sendable {
    /// What an entry is, as far as two sides are compared: another name of a file is a file.
    enum Kind: UInt8, Sendable {
        case file, directory, symbolicLink

        /// The words for a person.
        var title: String {
            switch self {
            case .file: "file"
            case .directory: "directory"
            case .symbolicLink: "symbolic link"
            }
        }
    }

    /// Where its path begins in the table's names, and how many bytes it has.
    let pathStart: Int
    let pathCount: UInt32
    let kind: Kind
    let component: ComponentKind
    /// The size of a file or of a link's target; 0 for a directory.
    let size: UInt64
    /// The digest of a file's bytes or of a link's target; zeros for a directory.
    let digest: Digest
    let permissions: UInt16
    let ownerID: UInt32
    let groupID: UInt32
    let modified: Timestamp
    /// A hash of extended attributes and access control lists, of this process only.
    let extendedHash: Int

    /// `nil` for what no two sites can differ in: the directories that an archive itself adds.
    init?(_ entry: Entry, pathStart: Int, pathCount: Int) {
        guard let component = entry.component else { return nil }
        self.pathStart = pathStart
        self.pathCount = UInt32(clamping: pathCount)
        self.component = component
        switch entry.kind {
        case .file(let size, let digest), .hardLink(_, let size, let digest):
            (kind, self.size, self.digest) = (.file, size, digest)
        case .directory:
            guard component == .tree || component == .extra else { return nil }
            (kind, size, digest) = (.directory, 0, Digest(words: (0, 0, 0, 0)))
        case .symbolicLink(let target):
            (kind, size, digest) = (
                .symbolicLink, UInt64(target.count), Hashing.digest(of: target)
            )
        }
        let attributes = entry.attributes
        permissions = attributes.permissions
        ownerID = attributes.ownerID
        groupID = attributes.groupID
        modified = attributes.modified
        var hasher = Hasher()
        hasher.combine(attributes.extended)
        hasher.combine(attributes.accessControl)
        hasher.combine(attributes.defaultAccessControl)
        extendedHash = hasher.finalize()
    }
}
