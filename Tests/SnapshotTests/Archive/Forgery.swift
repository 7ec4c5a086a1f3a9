// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport

@testable import Snapshot

/// An archive put together by hand, which may lie wherever a test wants it to.
///
/// Its digests, seals and lists are right for what it says, so that only the lie can be found.
struct Forgery {
    /// One member of the tar, one line of the manifest, or both.
    struct Member {
        /// What the manifest says.
        var entry: Entry
        /// What the tar header says, where that is something else.
        var header: Entry?
        /// The header blocks as they are, where no writer of ours would make them.
        var rawHeader: [UInt8]?
        var content: [UInt8] = []
        var isInTar = true
        var isInManifest = true
        /// After how many bytes of content the unit ends and the next begins.
        var split: Int?
        /// Changes the places in the manifest's line.
        var move: (inout ManifestEntry) -> Void = { _ in }

        /// A file in the site's tree.
        init(file name: String, _ content: [UInt8]) {
            self.init("data/XXX/tree/\(name)", Forgery.fileKind(content))
            self.content = content
        }

        init(_ path: String, _ kind: Entry.Kind, component: ComponentKind? = .tree) {
            entry = Entry(
                path: SnapshotTests.path(path), kind: kind,
                attributes: FileAttributes(
                    permissions: kind == .directory ? 0o755 : 0o644,
                    modified: Timestamp(wholeSeconds: 835_643_765)),
                component: component)
        }
    }

    static func fileKind(_ content: [UInt8]) -> Entry.Kind {
        .file(size: UInt64(content.count), digest: Hashing.digest(of: content))
    }

    var codec = Compression.Codec.zstd
    /// The units between the archive's own files; one without members holds 1,024 zeros.
    var units: [[Member]] = [
        [
            Member(file: "bad", [UInt8]("bad\n".utf8)),
            Member(file: "good", [UInt8]("good\n".utf8)),
        ],
        [
            Member("data/XXX/tree", .directory),
            Member("data/XXX", .directory, component: nil),
            Member("data", .directory, component: nil),
        ],
    ]
    /// What stands in the file instead of a unit's frame, and how many bytes of tar its seal says.
    typealias Repacked = (frame: [UInt8], count: Int)
    /// For the units at these positions of ``units``: other frames.
    var repack: [Int: ([UInt8], Compression.Codec) throws -> Repacked] = [:]
    /// The page on restoring, where it is not ours.
    var guide: [UInt8]?
    var describe: (inout ArchiveDescription) -> Void = { _ in }
    var editManifest: (String) -> String = { $0 }
    /// The same for what is too long to be text.
    var editManifestBytes: ([UInt8]) -> [UInt8] = { $0 }
    var manifestDigest: Digest?
    /// What is stored as the judgement; archives of the first versions have none.
    var checklist: [UInt8]?
    var editFooter: (inout Footer) -> Void = { _ in }
    /// Changes one of the archive's own files; `nil` leaves it out.
    var editTag: (_ path: String, _ bytes: [UInt8]) -> [UInt8]? = { $1 }
    /// More of them, behind the bag's list of files.
    var moreTags: [(path: String, bytes: [UInt8])] = []
    /// Members behind the last of them, the tag manifest.
    var lastMembers: [(path: String, bytes: [UInt8])] = []

    /// Writes the archive as `name` into a directory.
    func write(to name: String, in directory: String) throws {
        let output = try DirectoryHandle.open([UInt8](directory.utf8))
            .createFile(named: [UInt8](name.utf8), permissions: 0o600)
        let sink = ArchiveSink(output: output, codec: codec, canRollBack: true)
        var description = ArchiveDescription(
            bag: "forged", created: Timestamp(wholeSeconds: 1_000_000_000),
            site: SiteIdentity(code: "XXX", kind: .unknown), compression: compression(codec),
            packSize: 2 << 20, sliceSize: 2 << 20)
        describe(&description)
        var tags = try writeHead(description, sink)
        let entries = try writePayload(sink)
        let manifest = try manifest(description, entries, sink)
        try writeMeta(description, entries, manifest, &tags, sink)
        try patchFooter(output)
    }

    typealias Tags = [(path: String, digest: Digest)]

