// SPDX-License-Identifier: Apache-2.0

/// Puts the archive together, in order: units into the sink, entries into the manifest and the
/// bag's lists, numbers into the components.
final class ArchiveAssembly {
    private let sink: ArchiveSink
    private(set) var components: [Component]
    private(set) var warnings: [Warning]
    /// `manifest.json`, `manifest-sha256.txt` and `overlay.sha256` as far as they are known.
    let manifest: SpooledText
    let bagManifest: SpooledText
    let overlayList: SpooledText
    private var writer: ManifestWriter
    let bytesPlanned: UInt64
    private(set) var bytesCaptured: UInt64 = 0
    private(set) var bagFiles = 0
    private(set) var bagBytes: UInt64 = 0
    /// The content of files with several names.
    private var linkedContent: [LinkKey: (size: UInt64, digest: Digest)] = [:]
    /// The digest of each vital copy, by the identity of the file it was copied from.
    private var vitalCopies: [FileStatus.Identity: (digest: Digest, modified: Timestamp)] = [:]
    /// What is looked at while it passes into the archive.
    private let collector: EvidenceCollector
    // The large file that is being written.
    private var largeFileMark: ArchiveSink.Mark?
    private var largeFileHashing = Hashing()
    private var largeFileOffsets: (header: UInt64, data: UInt64) = (0, 0)

    init(sink: ArchiveSink, plan: CapturePlan, collector: EvidenceCollector) throws {
        self.sink = sink
        self.collector = collector
        components = plan.components.map { component in
            var component = component
            component.files = 0
            component.bytes = 0
            return component
        }
        warnings = plan.warnings
        bytesPlanned = plan.bytes
        let manifest = try SpooledText()
        self.manifest = manifest
        bagManifest = try SpooledText()
        overlayList = try SpooledText()
        writer = ManifestWriter { try manifest.append($0) }
    }

    /// Whether a large file can be taken back and read again.
    var canRollBack: Bool { sink.canRollBack }

    /// Writes the lines of the manifest before the first entry.
    func begin(_ description: ArchiveDescription) throws {
        guard let archive = sink.archiveID else { return }
        try writer.begin(description, archive: archive.hex)
    }

    /// Takes one unit.
    func commit(_ slot: CaptureSlot, listing: SourceListing) throws {
        warnings += slot.warnings
        guard slot.count > 0 else { return }
        if case .slice(let slice) = slot.job {
            try commit(slice, slot, listing)
            return
        }
        let base = sink.tarOffset
        try sink.append(frame: slot.frame, digest: slot.digest, count: slot.count)
        for captured in slot.captured {
            let entry = try add(
                captured.entry, index: captured.index, listing,
                at: (base + UInt64(captured.headerOffset), base + UInt64(captured.dataOffset)))
            let end = captured.dataOffset + Int(entry.storedSize)
            collector.take(entry, slot.raw, in: captured.dataOffset..<end)
        }
    }

    private func commit(_ slice: LargeFileSlice, _ slot: CaptureSlot, _ listing: SourceListing)
        throws
    {
        if slice.isRetry, let mark = largeFileMark { try sink.rollback(to: mark) }
        if slice.isFirst {
            largeFileMark = sink.mark
            largeFileHashing = Hashing()
            largeFileOffsets = (sink.tarOffset, sink.tarOffset + UInt64(slice.dataRange.lowerBound))
            // Read again from its start, a file is looked at again from its start.
            collector.begin(slice.entry)
        }
        try sink.append(frame: slot.frame, digest: slot.digest, count: slot.count)
        largeFileHashing.update(slot.raw, in: slice.dataRange)
        collector.consume(slot.raw, in: slice.dataRange)
        guard slice.isLast else { return }
        var entry = slice.entry
        entry.kind = .file(size: entry.storedSize, digest: largeFileHashing.finish())
        largeFileHashing = Hashing()
        collector.end(try add(entry, index: slice.index, listing, at: largeFileOffsets))
    }

    /// Adds an entry to the manifest and the lists; gives it as the manifest has it.
    private func add(
        _ entry: Entry, index: Int32, _ listing: SourceListing,
        at offsets: (header: UInt64, data: UInt64)
    ) throws -> Entry {
        var entry = entry
        if case .hardLink(let target, _, _) = entry.kind {
            guard let key = LinkKey(listing.items[Int(index)]), let content = linkedContent[key]
            else {
                throw SnapshotError(
                    .system,
                    "\(ScreenText.quoted(entry.path.bytes)) is another name of a file that could not be read"
                )
            }
            entry.kind = .hardLink(to: target, size: content.size, digest: content.digest)
        }
        if let content = entry.content { try addContent(content, of: entry, index: index, listing) }
        for note in Entry.Note.allCases where entry.notes.contains(note) {
            warnings.append(Warning(.changedWhileRead, entry.path.bytes, note.explanation))
        }
        try writer.append(
            ManifestEntry(entry: entry, headerOffset: offsets.header, dataOffset: offsets.data))
        return entry
    }

    /// Which file it is, within one root of the listing.
    private struct LinkKey: Hashable {
        let root: Int32
        let identity: FileStatus.Identity

        init?(_ item: SourceListing.Item) {
            guard let status = item.status, status.hasOtherNames else { return nil }
            root = item.root
            identity = status.identity
        }
    }

    private func addContent(
        _ content: (size: UInt64, digest: Digest), of entry: Entry, index: Int32,
        _ listing: SourceListing
    ) throws {
        let item = listing.items[Int(index)]
        if let key = LinkKey(item), case .file = entry.kind { linkedContent[key] = content }
        if let status = item.status { compareCopies(content.digest, entry, status.identity) }
        bytesCaptured += entry.storedSize
        if let position = components.firstIndex(where: { $0.kind == entry.component }) {
            components[position].files += 1
            components[position].bytes += content.size
        }
        if entry.path.names.first?.elementsEqual("data".utf8) == true {
            bagFiles += 1
            bagBytes += content.size
            try bagManifest.append(BagText.line(content.digest, entry.path.bytes))
        } else if case .file = entry.kind {
            try overlayList.append(BagText.escapedLine(content.digest, entry.path.bytes))
        }
    }

    /// A vital item is captured twice, first of all and again in the tree.
    ///
    /// Two different copies mean that the site changed in between.
    private func compareCopies(_ digest: Digest, _ entry: Entry, _ identity: FileStatus.Identity) {
        switch entry.component {
        case .siteControl, .systemMap:
            vitalCopies[identity] = (digest, entry.attributes.modified)
        case .tree:
            guard let copy = vitalCopies[identity] else { return }
            if copy.digest != digest || copy.modified != entry.attributes.modified {
                warnings.append(
                    Warning(
                        .copiesDiffer, entry.path.bytes,
                        "changed between its two copies in this snapshot: the site is not quiet"))
            }
        default: break
        }
    }

    /// Writes the lines of the manifest after the last entry; gives its digest.
    func endManifest(moreWarnings: [Warning]) throws {
        warnings += moreWarnings
        try writer.end(units: sink.units, components: components, warnings: warnings)
        try writer.finish(digest: manifest.digest())
    }
}

extension Entry.Note {
    /// The note as a sentence.
    var explanation: String {
        switch self {
        case .changedWhileRead:
            "changed during each of \(StableReading.attempts) attempts to read it; its bytes may mix two states"
        case .paddedWithZeros: "became shorter while it was read; zeros fill the rest"
        }
    }
}
