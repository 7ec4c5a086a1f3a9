// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// The restore as a pipeline: claim a unit, prove, decompress and write it beside others, report in order.
final class RestoreStages: PipelineStages {
    /// A wanted entry of a unit and what became of it.
    struct Item {
        let manifestEntry: ManifestEntry
        let entry: Entry
        let path: EntryPath
        /// Its position among the unit's entries.
        let position: Int
        var outcome = Outcome.pending
    }

    /// What became of an entry.
    enum Outcome {
        case pending
        case created([Warning])
        case replaced([Warning])
        case kept
        case notRestored(String)
    }

    /// One unit on its way.
    final class Slot {
        var step: EntryCursor.Step?
        var items: [Item] = []
        var largeFile: LargeFile?
        let compressed = ByteBuffer(capacity: 1 << 20)
        let raw = ByteBuffer(capacity: 2 << 20)
        var findings: [Finding] = []
        /// Why the large file must not be restored, when its header lies in this unit.
        var refusal: Finding?
    }

    /// A large file that several units write to.
    final class LargeFile {
        let item: Item
        let file: RestoreFile
        // Used by `commit` only.
        var hashing = Hashing()
        var problem: String?
        /// Whether a piece could not be written, or the tar does not name the file as the manifest does.
        var mustNotStay = false

        /// Whether the file is complete or removed.
        var isSettled = false

        init(_ item: Item, _ file: RestoreFile) {
            self.item = item
            self.file = file
        }

        deinit {
            // An interrupted restore must not leave a part of a file under the file's name.
            if !isSettled { file.discard() }
        }
    }

    private let reader: ArchiveReader
    private let options: RestoreOptions
    private let selection: RestoreSelection
    private let target: RestoreTarget
    private let bag: [UInt8]
    private let attributes = AttributeRestoring()
    // Used by `claim` only.
    private var cursor: EntryCursor
    private var next = 0
    private var largeFile: LargeFile?
    private var knownDirectories: Set<EntryPath> = []
    /// The directories that this run made; they get their attributes at the end.
    private(set) var madeDirectories: Set<EntryPath> = []
    // Used by `commit` only.
    private(set) var report: RestoreReport
    /// The files that wanted links point to, as far as they are there with their bytes proved.
    private var linkable: Set<EntryPath> = []

