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
        /// The unit's bytes of tar when they are a piece of a large file: its digest is taken in
        /// order.
        let raw = ByteBuffer(capacity: 0)
        var findings: [Finding] = []
    }

    /// What a thread keeps: a decompressor, and room for a unit before and behind it.
    struct Context {
        let decompressor: any FrameDecompressing
        let compressed = ByteBuffer(capacity: 0)
        /// Memory that is not touched costs nothing.
        let raw = ByteBuffer(inHugePages: Unit.largestOfTwins)
        var restoring = EntryRestoring.Context()
    }

    private let reader: ArchiveReader
    private let options: RestoreOptions
    private let selection: RestoreSelection
    private let bag: [UInt8]
    private let restoring: EntryRestoring
    // Used by `claim` only.
    private var cursor: EntryCursor
    private var next = 0
    private var largeFile: LargeFileRestoring?
    private var admission: RestoreAdmission
    // Used by `commit` only.
    private var tally: RestoreTally

    init(_ prepared: PreparedRestore, _ target: DestinationTree) throws {
        reader = prepared.reader
        options = prepared.options
        selection = prepared.selection
        restoring = EntryRestoring(
            target: target, existing: ExistingEntries(overwrite: options.overwrite),
            mends: options.mends, attributes: AttributeRestoring(options.attributes))
        admission = RestoreAdmission(prepared, target)
        tally = RestoreTally(prepared, restoring)
        bag = [UInt8](reader.description.bag.utf8)
        cursor = try EntryCursor(reader)
    }

    /// What was done; complete when the pipeline has ended.
    var report: RestoreReport { tally.report }

    /// The directories that get their attributes at the end.
    var ownDirectories: RestorePlaces { admission.ownDirectories }

    func makeSlot() -> Slot { Slot() }

    func makeContext() throws -> Context {
        Context(decompressor: try reader.archive.codec.makeDecompressor(checksums: .passedOver))
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
            slot.items = try admission.items(of: step)
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

    func additionalMemory(for slot: Slot) -> Int { slot.step?.unit.additionalMemory ?? 0 }

    func work(_ slot: Slot, _ context: inout Context) throws {
        guard let step = slot.step else { return }
        defer {
            context.compressed.removeAll(keepingMemoryFor: Unit.usual)
            context.raw.removeAll(keepingMemoryFor: Unit.usual)
        }
        let unit = step.unit
        let raw = slot.largeFile == nil ? context.raw : slot.raw
        do {
            try UnitReading.read(unit, of: reader.archive, compressed: context.compressed)
        } catch let failure as ArchiveFile.Failure {
            slot.findings.append(failure.finding)
        }
        var comparison: UnitComparison?
        do {
            try UnitReading.decompress(
                unit, context.compressed, with: context.decompressor, into: raw)
            // What a damaged unit's headers say is no reason to give up a file that has its digest.
            if slot.findings.isEmpty {
                comparison = UnitComparison(step, raw: raw, bag: bag)
                slot.findings += comparison?.allFindings ?? []
            }
        } catch let failure as ArchiveFile.Failure {
            // Files before the damage still have their digests and are restored.
            slot.findings.append(failure.finding)
        }
        if let file = slot.largeFile { return write(slot, to: file, unit) }
        context.restoring.reset()
        for index in slot.items.indices {
            guard case .pending = slot.items[index].outcome else { continue }
            let item = slot.items[index]
            if let finding = comparison?.refusal(ofEntryAt: item.position) {
                slot.items[index].outcome = .notRestored(finding.message)
            } else {
                let start = Int(item.manifestEntry.dataOffset - unit.tarOffset)
                restoring.restore(
                    &slot.items[index], from: raw, at: start, &context.restoring)
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
        tally.add(slot.findings)
        if let large = slot.largeFile, let unit = slot.step?.unit {
            large.take(slot.raw, of: unit, findings: slot.findings)
            if large.ends(in: unit) { tally.count(large.finish(restoring.attributes)) }
        } else {
            for item in slot.items { tally.complete(item) }
        }
        options.progress?(
            RestoreProgress(bytesDone: tally.report.bytes, bytesTotal: selection.bytes))
    }
}
