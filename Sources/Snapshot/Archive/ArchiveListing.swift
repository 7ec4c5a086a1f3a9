// SPDX-License-Identifier: Apache-2.0

/// What an archive says about itself, read from its end and its manifest alone.
public struct ArchiveListing {
    private let reader: ArchiveReader
    private let path: [UInt8]

    /// Opens an archive.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be read, when none of the identities opens its
    ///   encryption, or when its footer or manifest are damaged.
    public init(
        of path: [UInt8], identities: AgeIdentities = .none
    ) throws(SnapshotError) {
        self.path = path
        do {
            reader = try ArchiveReader(
                ArchiveSource.open(path, identities: identities).source)
        } catch {
            throw SnapshotError("open archive", archive: path, error)
        }
    }

    /// What is known of the archive as a whole.
    public var description: ArchiveDescription { reader.description }
    /// The archive's identifier, 32 hexadecimal digits.
    public var archiveID: String { reader.id.hex }
    /// The components.
    public var components: [Component] { reader.components }
    /// What was noted at the capture.
    public var warnings: [Warning] { reader.warnings }
    /// The size of the archive in bytes.
    public var archiveBytes: UInt64 { reader.archive.size }
    /// The size of the tar in it.
    public var tarBytes: UInt64 { reader.archive.footer.tarSize }
    /// How many units it has.
    public var unitCount: Int { reader.units.count }

    /// Calls `body` with each entry that one of the patterns matches, in the order of the archive.
    ///
    /// `patterns`: empty means every entry.
    public func forEachEntry(
        matching patterns: [NamePattern], _ body: (Entry) throws -> Void
    ) throws(SnapshotError) {
        do {
            var mirrored: Set<EntryPath> = []
            try reader.forEachEntry { line in
                LineGlance(line)?.canMatch(patterns, in: line) ?? true
            } _: { line in
                let found = try line.entry()
                guard let path = found.entry.restoredPath else { return }
                // A directory above something odd lies in the overlay as well, and before itself:
                // to whoever restores it is one.
                if found.entry.kind == .directory {
                    if found.entry.path.bytes.starts(with: "overlay/".utf8) {
                        mirrored.insert(path)
                    } else if mirrored.contains(path) {
                        return
                    }
                }
                if patterns.matchAny(path) { try body(found.entry) }
            }
        } catch {
            throw SnapshotError("read the manifest of", archive: self.path, error)
        }
    }

    /// Hands out the manifest as it lies in the archive.
    public func manifest(_ body: ([UInt8]) throws -> Void) throws(SnapshotError) {
        try tagFile(
            "smsbackup/manifest.json", in: reader.units[reader.payloadUnitCount...], body)
    }

    /// Hands out `smsbackup/RESTORE.txt` as it lies in the archive.
    public func restoreGuide(_ body: ([UInt8]) throws -> Void) throws(SnapshotError) {
        try tagFile(
            "smsbackup/RESTORE.txt", in: reader.units.prefix(ArchiveReader.headUnitCount), body)
    }

    private func tagFile(
        _ name: String, in units: ArraySlice<Unit>, _ body: ([UInt8]) throws -> Void
    ) throws(SnapshotError) {
        do {
            if try reader.readTagFile(name, in: units, body) { return }
        } catch {
            throw SnapshotError("read \(name) of", archive: path, error)
        }
        throw SnapshotError(
            .damaged, "archive \(ScreenText.quoted(path)) has no \(name)",
            hint: "smsbackup verify tells what is hit")
    }
}
