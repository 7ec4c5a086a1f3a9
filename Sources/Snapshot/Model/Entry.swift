// SPDX-License-Identifier: Apache-2.0

/// One file, directory or link in an archive.
public struct Entry: Sendable, Hashable {
    /// What an entry is.
    public enum Kind: Sendable, Hashable {
        /// A regular file with its size in bytes and the digest of its bytes.
        case file(size: UInt64, digest: Digest)
        /// A directory.
        case directory
        /// Another name of a file that comes earlier in the same archive.
        case hardLink(to: EntryPath, size: UInt64, digest: Digest)
        /// A symbolic link; its target is any bytes without NUL and is never followed.
        case symbolicLink(target: [UInt8])
    }

    /// Something about an entry that whoever restores it must know.
    public enum Note: String, Sendable, Hashable, CaseIterable {
        /// The file changed during each of three attempts to read it; its bytes may mix two states.
        case changedWhileRead = "changed-while-read"
        /// The file became shorter while it was read; zeros fill the rest of the size that was
        /// promised.
        case paddedWithZeros = "padded-with-zeros"
    }

    /// Where the entry lies in the bag: `data/…` or `overlay/…`.
    public var path: EntryPath
    /// What it is.
    public var kind: Kind
    /// What the file system held about it.
    public var attributes: FileAttributes
    /// The component that it belongs to, or `nil` for the directories above the components.
    public var component: ComponentKind?
    /// What must be known about it.
    public var notes: Set<Note>
    /// The parts of a sparse file that hold data, in order; `nil` when the file has no holes.
    public var dataRanges: [Range<UInt64>]?

    /// Makes an entry.
    public init(
        path: EntryPath, kind: Kind, attributes: FileAttributes, component: ComponentKind? = nil,
        notes: Set<Note> = [], dataRanges: [Range<UInt64>]? = nil
    ) {
        self.path = path
        self.kind = kind
        self.attributes = attributes
        self.component = component
        self.notes = notes
        self.dataRanges = dataRanges
    }

    /// The number of bytes that follow the entry's header in the tar: 0 for everything but a
    /// regular file.
    public var storedSize: UInt64 {
        if case .file(let size, _) = kind { return size }
        return 0
    }

    /// The digest and size of the content, for files and hard links.
    public var content: (size: UInt64, digest: Digest)? {
        switch kind {
        case .file(let size, let digest), .hardLink(_, let size, let digest): (size, digest)
        case .directory, .symbolicLink: nil
        }
    }

    /// The path below the destination of a restore: without `data/` or `overlay/`.
    public var restoredPath: EntryPath? { path.droppingFirst(1) }
}
