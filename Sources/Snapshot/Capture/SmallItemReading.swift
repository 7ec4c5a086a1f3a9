// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Reads small files, directories and links into a unit; one for each thread.
struct SmallItemReading {
    private let listing: SourceListing
    private let encoder: TarHeaderEncoder
    private let hardLinks: [Int32: Int32]
    private let allowsUnreadable: Bool
    private let moment: Timestamp
    private let attributes = AttributeReading()
    private let recent = RecentDirectory()

    init(
        listing: SourceListing, encoder: TarHeaderEncoder, hardLinks: [Int32: Int32],
        allowsUnreadable: Bool, moment: Timestamp
    ) {
        self.listing = listing
        self.encoder = encoder
        self.hardLinks = hardLinks
        self.allowsUnreadable = allowsUnreadable
        self.moment = moment
    }

    /// Begins another unit.
    func reset() {
        recent.forget()
    }

    /// Appends an item with its header to a unit.
    ///
    /// - Parameters:
    ///   - index: The item, in the listing.
    ///   - raw: The unit's bytes of tar.
    ///   - slot: What gets the entry, and warnings.
    ///   - hashing: What hashed the files that are in the unit already.
    /// - Throws: ``SnapshotError`` when it cannot be read and nobody declared that this may happen.
    func append(
        _ index: Int32, to raw: ByteBuffer, of slot: CaptureSlot, _ hashing: inout TwinHashing
    ) throws {
        guard let path = listing.entryPath(of: Int(index)) else {
            throw SnapshotError(
                .refused,
                "the path of \(sourcePath(index)) is longer than \(EntryPath.longest) bytes")
        }
        let start = raw.count
        do {
            try append(index, path: path, to: raw, of: slot, &hashing)
        } catch let error as SystemCallError {
            raw.truncate(to: start)
            guard allowsUnreadable else {
                throw SnapshotError(
                    .system, "cannot capture \(sourcePath(index))",
                    hint: "pass --allow-unreadable to capture without what cannot be read",
                    cause: error)
            }
            slot.warnings.append(
                Warning(.notCaptured, sourceBytes(index), "cannot be read: \(error.errno)"))
        }
        slot.warnings += attributes.takeUnread().map(\.warning)
    }

    private func sourceBytes(_ index: Int32) -> [UInt8] {
        listing.location(of: Int(index)).map { $0.directory.fullPath($0.path) } ?? []
    }

    private func sourcePath(_ index: Int32) -> String {
        ScreenText.quoted(sourceBytes(index))
    }

    private func append(
        _ index: Int32, path: EntryPath, to raw: ByteBuffer, of slot: CaptureSlot,
        _ hashing: inout TwinHashing
    ) throws {
        let item = listing.items[Int(index)]
        let component = listing.roots[Int(item.root)].component
        guard let (directory, relative) = listing.location(of: Int(index)), let status = item.status
        else {
            let entry = Entry(
                path: path, kind: .directory,
                attributes: .generated(permissions: 0o755, at: moment),
                component: component)
            return try append(entry, index, to: raw, of: slot)
        }
        var entry = Entry(
            path: path, kind: .directory, attributes: attributes.plainAttributes(status),
            component: component)
        switch status.kind {
        case .directory:
            entry.attributes = try attributes.attributes(of: try directory.directory(at: relative))
        case .symbolicLink:
            let (parent, name) = try recent.parent(of: relative, below: directory)
            entry.kind = .symbolicLink(target: try parent.linkTarget(of: name))
        default:
            let (parent, name) = try recent.parent(of: relative, below: directory)
            guard let target = hardLinks[index], let targetPath = listing.entryPath(of: Int(target))
            else {
                return try appendFile(
                    try parent.file(at: name), entry, index, to: raw, of: slot, &hashing)
            }
            entry.kind = .hardLink(
                to: targetPath, size: status.size, digest: Digest(words: (0, 0, 0, 0)))
            let file = try parent.file(at: name)
            entry.attributes = try attributes.attributes(of: file, status: file.status())
        }
        try append(entry, index, to: raw, of: slot)
    }

    private func append(
        _ entry: Entry, _ index: Int32, to raw: ByteBuffer, of slot: CaptureSlot
    ) throws {
        let start = raw.count
        try encoder.append(entry, to: raw)
        slot.captured.append(
            CaptureSlot.Captured(
                index: index, entry: entry, headerOffset: start, dataOffset: raw.count))
    }

    private func appendFile(
        _ file: OpenFile, _ entry: Entry, _ index: Int32, to raw: ByteBuffer, of slot: CaptureSlot,
        _ hashing: inout TwinHashing
    ) throws {
        let before = try file.status()
        guard before.kind == .file else {
            throw SystemCallError("open", errno: .noSuchFileOrDirectory, path: file.path)
        }
        var entry = entry
        entry.attributes = try attributes.attributes(of: file, status: before)
        entry.kind = .file(size: before.size, digest: Digest(words: (0, 0, 0, 0)))
        let start = raw.count
        try encoder.append(entry, to: raw)
        var dataOffset = raw.count
        let result = try StableReading.read(file, of: before, into: raw)
        if UInt64(result.count) != before.size || !before.isSameState(as: result.status) {
            // The header promised another file: it is written again, for what was read.
            let content = raw.bytes(in: dataOffset..<raw.count)
            raw.truncate(to: start)
            entry.attributes = try attributes.attributes(of: file, status: result.status)
            entry.kind = .file(size: UInt64(content.count), digest: Digest(words: (0, 0, 0, 0)))
            try encoder.append(entry, to: raw)
            dataOffset = raw.count
            raw.append(content)
        }
        entry.dataRanges = result.dataRanges
        if result.hasChanged { entry.notes.insert(.changedWhileRead) }
        let range = dataOffset..<(dataOffset + result.count)
        entry.kind = .file(
            size: UInt64(result.count), digest: hashing.digest(of: raw, in: range))
        raw.pad(toMultipleOf: TarHeaderEncoder.blockSize)
        slot.captured.append(
            CaptureSlot.Captured(
                index: index, entry: entry, headerOffset: start, dataOffset: dataOffset))
    }
}
