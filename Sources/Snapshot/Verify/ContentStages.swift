// SPDX-License-Identifier: Apache-2.0

/// Proves every unit before the metadata and compares its content with the manifest: headers,
/// bytes, padding.
final class ContentStages: PipelineStages {
    /// One unit on its way.
    final class Slot {
        var step: EntryCursor.Step?
        var expectation: UnitProof.Expectation?
        /// What is wrong with the unit and its seal as they lie in the file.
        var proofFindings: [Finding] = []
        /// The unit's bytes of tar, as far as the commit needs them: those of a large file, and
        /// those of small files when there is a document among them.
        let raw = ByteBuffer(capacity: 0)
        var findings: [Finding] = []
        /// The entries whose content is right.
        var files = 0
        var bytes: UInt64 = 0
    }

    /// What a thread keeps: a decompressor, and room for a unit before and behind it.
    struct Context {
        let decompressor: any FrameDecompressing
        let compressed = ByteBuffer(capacity: 0)
        /// Memory that is not touched costs nothing.
        let raw = ByteBuffer(inHugePages: Unit.largestOfTwins)
        var hashing = TwinHashing()
    }

    private let reader: ArchiveReader
    private let isInterrupted: @Sendable () -> Bool
    private let bag: [UInt8]
    /// What looks at the documents while they pass by.
    private let collector: EvidenceCollector?
    // Used by `claim` only.
    private var cursor: EntryCursor
    private var isBroken = false
    /// The units that were proved: all, unless the manifest cannot be matched to some.
    private(set) var proof: UnitProof
    // Used by `commit` only.
    /// What is wrong with the units as they lie in the file.
    private(set) var proofFindings: [Finding] = []
    /// What is wrong with what is in them.
    private(set) var findings: [Finding] = []
    private(set) var filesChecked = 0
    private(set) var entriesChecked = 0
    private(set) var bytesChecked: UInt64 = 0
    private(set) var summary = PayloadSummary()
    private var largeFileHashing = Hashing()
    private var firstOfLargeFile: UInt64 = 0
    /// The files that are lost, and where their bytes lie.
    private var lost: [EntryPath: Finding.Place?] = [:]

