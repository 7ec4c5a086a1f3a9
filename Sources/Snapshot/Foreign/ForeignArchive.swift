// SPDX-License-Identifier: Apache-2.0

/// A tar, compressed or not, that another program wrote: it can be read, and nothing in it be
/// proved.
public struct ForeignArchive: Sendable {
    /// The path, as it was given.
    public let path: [UInt8]
    let source: ArchiveSource
    /// The bytes of the file.
    let size: UInt64
    /// How it is compressed; `nil` for a plain tar.
    let codec: Compression.Codec?

    /// How far a record of an archive of ours is looked for, from either end.
    private static let recordWindow = UInt64(Unit.largest) + (16 << 20)

    /// Looks whether a file that is no archive of ours is a tar that another program wrote.
    ///
    /// - Returns: `nil` when it is one of ours, in whatever state, or nothing that can be read.
    /// - Throws: ``SnapshotError`` when it cannot be looked at.
    public static func open(
        _ path: [UInt8], identities: AgeIdentities = .none
    ) throws(SnapshotError) -> ForeignArchive? {
        do {
            return try ForeignArchive(
                ArchiveSource.open(path, identities: identities).source, path)
        } catch {
            throw SnapshotError("open", archive: path, error)
        }
    }

    /// The same for a file that is open; `nil` for another file.
    ///
    /// It goes by content alone: a compressed or plain header with a right checksum, and no trace of
    /// ours. What is of ours and damaged must not be read as if nothing could have been proved.
    init?(_ source: ArchiveSource, _ path: [UInt8]) throws {
        self.path = path
        self.source = source
        size = try source.size()
        guard try ArchiveFile.footerAtEnd(of: source, size: size) == nil else { return nil }
        let start = try source.bytes(at: 0, count: 18)
        codec = try Compression.Codec.allCases.first { codec in
            try codec.makeStreamDecoder().canBegin(start)
        }
        guard try isTar(), try !Self.hasOurNames(tar()) else { return nil }
        // What is not compressed was never ours, but may hold archives of ours as files.
        guard let codec else { return }
        let search = RecordSearch(source, codec)
        for (magic, count) in [(Seal.magic, Seal.size), (Footer.magic, Footer.size)] {
            for end in Set([size, min(size, Self.recordWindow)]) {
                let found = try search.last(magic: magic, count: count, before: end) { _, _ in true
                }
                if found == true { return nil }
            }
        }
    }

    /// The tar from its start.
    func tar(isInterrupted: @escaping @Sendable () -> Bool = { false }) throws -> ForeignTar {
        ForeignTar(
            try ForeignBytes(source, codec, isInterrupted: isInterrupted), fileSize: size)
    }

    private func isTar() throws -> Bool {
        try ForeignBytes(source, codec).block().map { TarBlock($0).hasRightChecksum } ?? false
    }

    /// Whether the first members are those of a bag of ours, or so little of them can be read that
    /// they may be: a directory, `bagit.txt` in it, then the directory `smsbackup`; or what a piece
    /// from the middle begins with.
    private static func hasOurNames(_ tar: ForeignTar) throws -> Bool {
        guard let first = try tar.next() else { return true }
        guard case .below(let bag) = ForeignMember.place(of: first.name) else { return false }
        guard first.kind == .directory, bag.names.count == 2 else { return isInside(bag) }
        for name in ["bagit.txt", "smsbackup"] {
            // Nothing of that size stands at the head of ours, and to pass over it takes time.
            guard tar.rest <= 1 << 16 else { return false }
            guard let member = try tar.next() else {
                return !tar.isComplete || !tar.findings.isEmpty
            }
            guard case .below(let path) = ForeignMember.place(of: member.name),
                path == bag.appending(name: name.utf8)
            else { return false }
        }
        return true
    }

    /// Whether a path, with `data` before it, is one inside a bag of ours.
    private static func isInside(_ path: EntryPath) -> Bool {
        let names = [ArraySlice<UInt8>](path.names.dropFirst(2))
        func isNamed(_ index: Int, _ name: String) -> Bool {
            index < names.count && names[index].elementsEqual(name.utf8)
        }
        let tagFiles = [
            "smsbackup", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
        ]
        if tagFiles.contains(where: { isNamed(0, $0) }) { return true }
        // Below it the code of a site, and the folder of a component.
        return (isNamed(0, "data") || isNamed(0, "overlay")) && names.count > 2
            && names[1].count == 3
            && ComponentKind.allCases.contains { isNamed(2, $0.folder) }
    }

    /// What it is, for a person.
    public var title: String {
        switch codec {
        case .zstd: "a tar in zstd"
        case .gzip: "a tar in gzip"
        case nil: "a plain tar"
        }
    }

    /// What was read of it, for a person.
    func summary(of tar: ForeignTar) -> ForeignSummary {
        let bytes = tar.bytes
        return ForeignSummary(
            title: title, compression: codec, entries: tar.memberCount, tarBytes: bytes.offset,
            frames: bytes.frameCount, framesWithoutChecksum: bytes.uncheckedCount,
            isReadToEnd: tar.isComplete && tar.findings.isEmpty)
    }
}
