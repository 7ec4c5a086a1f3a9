// SPDX-License-Identifier: Apache-2.0

/// What a restore of a whole archive needs, by its manifest.
public struct DrillNeed: Sendable, Hashable {
    /// Entries of the site: files, further names, links and directories.
    public internal(set) var entries = 0
    /// Files, further names of files not among them.
    public internal(set) var files = 0
    /// The bytes that files and directories take: whole blocks, holes not among them.
    public internal(set) var bytes: UInt64 = 0
    /// Files, links and directories that take an inode each.
    public internal(set) var inodes: UInt64 = 0

    /// Adds everything up.
    ///
    /// `blockSize`: that of the file system which is restored to, at least 1.
    init(_ reader: ArchiveReader, blockSize: UInt64) throws {
        // The scratch directory, and the directory in it.
        add(blocksOf: 2 * blockSize, blockSize)
        inodes = 2
        try reader.forEachEntry { line in add(try line.entry().entry, blockSize) }
    }

    private mutating func add(_ entry: Entry, _ blockSize: UInt64) {
        guard entry.path.isPayload, entry.restoredPath != nil else { return }
        entries += 1
        switch entry.kind {
        case .file(let size, _):
            files += 1
            inodes += 1
            for range in entry.dataRanges ?? [0..<size] {
                add(blocksOf: range.upperBound - range.lowerBound, blockSize)
            }
        case .directory, .symbolicLink:
            inodes += 1
            add(blocksOf: blockSize, blockSize)
        case .hardLink: break
        }
    }

    /// Adds bytes in whole blocks; more than any file system has stays that.
    private mutating func add(blocksOf count: UInt64, _ blockSize: UInt64) {
        let blocks = count / blockSize + (count % blockSize == 0 ? 0 : 1)
        let (size, overflow) = blocks.multipliedReportingOverflow(by: blockSize)
        bytes = overflow ? .max : bytes.clampedSum(with: size)
    }

    /// The error for a file system that has less than this; `nil` when it fits.
    func obstacle(_ room: FileSystemRoom, at place: [UInt8]) -> SnapshotError? {
        let name = ScreenText.quoted(place)
        let hint = "--scratch DIR names a directory with more room"
        if bytes > room.bytes {
            return SnapshotError(
                .refused,
                "the restore needs \(bytes) bytes and \(name) has \(room.bytes) free; nothing was restored",
                hint: hint)
        }
        if let free = room.inodes, inodes > free {
            return SnapshotError(
                .refused,
                "the restore needs \(inodes) inodes and \(name) has \(free) free; nothing was restored",
                hint: hint)
        }
        return nil
    }
}
