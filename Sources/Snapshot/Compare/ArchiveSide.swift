// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// An archive as one side of a comparison: its manifest, and the bytes of its documents.
///
/// What it says of files is what the manifest says, which the footer proves; a document is proved
/// by its own digest when it is read.
final class ArchiveSide: ComparedSide {
    private static let pieceSize: UInt64 = 256 << 10

    let reader: ArchiveReader
    let unseen = UnseenEntries()
    private let path: [UInt8]
    private let isInterrupted: @Sendable () -> Bool
    /// Where the documents lie.
    private var places: [EntryPath: ManifestEntry] = [:]

    /// - Throws: ``SnapshotError`` when the archive cannot be looked at, or is too damaged for it:
    ///   then nothing can be compared, which is no difference.
    init(
        _ path: [UInt8], identities: AgeIdentities, isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SnapshotError) {
        self.path = path
        self.isInterrupted = isInterrupted
        do {
            reader = try ArchiveReader(ArchiveSource.open(path, identities: identities).source)
        } catch {
            throw Self.error(error, path)
        }
    }

    var site: SiteIdentity { reader.description.site }

    func forEachEntry(_ body: (Entry) throws -> Void) throws {
        var count = 0
        var manifest: ManifestReader
        do { manifest = try reader.entries() } catch { throw Self.error(error, path) }
        while let entry = try nextEntry(&manifest) {
            count += 1
            if count % 4_096 == 0, isInterrupted() {
                throw SnapshotError(.interrupted, "interrupted while reading the manifest")
            }
            if entry.entry.comparedDocument != nil { places[entry.entry.path] = entry }
            try body(entry.entry)
        }
    }

    private func nextEntry(_ manifest: inout ManifestReader) throws -> ManifestEntry? {
        do {
            while true {
                switch try manifest.next() {
                case .entry(let line): return try line.entry()
                case .end: return nil
                default: break
                }
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    func read(_ document: ComparedDocument, _ body: ([UInt8]) -> Void) throws {
        guard let entry = places[document.entryPath] else { return }
        do {
            let units = [Unit](reader.units.prefix(reader.payloadUnitCount))
            let reading = try TarRangeReading(reader.archive, units: units)
            let end = entry.dataRange.upperBound
            var offset = entry.dataRange.lowerBound
            var hashing = Hashing()
            while offset < end {
                if isInterrupted() {
                    throw SnapshotError(.interrupted, "interrupted while reading a document")
                }
                let piece = try reading.bytes(
                    from: offset, upTo: min(Self.pieceSize, end - offset))
                offset += UInt64(piece.count)
                hashing.update(piece)
                body(piece)
            }
            let found = hashing.finish()
            guard found == document.digest else {
                throw ManifestError(
                    place: "\(document.entryPath)",
                    problem: "its SHA-256 is \(found), the manifest says \(document.digest)")
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    /// The error for something in the archive that stops the comparison.
    private static func error(_ error: any Error, _ path: [UInt8]) -> SnapshotError {
        let error = SnapshotError("read archive", archive: path, error)
        guard error.kind == .damaged else { return error }
        // A damaged archive is a reason not to compare it, and never a difference of the site.
        return SnapshotError(
            .malformed, "\(error.message) and cannot be compared", hint: error.hint,
            cause: error.cause)
    }
}
