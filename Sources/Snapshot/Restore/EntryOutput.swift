// SPDX-License-Identifier: Apache-2.0

/// Hands out the bytes of one file of an archive, proved.
///
/// A file of up to 64 MiB is proved before its first byte is handed out. A larger one is handed out
/// while it is read, each unit proved by its seal, and its own digest is known at the end only.
public struct EntryOutput: Sendable {
    private let identities: AgeIdentities
    private let isInterrupted: @Sendable () -> Bool

    /// - Parameters:
    ///   - identities: what an encrypted archive is opened with.
    ///   - isInterrupted: asked before each unit; `true` stops with an error.
    public init(
        identities: AgeIdentities = .none,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.identities = identities
        self.isInterrupted = isInterrupted
    }

    /// Calls `body` with the bytes of a file, piece by piece.
    ///
    /// `name`: its path as `list` shows it, or the bytes of the path.
    ///
    /// - Throws: ``SnapshotError``: `missing` when there is no such entry, `usage` when it has no
    ///   bytes, `damaged` when they are not those that were captured. What was handed out before
    ///   must then not be used.
    public func run(
        _ archive: [UInt8], entry name: [UInt8], _ body: ([UInt8]) -> Void
    ) throws(SnapshotError) {
        do {
            let (source, _) = try ArchiveSource.open(archive, identities: identities)
            let reader = try ArchiveReader(source) { Self.canBe($0, name) }
            guard let entry = try find(name, in: reader) else {
                throw SnapshotError(
                    .missing,
                    "there is no \(ScreenText.quoted(name)) in \(ScreenText.quoted(archive))",
                    hint: "smsbackup list shows the paths")
            }
            try write(entry, of: reader, body)
        } catch {
            throw SnapshotError("read", archive: archive, error)
        }
    }

    /// The file of a path; of another name of a file, the file.
    private func find(_ name: [UInt8], in reader: ArchiveReader) throws -> ManifestEntry? {
        var (found, other): (ManifestEntry?, Entry?) = (nil, nil)
        try reader.forEachLine {
            Self.canBe($0, name)
        } _: { line in
            guard found == nil else { return }
            let entry = try line.entry()
            guard let path = entry.entry.restoredPath, entry.entry.path.isPayload,
                path.bytes == name || path.description.utf8.elementsEqual(name)
            else { return }
            if entry.entry.content != nil { found = entry } else { other = entry.entry }
        }
        guard let found else {
            guard let other else { return nil }
            throw SnapshotError(
                .usage,
                "\(ScreenText.quoted(name)) is a \(other.kind == .directory ? "directory" : "symbolic link"): it has no bytes"
            )
        }
        guard case .hardLink(let target, _, _) = found.entry.kind else { return found }
        let file = [UInt8](target.bytes.drop { $0 != UInt8(ascii: "/") }.dropFirst())
        var linked: ManifestEntry?
        try reader.forEachEntry {
            Self.canBe($0, file)
        } _: { line in
            guard linked == nil else { return }
            let entry = try line.entry()
            if entry.entry.path == target, entry.entry.kind.isFile { linked = entry }
        }
        return linked
    }

    /// Whether the entry of a line can have a restored path or a spelling of it; `false` is certain.
    ///
    /// A path of printable ASCII is spelled in one way only.
    private static func canBe(_ line: Span<UInt8>, _ name: [UInt8]) -> Bool {
        guard let place = LineGlance.path(in: line) else { return true }
        let path = line.extracting(place)
        if path.count > name.count, path.extracting(last: name.count).isEqual(to: name.span) {
            return true
        }
        return !Self.isPrintableASCII(path)
    }

    private static func isPrintableASCII(_ path: Span<UInt8>) -> Bool {
        var others: UInt8 = 0
        // Without a way out the compiler looks at many bytes at once.
        for index in path.indices { others |= path[index] &- 0x20 > 0x5E ? 1 : 0 }
        return others == 0
    }

    private func write(
        _ entry: ManifestEntry, of reader: ArchiveReader, _ body: ([UInt8]) -> Void
    ) throws {
        let payload = reader.units[..<reader.payloadUnitCount]
        var cursor = try EntryCursor(reader)
        let decompressor = try reader.archive.codec.makeDecompressor(checksums: .passedOver)
        let (compressed, raw) = (ByteBuffer(capacity: 1 << 20), ByteBuffer(capacity: 1 << 20))
        let isSmall = entry.entry.storedSize <= UInt64(Unit.largest)
        var hashing = Hashing()
        var held: [UInt8] = []
        var position = entry.dataOffset
        for unit in payload
        where unit.tarOffset < max(entry.dataRange.upperBound, entry.headerOffset + 1) {
            guard unit.tarRange.upperBound > entry.headerOffset else {
                cursor.skip(unit)
                continue
            }
            if isInterrupted() { throw SnapshotError(.interrupted, "interrupted") }
            try UnitReading.read(unit, of: reader.archive, compressed: compressed)
            try UnitReading.decompress(unit, compressed, with: decompressor, into: raw)
            let step = try cursor.step(unit)
            if let index = step.entries.firstIndex(where: {
                $0.headerOffset == entry.headerOffset
            }) {
                let comparison = UnitComparison(
                    step, raw: raw, bag: [UInt8](reader.description.bag.utf8))
                if let finding = comparison.refusal(ofEntryAt: index) {
                    throw ArchiveFile.Failure(finding: finding)
                }
            }
            let range = entry.dataRange(in: unit)
            hashing.update(raw, in: range)
            position += UInt64(range.count)
            if isSmall { held += raw.bytes(in: range) } else { body(raw.bytes(in: range)) }
        }
        guard position == entry.dataRange.upperBound,
            hashing.finish() == entry.entry.content?.digest
        else {
            throw ArchiveFile.Failure(
                finding: Finding(
                    .content, path: entry.entry.path,
                    "its content is lost: it does not have its SHA-256"))
        }
        if isSmall { body(held) }
    }
}

extension Entry.Kind {
    /// Whether it is a file with bytes of its own.
    var isFile: Bool {
        if case .file = self { true } else { false }
    }
}