    private func members(_ sink: ArchiveSink, isMeta: Bool) throws -> GeneratedMembers {
        GeneratedMembers(
            sink: sink, encoder: TarHeaderEncoder(bag: [UInt8]("forged".utf8)),
            compressor: try compression(codec).makeCompressor(),
            moment: Timestamp(wholeSeconds: 1_000_000_000), isMeta: isMeta)
    }

    private func writeHead(_ description: ArchiveDescription, _ sink: ArchiveSink) throws -> Tags {
        let members = try members(sink, isMeta: false)
        try members.addBag()
        var tags: Tags = []
        try addTag("bagit.txt", BagText.declaration, members, &tags)
        try members.addDirectory("smsbackup")
        let guide = RestoreGuide(
            for: SiteEvidence(captured: description.created), judgement: Judgement(checks: []))
        let page = self.guide ?? RestoreText.text(description, guide: guide)
        for (path, bytes) in [
            ("smsbackup/archive.json", description.encoded),
            ("smsbackup/RESTORE.txt", page),
        ] {
            try addTag(path, bytes, members, &tags)
        }
        try members.cut(leaving: TarHeaderEncoder.blockSize)
        try members.cut()
        return tags
    }

    private func addTag(
        _ path: String, _ bytes: [UInt8], _ members: GeneratedMembers, _ tags: inout Tags
    ) throws {
        guard let bytes = editTag(path, bytes) else { return }
        tags.append((path, try members.addFile(path, bytes).digest))
    }

    private func writePayload(_ sink: ArchiveSink) throws -> [ManifestEntry] {
        var entries: [ManifestEntry] = []
        let encoder = TarHeaderEncoder(bag: [UInt8]("forged".utf8))
        for (index, unit) in units.enumerated() {
            let raw = ByteBuffer(capacity: 4_096)
            var cut: Int?
            for member in unit {
                let header = sink.tarOffset + UInt64(raw.count)
                if let bytes = member.rawHeader {
                    raw.append(bytes)
                } else if member.isInTar {
                    try encoder.append(member.header ?? member.entry, to: raw)
                }
                let data = sink.tarOffset + UInt64(raw.count)
                if member.isInTar {
                    if let split = member.split { cut = raw.count + split }
                    raw.append(member.content)
                    raw.pad(toMultipleOf: TarHeaderEncoder.blockSize)
                }
                var entry = ManifestEntry(
                    entry: member.entry, headerOffset: header, dataOffset: data)
                member.move(&entry)
                if member.isInManifest { entries.append(entry) }
            }
            if unit.isEmpty { raw.appendZeros(1_024) }
            for range in cut.map({ [0..<$0, $0..<raw.count] }) ?? [0..<raw.count] {
                try append(raw.bytes(in: range), sink, frame: repack[index])
            }
        }
        return entries
    }

    private func append(
        _ bytes: [UInt8], _ sink: ArchiveSink,
        frame repack: (([UInt8], Compression.Codec) throws -> Repacked)? = nil
    ) throws {
        let (raw, frame) = (ByteBuffer(capacity: bytes.count), ByteBuffer(capacity: 64))
        raw.append(bytes)
        var count = raw.count
        if let repacked = try repack?(bytes, codec) {
            frame.append(repacked.frame)
            count = repacked.count
        } else {
            try compression(codec).makeCompressor().compress(raw, into: frame)
        }
        try sink.append(
            frame: frame, digest: Hashing.digest(of: frame, in: 0..<frame.count), count: count)
    }

    /// The components as an honest writer counts them.
    private static func components(of entries: [ManifestEntry]) -> [Component] {
        ComponentKind.allCases.compactMap { kind in
            let sizes = entries.filter { $0.entry.component == kind }.compactMap(
                \.entry.content?.size)
            guard !sizes.isEmpty, let root = EntryPath("data/XXX/\(kind.folder)") else {
                return nil
            }
            let bytes = sizes.reduce(UInt64(0)) { $0.addingReportingOverflow($1).partialValue }
            return Component(
                kind: kind, root: root, status: .captured, files: sizes.count, bytes: bytes)
        }
    }