    init(
        _ reader: ArchiveReader, collector: EvidenceCollector? = nil,
        isInterrupted: @escaping @Sendable () -> Bool
    ) throws {
        self.reader = reader
        self.collector = collector
        self.isInterrupted = isInterrupted
        bag = [UInt8](reader.description.bag.utf8)
        cursor = try EntryCursor(reader)
        proof = UnitProof(reader)
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() throws -> Context {
        Context(decompressor: try reader.archive.codec.makeDecompressor())
    }

    func claim(_ slot: Slot) throws -> Bool {
        if isInterrupted() { throw SnapshotError(.interrupted, "interrupted; nothing is proved") }
        slot.findings = []
        slot.proofFindings = []
        slot.files = 0
        slot.bytes = 0
        slot.step = nil
        slot.expectation = nil
        if isBroken { return false }
        do {
            guard proof.count < reader.payloadUnitCount else {
                try cursor.finish()
                return false
            }
            let unit = reader.units[proof.count]
            slot.step = try cursor.step(unit)
            slot.expectation = proof.next(unit)
        } catch let error as ManifestError {
            // The rest of the manifest cannot be matched to units any more.
            slot.findings.append(Finding(error))
            isBroken = true
        }
        return true
    }

    func additionalMemory(for slot: Slot) -> Int { slot.step?.unit.additionalMemory ?? 0 }

    func work(_ slot: Slot, _ context: inout Context) throws {
        guard let step = slot.step, let expectation = slot.expectation else { return }
        defer {
            context.compressed.removeAll(keepingMemoryFor: Unit.usual)
            context.raw.removeAll(keepingMemoryFor: Unit.usual)
        }
        let unit = step.unit
        slot.proofFindings = try expectation.findings(
            in: reader.archive, compressed: context.compressed)
        let raw = step.largeFile == nil ? context.raw : slot.raw
        var isWhole = true
        do {
            try UnitReading.decompress(
                unit, context.compressed, with: context.decompressor, into: raw)
        } catch let failure as ArchiveFile.Failure {
            // What came out before the damage is still compared: only files that are really hit are
            // named.
            slot.findings.append(failure.finding)
            isWhole = false
        }
        if isWhole { slot.findings += UnitComparison(step, raw: raw, bag: bag).allFindings }
        guard step.largeFile == nil else { return }
        context.hashing.reset()
        for entry in step.entries {
            compareContent(of: entry, in: unit, raw, slot, &context.hashing)
        }
        slot.raw.removeAll()
        if let collector, step.entries.contains(where: { collector.wants($0.entry) }) {
            slot.raw.append(raw, in: 0..<raw.count)
        }
    }

    func commit(_ slot: Slot) {
        defer { slot.raw.removeAll(keepingMemoryFor: Unit.usual) }
        proofFindings += slot.proofFindings
        report(slot.findings)
        filesChecked += slot.files
        bytesChecked += slot.bytes
        guard let step = slot.step else { return }
        entriesChecked += step.entries.count
        for entry in step.entries {
            findings += summary.add(entry.entry)
            checkLink(entry.entry)
        }
        if let file = step.largeFile {
            take(slot, of: file, in: step.unit)
        } else if let collector {
            for entry in step.entries {
                collector.take(entry.entry, slot.raw, in: entry.dataRange(in: step.unit))
            }
        }
    }

    /// Takes findings, and remembers which files are lost: so are their other names.
    private func report(_ more: [Finding]) {
        findings += more
        for finding in more where finding.code == .content {
            if let path = finding.path { lost[path] = .some(finding.place) }
        }
    }

    /// Counts another name of a file, or names it as lost with the file.
    private func checkLink(_ entry: Entry) {
        guard case .hardLink(let target, _, _) = entry.kind else { return }
        if let place = lost[target] {
            let name = ScreenText.quoted(target.bytes)
            report([
                Finding(
                    .content, path: entry.path, "the content is lost with that of \(name)",
                    at: place)
            ])
        } else {
            filesChecked += 1
        }
    }

    /// Adds a piece of a large file to its digest, in order.
    private func take(_ slot: Slot, of file: ManifestEntry, in unit: Unit) {
        if file.headerOffset >= unit.tarOffset {
            largeFileHashing = Hashing()
            firstOfLargeFile = unit.sequence
            collector?.begin(file.entry)
        }
        let range = file.dataRange(in: unit)
        largeFileHashing.update(slot.raw, in: range)
        collector?.consume(slot.raw, in: range)
        guard file.dataRange.upperBound <= unit.tarRange.upperBound,
            let content = file.entry.content
        else { return }
        let digest = largeFileHashing.finish()
        largeFileHashing = Hashing()
        collector?.end(file.entry)
        filesChecked += 1
        bytesChecked += content.size
        if digest != content.digest {
            let units = firstOfLargeFile...unit.sequence
            report([
                Self.contentFinding(file.entry, found: digest, at: Finding.Place(units: units))
            ])
        }
        let end = Int(file.dataRange.upperBound - unit.tarOffset)
        findings += UnitComparison.padding(slot.raw, from: end, to: slot.raw.count, file.entry)
    }

    private func compareContent(
        of entry: ManifestEntry, in unit: Unit, _ raw: ByteBuffer, _ slot: Slot,
        _ hashing: inout TwinHashing
    ) {
        guard case .file(let size, let digest) = entry.entry.kind else { return }
        let start = Int(entry.dataOffset - unit.tarOffset)
        let end = start + Int(size)
        slot.files += 1
        slot.bytes += size
        // Of an empty file nothing can be lost, wherever its header was.
        if size == 0, digest == Hashing().finish() { return }
        let found = hashing.digest(of: raw, in: start..<end)
        if found != digest {
            slot.findings.append(
                Self.contentFinding(entry.entry, found: found, at: unit.contentPlace))
        }
        slot.findings += UnitComparison.holes(in: raw, start..<end, of: entry.entry, from: 0)
    }

    private static func contentFinding(
        _ entry: Entry, found: Digest, at place: Finding.Place
    ) -> Finding {
        Finding(
            .content, path: entry.path,
            "the content is lost: its SHA-256 is \(found), the manifest says \(entry.content?.digest.description ?? "")",
            at: place)
    }
}