    init(
        _ reader: ArchiveReader, _ options: RestoreOptions, _ selection: RestoreSelection,
        _ target: RestoreTarget,
        report: RestoreReport
    ) throws {
        self.reader = reader
        self.options = options
        self.selection = selection
        self.target = target
        self.report = report
        bag = [UInt8](reader.description.bag.utf8)
        cursor = try EntryCursor(reader)
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() throws -> any FrameDecompressing {
        try reader.archive.codec.makeDecompressor()
    }

    func claim(_ slot: Slot) throws -> Bool {
        if options.isInterrupted() { throw SnapshotError(.interrupted, "interrupted") }
        // Units of which nothing is wanted are passed over without being read.
        while next < reader.payloadUnitCount {
            let step = try cursor.step(reader.units[next])
            next += 1
            slot.step = step
            slot.findings = []
            slot.refusal = nil
            slot.items = try items(of: step)
            slot.largeFile = nil
            if let file = step.largeFile {
                if !step.entries.isEmpty { largeFile = try openLargeFile(slot) }
                slot.largeFile = largeFile
                if file.dataRange.upperBound <= step.unit.tarRange.upperBound { largeFile = nil }
            }
            if !slot.items.isEmpty || slot.largeFile != nil { return true }
        }
        try cursor.finish()
        return false
    }

    /// The wanted entries of a unit, with the directories above them made.
    private func items(of step: EntryCursor.Step) throws -> [Item] {
        var items: [Item] = []
        for (position, entry) in step.entries.enumerated() {
            guard let wanted = selection.target(of: entry.entry), let path = wanted.restoredPath
            else { continue }
            var item = Item(manifestEntry: entry, entry: wanted, path: path, position: position)
            do throws(SystemCallError) {
                let directory = wanted.kind == .directory ? path : path.parent
                if let directory, knownDirectories.insert(directory).inserted {
                    let made = try target.makeDirectories(directory)
                    madeDirectories.formUnion(made)
                    if wanted.kind == .directory {
                        item.outcome = made.isEmpty ? .kept : .created([])
                    }
                } else if wanted.kind == .directory {
                    // It was made for the sake of something in it that came first.
                    item.outcome = madeDirectories.contains(path) ? .created([]) : .kept
                }
            } catch {
                item.outcome = .notRestored("\(error)")
            }
            items.append(item)
        }
        return items
    }

    /// Creates a large file before its first piece; `nil` when it is not wanted or cannot be created.
    private func openLargeFile(_ slot: Slot) throws -> LargeFile? {
        guard var item = slot.items.first, case .pending = item.outcome else { return nil }
        do throws(SystemCallError) {
            if let file = try create(&item) { return LargeFile(item, file) }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
        slot.items = [item]
        return nil
    }

    /// Creates the file of an item; `nil` when something is there that stays.
    private func create(_ item: inout Item) throws(SystemCallError) -> RestoreFile? {
        let directory = try target.directory(at: item.path.parent)
        let existing = try directory.status(of: [UInt8](item.path.lastName))
        if let existing {
            if options.overwrite == .never {
                item.outcome = .notRestored("it exists already")
                return nil
            }
            if existing.kind == .directory {
                item.outcome = .notRestored("a directory has its name")
                return nil
            }
            if options.overwrite == .changed, try hasContent(item.entry, existing, in: directory) {
                item.outcome = .kept
                return nil
            }
        }
        return try RestoreFile(item.entry, at: item.path, in: directory, replacing: existing != nil)
    }

    /// Whether the file that exists has the entry's bytes: by digest, never by its time.
    private func hasContent(
        _ entry: Entry, _ status: FileStatus, in directory: DirectoryHandle
    ) throws(SystemCallError) -> Bool {
        guard let content = entry.content, status.kind == .file, status.size == content.size else {
            return false
        }
        let file = try directory.file(at: [UInt8](entry.path.lastName))
        let buffer = ByteBuffer(capacity: 1 << 20)
        var hashing = Hashing()
        while try file.read(into: buffer, upTo: 1 << 20) > 0 {
            hashing.update(buffer, in: 0..<buffer.count)
            buffer.removeAll()
        }
        return hashing.finish() == content.digest
    }

    func work(_ slot: Slot, _ decompressor: inout any FrameDecompressing) throws {
        guard let step = slot.step else { return }
        let unit = step.unit
        do {
            try UnitReading.read(unit, of: reader.archive, compressed: slot.compressed)
        } catch let failure as ArchiveFile.Failure {
            slot.findings.append(failure.finding)
        }
        var comparison: UnitComparison?
        do {
            try UnitReading.decompress(unit, slot.compressed, with: decompressor, into: slot.raw)
            comparison = UnitComparison(step, raw: slot.raw, bag: bag)
            slot.findings += comparison?.allFindings ?? []
        } catch let failure as ArchiveFile.Failure {
            // Files before the damage still have their digests and are restored.
            slot.findings.append(failure.finding)
        }
        if let file = slot.largeFile {
            slot.refusal = step.entries.isEmpty ? nil : comparison?.refusal(ofEntryAt: 0)
            write(slot, to: file, unit)
            return
        }
        for index in slot.items.indices {
            guard case .pending = slot.items[index].outcome else { continue }
            if let finding = comparison?.refusal(ofEntryAt: slot.items[index].position) {
                slot.items[index].outcome = .notRestored(finding.message)
            } else {
                restore(&slot.items[index], from: slot)
            }
        }
    }

    /// Writes the piece of a large file that lies in the unit.
    private func write(_ slot: Slot, to large: LargeFile, _ unit: Unit) {
        let file = large.item.manifestEntry
        let part = file.dataRange.clamped(to: unit.tarRange)
        let start = Int(part.lowerBound - unit.tarOffset)
        let range = start..<(start + Int(part.upperBound - part.lowerBound))
        do throws(SystemCallError) {
            try large.file.write(slot.raw, in: range, at: part.lowerBound - file.dataOffset)
        } catch {
            slot.findings.append(Finding(.restored, path: large.item.path, "\(error)"))
        }
    }

    /// Restores one small item; hard links wait for the commit, when their files are there.
    private func restore(_ item: inout Item, from slot: Slot) {
        do throws(SystemCallError) {
            switch item.entry.kind {
            case .directory, .hardLink: return
            case .symbolicLink(let linkTarget):
                item.outcome = try makeSymbolicLink(item, to: linkTarget)
            case .file(let size, let digest):
                let start = Int(item.manifestEntry.dataOffset - (slot.step?.unit.tarOffset ?? 0))
                let range = start..<(start + Int(size))
                guard range.upperBound <= slot.raw.count || size == 0,
                    Hashing.digest(of: slot.raw, in: size == 0 ? 0..<0 : range) == digest
                else {
                    item.outcome = .notRestored("its content is lost: it does not have its SHA-256")
                    return
                }
                guard let file = try create(&item) else { return }
                do throws(SystemCallError) {
                    try file.write(slot.raw, in: range, at: 0)
                    let warnings = try file.finish(attributes)
                    item.outcome = file.isReplacement ? .replaced(warnings) : .created(warnings)
                } catch {
                    file.discard()
                    throw error
                }
            }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
    }

    private func makeSymbolicLink(_ item: Item, to linkTarget: [UInt8]) throws(SystemCallError)
        -> Outcome
    {
        let directory = try target.directory(at: item.path.parent)
        let name = [UInt8](item.path.lastName)
        if let existing = try directory.status(of: name) {
            if existing.kind == .symbolicLink, try directory.linkTarget(of: name) == linkTarget {
                return .kept
            }
            guard options.overwrite != .never, existing.kind != .directory else {
                return .notRestored("it exists already")
            }
            try directory.removeFile(named: name)
        }
        try directory.makeSymbolicLink(named: name, target: linkTarget)
        if ProcessPrivileges.mayChangeOwners {
            try directory.setOwner(
                item.entry.attributes.ownerID, group: item.entry.attributes.groupID, ofLink: name)
        }
        try directory.setModified(item.entry.attributes.modified, ofLink: name)
        return .created([])
    }

    func commit(_ slot: Slot) {
        report.findings += slot.findings
        for item in slot.items {
            var item = item
            if case .pending = item.outcome, case .hardLink = item.entry.kind {
                item.outcome = makeHardLink(item)
            }
            if slot.largeFile == nil { count(item) }
        }
        if let large = slot.largeFile, let unit = slot.step?.unit { commit(slot, of: large, unit) }
        options.progress?(RestoreProgress(bytesDone: report.bytes, bytesTotal: selection.bytes))
    }

    private func makeHardLink(_ item: Item) -> Outcome {
        guard case .hardLink(let linkTarget, _, _) = item.entry.kind,
            let existing = linkTarget.droppingFirst(1)
        else {
            return .notRestored("it is a link to nothing")
        }
        do throws(SystemCallError) {
            let directory = try target.directory(at: item.path.parent)
            let name = [UInt8](item.path.lastName)
            // Something else may have the file's name: only what this run proved is linked to.
            guard linkable.contains(existing) else {
                return .notRestored(
                    "\(ScreenText.quoted(existing.bytes)), which it is a link to, was not restored")
            }
            let existingDirectory = try target.directory(at: existing.parent)
            if try directory.status(of: name) != nil {
                guard options.overwrite != .never else { return .notRestored("it exists already") }
                try directory.removeFile(named: name)
            }
            try directory.makeHardLink(
                named: name, to: [UInt8](existing.lastName), in: existingDirectory)
            return .created([])
        } catch {
            return .notRestored("\(error)")
        }
    }

    /// Adds a piece of a large file to its digest; finishes the file behind its last piece.
    private func commit(_ slot: Slot, of large: LargeFile, _ unit: Unit) {
        let file = large.item.manifestEntry
        if let failure = slot.findings.first { large.problem = large.problem ?? failure.message }
        if slot.findings.contains(where: { $0.code == .restored }) { large.mustNotStay = true }
        if let refusal = slot.refusal {
            large.problem = refusal.message
            large.mustNotStay = true
        }
        let part = file.dataRange.clamped(to: unit.tarRange)
        let start = Int(part.lowerBound - unit.tarOffset)
        large.hashing.update(slot.raw, in: start..<(start + Int(part.upperBound - part.lowerBound)))
        guard file.dataRange.upperBound <= unit.tarRange.upperBound else { return }
        var item = large.item
        let digest = large.hashing.finish()
        large.hashing = Hashing()
        do throws(SystemCallError) {
            if large.mustNotStay || digest != item.entry.content?.digest {
                item.outcome = .notRestored(
                    large.problem ?? "its content is lost: it does not have its SHA-256")
            } else {
                let warnings = try large.file.finish(attributes)
                item.outcome = large.file.isReplacement ? .replaced(warnings) : .created(warnings)
            }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
        if case .notRestored = item.outcome { large.file.discard() }
        large.isSettled = true
        count(item)
    }

    private func count(_ item: Item) {
        switch item.outcome {
        case .created, .replaced, .kept:
            if case .file = item.entry.kind,
                selection.isLinkTarget(item.manifestEntry.entry.path)
            {
                linkable.insert(item.path)
            }
        case .notRestored, .pending: break
        }
        switch item.outcome {
        case .created(let warnings):
            report.created += 1
            report.bytes += item.entry.storedSize
            report.warnings += warnings
        case .replaced(let warnings):
            report.replaced += 1
            report.bytes += item.entry.storedSize
            report.warnings += warnings
        case .kept: report.kept += 1
        case .notRestored(let reason):
            report.notRestored.append(RestoreReport.NotRestored(path: item.path, reason: reason))
        case .pending: break
        }
    }
}