    private func manifest(
        _ description: ArchiveDescription, _ entries: [ManifestEntry], _ sink: ArchiveSink
    ) throws -> [UInt8] {
        let text = Text()
        var writer = ManifestWriter { text.bytes += $0 }
        try writer.begin(description, archive: sink.archiveID?.hex ?? "")
        for entry in entries { try writer.append(entry) }
        try writer.end(units: sink.units, components: Self.components(of: entries), warnings: [])
        text.bytes = [UInt8](editManifest(String(decoding: text.bytes, as: UTF8.self)).utf8)
        text.bytes = editManifestBytes(text.bytes)
        try writer.finish(digest: manifestDigest ?? Hashing.digest(of: text.bytes))
        return editTag("smsbackup/manifest.json", text.bytes) ?? []
    }

    private final class Text {
        var bytes: [UInt8] = []
    }

    private func writeMeta(
        _ description: ArchiveDescription, _ entries: [ManifestEntry], _ manifest: [UInt8],
        _ tags: inout Tags, _ sink: ArchiveSink
    ) throws {
        let firstMeta = sink.units.count
        let members = try members(sink, isMeta: true)
        var (lines, overlay): ([UInt8], [UInt8]) = ([], [])
        var (files, bytes): (Int, UInt64) = (0, 0)
        for entry in entries.map(\.entry) {
            guard let content = entry.content else { continue }
            if entry.path.names.first?.elementsEqual("data".utf8) == true {
                lines += BagText.line(content.digest, entry.path.bytes)
                (files, bytes) = (files + 1, bytes + content.size)
            } else if case .file = entry.kind {
                overlay += BagText.escapedLine(content.digest, entry.path.bytes)
            }
        }
        let information = BagText.information(description, files: files, bytes: bytes)
        try addTag("bag-info.txt", information, members, &tags)
        try addTag("manifest-sha256.txt", lines, members, &tags)
        for tag in moreTags { try addTag(tag.path, tag.bytes, members, &tags) }
        if !overlay.isEmpty { try addTag("smsbackup/overlay.sha256", overlay, members, &tags) }
        if let checklist, checklist.count <= 2 << 20 {
            try addTag(Checklist.path, checklist, members, &tags)
        } else if let checklist {
            // Piece by piece: more than a unit may hold goes into several.
            let text = try SpooledText()
            for start in stride(from: 0, to: checklist.count, by: 1 << 20) {
                try text.append([UInt8](checklist[start..<min(start + 1 << 20, checklist.count)]))
            }
            tags.append((Checklist.path, try members.addFile(Checklist.path, text).digest))
        }
        let written = try members.addFile("smsbackup/manifest.json", manifest)
        tags.append(("smsbackup/manifest.json", written.digest))
        let tagManifest = tags.sorted { $0.path < $1.path }.flatMap {
            BagText.line($0.digest, [UInt8]($0.path.utf8))
        }
        try addTag("tagmanifest-sha256.txt", tagManifest, members, &tags)
        let tagDigest = tags.last?.digest ?? written.digest
        for member in lastMembers { _ = try members.addFile(member.path, member.bytes) }
        members.addEnd()
        try members.cut(isLast: true)
        _ = try sink.finish(
            firstMetaUnit: sink.units[firstMeta], manifestTarOffset: written.dataOffset,
            manifestSize: UInt64(manifest.count), manifestDigest: written.digest,
            tagManifestDigest: tagDigest)
    }

    /// Puts another footer in place of the honest one, with its own digest made right.
    private func patchFooter(_ output: OpenFile) throws {
        let archive = try ArchiveFile(.plain(output))
        var footer = archive.footer
        let offset = footer.fileOffset
        editFooter(&footer)
        let buffer = ByteBuffer(capacity: 512)
        buffer.append(RecordContainer.wrap(footer.bytes, codec))
        try output.write(buffer, in: 0..<buffer.count, at: offset)
    }
}

/// The path of bytes that are known to be one.
func path(_ bytes: [UInt8]) -> EntryPath {
    guard let path = EntryPath(bytes: bytes) else { preconditionFailure("not a path: \(bytes)") }
    return path
}

/// The path of text that is known to be one.
func path(_ text: String) -> EntryPath { path([UInt8](text.utf8)) }

/// The compression at a codec's usual level, which every codec has.
func compression(_ codec: Compression.Codec) -> Compression {
    guard let compression = Compression(codec) else { preconditionFailure("no usual level") }
    return compression
}
