// SPDX-License-Identifier: Apache-2.0

/// What an archive says about itself, read from its end and its manifest alone.
public struct ArchiveListing {
    private let reader: ArchiveReader

    /// Opens an archive.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be read, when none of the identities opens its
    ///   encryption, or when its footer or manifest are damaged.
    public init(
        of path: [UInt8], identities: AgeIdentities = .none
    ) throws(SnapshotError) {
        do {
            reader = try ArchiveReader(
                ArchiveSource(OpenFile.open(path), identities: identities))
        } catch let error as SnapshotError {
            throw error
        } catch let failure as ArchiveFile.Failure {
            throw SnapshotError(
                .damaged, "archive \(ScreenText.quoted(path)) is damaged",
                hint: "smsbackup verify tells what is hit",
                cause: failure)
        } catch let error as ManifestError {
            throw SnapshotError(
                .damaged, "archive \(ScreenText.quoted(path)) is damaged", cause: error)
        } catch let error as UnsupportedFormat {
            throw error.error(path)
        } catch {
            throw SnapshotError(
                .system, "cannot open archive \(ScreenText.quoted(path))", cause: error)
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
            var manifest = try reader.entries()
            var mirrored: Set<EntryPath> = []
            while true {
                let item = try manifest.next()
                if case .end = item { return }
                guard case .entry(let line) = item, line.canMatch(patterns) else { continue }
                let found = try line.entry()
                guard let path = found.entry.restoredPath else { continue }
                // A directory above something odd lies in the overlay as well, and before itself:
                // to whoever restores it is one.
                if found.entry.kind == .directory {
                    if found.entry.path.bytes.starts(with: "overlay/".utf8) {
                        mirrored.insert(path)
                    } else if mirrored.contains(path) {
                        continue
                    }
                }
                if patterns.matchAny(path) { try body(found.entry) }
            }
        } catch {
            throw SnapshotError(.damaged, "cannot read the manifest", cause: error)
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
        _ path: String, in units: ArraySlice<Unit>, _ body: ([UInt8]) throws -> Void
    ) throws(SnapshotError) {
        do {
            if try reader.readTagFile(path, in: units, body) { return }
        } catch {
            throw SnapshotError(.damaged, "cannot read \(path)", cause: error)
        }
        throw SnapshotError(.damaged, "the archive has no \(path)")
    }
}
