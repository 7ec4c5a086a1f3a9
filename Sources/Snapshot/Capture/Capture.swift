// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Takes a snapshot of a site into one archive.
public struct Capture: Sendable {
    private let inputs: CaptureInputs
    private let options: CaptureOptions

    /// Prepares a capture; nothing is looked at yet.
    public init(_ inputs: CaptureInputs, options: CaptureOptions) {
        self.inputs = inputs
        self.options = options
    }

    /// Finds out what would be captured and what is missing; writes nothing.
    ///
    /// - Parameters:
    ///   - inputs: The site, and what lies outside its directory.
    ///   - workers: The number of threads that list directories; the plan does not depend on it.
    ///   - isInterrupted: Asked now and then; `true` stops with an error.
    /// - Returns: what is there and what is missing.
    /// - Throws: ``SnapshotError`` when the site cannot be looked at, or when it was interrupted.
    public static func plan(
        _ inputs: CaptureInputs, workers: Int = 1,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SnapshotError) -> CapturePlan {
        try CapturePlanning.plan(inputs, workers: workers, isInterrupted: isInterrupted)
    }

    /// Looks at the documents of the site that a plan found, as far as they can be read.
    ///
    /// Nothing is written, except a large hive for a moment into a file without a name.
    ///
    /// - Parameters:
    ///   - plan: What would be captured.
    ///   - moment: "Now" in every sentence of the judgement.
    ///   - isInterrupted: Asked now and then; `true` stops with an error.
    /// - Returns: what was found, to be judged with ``Judgement``.
    /// - Throws: ``SnapshotError`` when it was interrupted. A document that cannot be read or
    ///   understood is part of the evidence.
    public static func evidence(
        for plan: CapturePlan, at moment: Timestamp,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SnapshotError) -> SiteEvidence {
        try EvidenceReading(plan, depth: .thorough, isInterrupted: isInterrupted)
            .evidence(at: moment)
    }

    /// Captures, verifies what arrived on the disk, and only then gives the archive its name.
    ///
    /// - Throws: ``SnapshotError``; nothing is then left at the destination. Warnings are no
    ///   errors: they are in the report, and in the archive for ever.
    public func run(to destination: CaptureDestination) throws(SnapshotError) -> CaptureReport {
        do {
            return try attempt(to: destination)
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(
                .system, "cannot write the archive; nothing was left behind", cause: error)
        }
    }

    private func attempt(to destination: CaptureDestination) throws -> CaptureReport {
        var plan = try Self.plan(
            inputs, workers: options.workers, isInterrupted: options.isInterrupted)
        if let refusal = plan.refusal(allowsUnreadable: inputs.allowsUnreadable) { throw refusal }
        let output = try CaptureOutput(
            destination, name: options.name,
            madeName: "\(plan.site.code)-\(options.moment.compactDescription)",
            codec: options.compression.codec, outside: inputs.site)
        let description = ArchiveDescription(
            bag: output.bag, created: Timestamp(wholeSeconds: options.moment.seconds),
            site: plan.site,
            compression: options.compression, packSize: UnitSchedule.packSize,
            sliceSize: UnitSchedule.sliceSize)
        let sink = ArchiveSink(
            output: output.file, codec: options.compression.codec, canRollBack: output.isFile)
        let guide = try guide(&plan, at: description.created)
        let collector = EvidenceCollector(plan.circumstances(at: description.created))
        let assembly = try ArchiveAssembly(sink: sink, plan: plan, collector: collector)
        let head = try writeHead(description, guide, to: sink)
        try assembly.begin(description)
        let stages = CaptureStages(
            plan: plan, inputs: inputs, options: options, bag: [UInt8](description.bag.utf8),
            assembly: assembly)
        try OrderedPipeline(workers: options.workers).run(stages)
        // What is stored was judged by the bytes that are stored.
        let evidence = collector.finish()
        let checklist = Checklist(
            of: evidence, judgement: Judgement(of: evidence))
        let archive = try writeMeta(
            description, head: head, stages, assembly, checklist, to: sink)
        if options.isInterrupted() {
            throw SnapshotError(.interrupted, "interrupted; nothing was left behind")
        }
        try output.publish(workers: options.workers)
        return CaptureReport(
            path: output.path, archiveID: archive.hex, site: plan.site,
            components: assembly.components,
            warnings: assembly.warnings,
            archiveBytes: sink.position + output.tableSize(units: sink.units.count),
            isReadBack: output.isFile, evidence: evidence, judgement: checklist.judgement)
    }

