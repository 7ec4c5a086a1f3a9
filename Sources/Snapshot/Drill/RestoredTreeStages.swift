// SPDX-License-Identifier: Apache-2.0

/// Looks at every entry that the archive names where it was restored, compares it with the
/// manifest, and hands the site's documents to the judgement.
///
/// The entries come in the order of the archive, which is the order that the judgement expects.
final class RestoredTreeStages: PipelineStages {
    /// An entry of the archive and what became of it; `nil` when the commit looks at it.
    typealias Item = (wanted: Entry, outcome: RestoredEntry.Outcome?)

    /// Some entries on their way.
    final class Slot {
        var items: [Item] = []
    }

    /// Entries of a slot, and the bytes from which on a slot is full.
    private static let mostItems = 64
    private static let manyBytes: UInt64 = 1 << 20

    private let root: DirectoryHandle
    private let isInterrupted: @Sendable () -> Bool
    private let collector: EvidenceCollector
    private let created: Timestamp
    /// Entries that the restore already named as not restored.
    private let left: Set<EntryPath>
    // Used by `claim` only.
    private var manifest: ManifestReader
    private var isAtEnd = false
    // Used by `commit` only.
    private let own = RestoredEntry.Context()
    private(set) var report = RestoredTreeReport(
        couldSetOwners: ProcessPrivileges.mayChangeOwners)
    private(set) var census = RestoredTreeCensus()

    init(
        _ reader: ArchiveReader, _ root: DirectoryHandle, _ collector: EvidenceCollector,
        left: Set<EntryPath>, isInterrupted: @escaping @Sendable () -> Bool
    ) throws {
        self.root = root
        self.collector = collector
        self.left = left
        self.isInterrupted = isInterrupted
        created = reader.description.created
        manifest = try reader.entries()
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() -> RestoredEntry.Context { RestoredEntry.Context() }

    func claim(_ slot: Slot) throws -> Bool {
        slot.items.removeAll(keepingCapacity: true)
        if isInterrupted() { throw Self.interruption }
        var bytes: UInt64 = 0
        while !isAtEnd, slot.items.count < Self.mostItems, bytes < Self.manyBytes {
            switch try manifest.next() {
            case .entry(let line):
                let entry = try line.entry().entry
                guard entry.path.isPayload, entry.restoredPath != nil else { continue }
                bytes += min(entry.storedSize, Self.manyBytes)
                slot.items.append((entry, nil))
            case .end: isAtEnd = true
            default: continue
            }
        }
        return !slot.items.isEmpty
    }

    func work(_ slot: Slot, _ context: inout RestoredEntry.Context) {
        let looking = RestoredEntry(below: root, context, isInterrupted: isInterrupted)
        for index in slot.items.indices where !collector.wants(slot.items[index].wanted) {
            slot.items[index].outcome = looking.look(at: slot.items[index].wanted)
        }
    }

    func commit(_ slot: Slot) throws {
        let looking = RestoredEntry(below: root, own, isInterrupted: isInterrupted)
        for (wanted, outcome) in slot.items {
            if let outcome {
                if case .found(let entry) = outcome { collector.add(entry) }
                try take(wanted, outcome)
            } else {
                collector.begin(wanted)
                let outcome = looking.look(at: wanted) { [collector] in
                    collector.consume($0, in: $1)
                }
                if case .found(let entry) = outcome {
                    collector.end(entry)
                } else {
                    collector.fail(wanted, "it could not be read back")
                }
                try take(wanted, outcome)
            }
        }
    }

    private static let interruption = SnapshotError(
        .interrupted, "interrupted while reading back what was restored")

    private func take(_ wanted: Entry, _ outcome: RestoredEntry.Outcome) throws {
        guard let path = wanted.restoredPath else { return }
        report.entries += 1
        switch outcome {
        case .found(let entry):
            if census.add(path, isDirectory: entry.kind == .directory) {
                compare(entry, with: wanted, at: path)
            }
        case .different(let reason):
            // The restore says itself what it did not restore, and why.
            guard !left.contains(path) else { return }
            census.add(path, isDirectory: false)
            report.findings.append(Finding(.restored, path: path, reason))
        case .failed(let reason):
            census.add(path, isDirectory: wanted.kind == .directory)
            report.failures.append(reason)
        case .interrupted: throw Self.interruption
        }
    }

    private func compare(_ entry: Entry, with wanted: Entry, at path: EntryPath) {
        switch (wanted.kind, entry.kind) {
        case (.file(let size, let digest), .file(let found, let other)):
            guard size == found, digest == other else {
                report.findings.append(
                    Finding(
                        .restored, path: path,
                        "it has \(found) bytes with SHA-256 \(other), the archive says \(size) with \(digest)"
                    ))
                break
            }
            report.files += 1
            report.bytes += size
        case (.hardLink, .hardLink): report.files += 1
        case (.symbolicLink(let target), .symbolicLink(let found)) where target != found:
            report.findings.append(
                Finding(
                    .restored, path: path,
                    "it points to \(ScreenText.quoted(found)), the archive says \(ScreenText.quoted(target))"
                ))
        default: break
        }
        for aspect in differences(entry, wanted) {
            report.tallies[aspect, default: .init(count: 0, first: path)].count += 1
        }
    }

    private func differences(_ entry: Entry, _ wanted: Entry) -> [RestoredTreeReport.Aspect] {
        let (found, archived) = (entry.attributes, wanted.attributes)
        var aspects: [RestoredTreeReport.Aspect] = []
        // What no file system ever held belongs to whoever restores.
        let isGenerated = archived == .generated(permissions: 0o755, at: created)
        if found.ownerID != archived.ownerID || found.groupID != archived.groupID,
            !isGenerated || report.couldSetOwners
        {
            aspects.append(.owner)
        }
        if found.modified != archived.modified { aspects.append(.modified) }
        // The modes of a link mean nothing, and its extended attributes are not carried.
        if case .symbolicLink = wanted.kind { return aspects }
        if found.permissions & 0o1777 != archived.permissions & 0o1777 {
            aspects.append(.permissions)
        }
        if (found.permissions ^ archived.permissions) & 0o6000 != 0 { aspects.append(.setID) }
        if found.extended != archived.extended || found.accessControl != archived.accessControl
            || found.defaultAccessControl != archived.defaultAccessControl
        {
            aspects.append(.extended)
        }
        return aspects
    }
}
