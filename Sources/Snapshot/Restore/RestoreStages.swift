// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// The restore as a pipeline: claim a unit, prove, decompress and write it beside others, report in
/// order.
final class RestoreStages: PipelineStages {
    /// One unit on its way.
    final class Slot {
        var step: EntryCursor.Step?
        var items: [RestoreItem] = []
        var largeFile: LargeFileRestoring?
        let compressed: ByteBuffer
        let raw: ByteBuffer
        var findings: [Finding] = []

        init(holding largest: (compressed: Int, raw: Int)) {
            compressed = ByteBuffer(capacity: largest.compressed)
            raw = ByteBuffer(capacity: largest.raw)
        }
    }

    private let reader: ArchiveReader
    private let options: RestoreOptions
    private let selection: RestoreSelection
    private let target: DestinationTree
    private let bag: [UInt8]
    private let restoring: EntryRestoring
    // Used by `claim` only.
    private var cursor: EntryCursor
    private var next = 0
    private var largeFile: LargeFileRestoring?
    private var knownDirectories: Set<EntryPath> = []
    /// The directories that this run made; they get their attributes at the end.
    private(set) var madeDirectories: Set<EntryPath> = []
    // Used by `commit` only.
    private(set) var report: RestoreReport
    /// The files that wanted links point to, as far as they are there with their bytes proved.
    private var linkable: Set<EntryPath> = []

    init(
        _ reader: ArchiveReader, _ options: RestoreOptions, _ selection: RestoreSelection,
        _ target: DestinationTree,
        report: RestoreReport
    ) throws {
        self.reader = reader
        self.options = options
        self.selection = selection
        self.target = target
        restoring = EntryRestoring(target: target, overwrite: options.overwrite)
        self.report = report
        bag = [UInt8](reader.description.bag.utf8)
        cursor = try EntryCursor(reader)
    }

    func makeSlot() -> Slot { Slot(holding: reader.largestUnit) }

    func makeContext() throws -> any FrameDecompressing {
        try reader.archive.codec.makeDecompressor()
    }

    func claim(_ slot: Slot) throws -> Bool {
        if options.isInterrupted() {
            throw SnapshotError(
                .interrupted, "interrupted; what was restored before is still there")
        }
        // Units of which nothing is wanted are passed over without being read.
        while next < reader.payloadUnitCount {
            let unit = reader.units[next]
            let isWanted = selection.wantsUnit[next]
            next += 1
            guard isWanted else {
                cursor.skip(unit)
                continue
            }
            let step = try cursor.step(unit)
            slot.step = step
            slot.findings = []
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
    private func items(of step: EntryCursor.Step) throws -> [RestoreItem] {
        var items: [RestoreItem] = []
        for (position, entry) in step.entries.enumerated() {
            guard let wanted = selection.target(of: entry.entry), let path = wanted.restoredPath
            else { continue }
            var item = RestoreItem(
                manifestEntry: entry, entry: wanted, path: path, position: position)
            guard wanted.path.isPayload else {
                item.outcome = .notRestored(Finding.outsidePayload)
                items.append(item)
                continue
            }
            do throws(SystemCallError) {
                let directory = wanted.kind == .directory ? path : path.parent
                if let directory, knownDirectories.insert(directory).inserted {
                    madeDirectories.formUnion(try target.makeDirectories(directory))
                }
                if wanted.kind == .directory {
                    item.outcome = madeDirectories.contains(path) ? .created([]) : .kept
                }
            } catch {
                item.outcome = .notRestored("\(error)")
            }
            items.append(item)
        }
        return items
    }

    /// Creates a large file before its first piece; `nil` when it is not wanted or cannot be
    /// created.
    private func openLargeFile(_ slot: Slot) throws -> LargeFileRestoring? {
        guard var item = slot.items.first, case .pending = item.outcome else { return nil }
        do throws(SystemCallError) {
            if let file = try restoring.create(&item) { return LargeFileRestoring(item, file) }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
        slot.items = [item]
        return nil
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
        if let file = slot.largeFile { return write(slot, to: file, unit) }
        for index in slot.items.indices {
            guard case .pending = slot.items[index].outcome else { continue }
            let item = slot.items[index]
            if let finding = comparison?.refusal(ofEntryAt: item.position) {
                slot.items[index].outcome = .notRestored(finding.message)
            } else {
                let start = Int(item.manifestEntry.dataOffset - unit.tarOffset)
                restoring.restore(&slot.items[index], from: slot.raw, at: start)
            }
        }
    }

    /// Writes the piece of a large file that lies in the unit.
    private func write(_ slot: Slot, to large: LargeFileRestoring, _ unit: Unit) {
        let (range, offset) = large.piece(in: unit)
        do throws(SystemCallError) {
            try large.file.write(slot.raw, in: range, at: offset)
        } catch {
            slot.findings.append(Finding(.restored, path: large.item.path, "\(error)"))
        }
    }

    func commit(_ slot: Slot) {
        report.findings += slot.findings
        if let large = slot.largeFile, let unit = slot.step?.unit {
            large.take(slot.raw, of: unit, findings: slot.findings)
            if large.ends(in: unit) { count(large.finish(restoring.attributes)) }
        } else {
            for item in slot.items { count(completed(item)) }
        }
        options.progress?(RestoreProgress(bytesDone: report.bytes, bytesTotal: selection.bytes))
    }

    /// Makes hard links, now that everything before them is written.
    private func completed(_ item: RestoreItem) -> RestoreItem {
        guard case .pending = item.outcome, case .hardLink(let target, _, _) = item.entry.kind,
            let existing = target.droppingFirst(1)
        else { return item }
        var item = item
        // Something else may have the file's name: only what this run proved is linked to.
        if linkable.contains(existing) {
            item.outcome = restoring.makeHardLink(item, to: existing)
        } else {
            item.outcome = .notRestored(
                "\(ScreenText.quoted(existing.bytes)), which it is a link to, was not restored")
        }
        return item
    }

    private func count(_ item: RestoreItem) {
        switch item.outcome {
        case .created, .replaced, .kept:
            guard case .file = item.entry.kind else { break }
            if selection.isLinkTarget(item.manifestEntry.entry.path) { linkable.insert(item.path) }
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