    /// The guide for restoring this site, by what can be known before the first byte is written.
    ///
    /// A document that cannot be read now may be captured all the same when its turn comes, and the
    /// guide then lacks what it says: that is a warning of the plan.
    private func guide(_ plan: inout CapturePlan, at moment: Timestamp) throws -> RestoreGuide {
        var warnings: [Warning] = []
        let evidence = try EvidenceReading(
            plan, depth: .guide, isInterrupted: options.isInterrupted
        ).evidence(at: moment) { error in
            warnings.append(
                Warning(
                    .notUnderstood, error.path ?? [],
                    "the restore guide does without it, for it could not be read: \(error.errno)"))
        }
        plan.warnings += warnings
        return RestoreGuide(for: evidence, judgement: Judgement(of: evidence))
    }

    /// The tag files that come first, with their digests for the tag manifest.
    private typealias TagFiles = [(path: String, digest: Digest)]

    private func generated(_ description: ArchiveDescription, isMeta: Bool, _ sink: ArchiveSink)
        throws -> GeneratedMembers
    {
        GeneratedMembers(
            sink: sink, encoder: TarHeaderEncoder(bag: [UInt8](description.bag.utf8)),
            compressor: try options.compression.makeCompressor(), moment: description.created,
            isMeta: isMeta)
    }

    private func writeHead(
        _ description: ArchiveDescription, _ guide: RestoreGuide, to sink: ArchiveSink
    ) throws -> TagFiles {
        let members = try generated(description, isMeta: false, sink)
        try members.addBag()
        var tags: TagFiles = []
        tags.append(("bagit.txt", try members.addFile("bagit.txt", BagText.declaration).digest))
        try members.addDirectory("smsbackup")
        let files = [
            ("smsbackup/archive.json", description.encoded),
            ("smsbackup/RESTORE.txt", RestoreText.text(description, guide: guide)),
        ]
        for (path, bytes) in files { tags.append((path, try members.addFile(path, bytes).digest)) }
        // A reader of streams that takes the end of the first frame for the end of everything must
        // find itself in the middle of a file, and say so (Python's tarfile with "r|gz").
        try members.cut(leaving: TarHeaderEncoder.blockSize)
        try members.cut()
        return tags
    }

    private func writeMeta(
        _ description: ArchiveDescription, head: TagFiles, _ stages: CaptureStages,
        _ assembly: ArchiveAssembly, _ checklist: Checklist, to sink: ArchiveSink
    ) throws -> ArchiveID {
        try assembly.endManifest(moreWarnings: stages.takeWarnings())
        let firstMeta = sink.units.count
        let members = try generated(description, isMeta: true, sink)
        var tags = head
        let information = BagText.information(
            description, files: assembly.bagFiles, bytes: assembly.bagBytes)
        tags.append(("bag-info.txt", try members.addFile("bag-info.txt", information).digest))
        tags.append(
            (
                "manifest-sha256.txt",
                try members.addFile("manifest-sha256.txt", assembly.bagManifest).digest
            ))
        if assembly.overlayList.count > 0 {
            let path = "smsbackup/overlay.sha256"
            tags.append((path, try members.addFile(path, assembly.overlayList).digest))
        }
        tags.append((Checklist.path, try members.addFile(Checklist.path, checklist.encoded).digest))
        let manifest = try members.addFile("smsbackup/manifest.json", assembly.manifest)
        tags.append(("smsbackup/manifest.json", manifest.digest))
        let tagManifest = tags.sorted { $0.path < $1.path }.flatMap {
            BagText.line($0.digest, [UInt8]($0.path.utf8))
        }
        let tagManifestDigest = try members.addFile("tagmanifest-sha256.txt", tagManifest).digest
        members.addEnd()
        try members.cut(isLast: true)
        return try sink.finish(
            firstMetaUnit: sink.units[firstMeta], manifestTarOffset: manifest.dataOffset,
            manifestSize: assembly.manifest.count, manifestDigest: manifest.digest,
            tagManifestDigest: tagManifestDigest)
    }
}
