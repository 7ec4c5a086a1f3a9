// SPDX-License-Identifier: Apache-2.0

/// The capture as a pipeline: claim a unit, read and compress it beside others, write it in order.
final class CaptureStages: PipelineStages {
    /// What a thread keeps: its compressor, its way to read files, and room for a unit of them.
    struct Context {
        let compressor: any FrameCompressing
        let reading: SmallItemReading
        var hashing = TwinHashing()
        /// Memory that is not touched costs nothing.
        let raw = ByteBuffer(inHugePages: Unit.largestOfTwins)
        /// Whether the last job was no piece of a large file.
        var readItems = false
    }

    private let listing: SourceListing
    private let order: MemberOrder
    private let inputs: CaptureInputs
    private let options: CaptureOptions
    private let encoder: TarHeaderEncoder
    // Used by `claim` only.
    private var schedule: UnitSchedule
    private var largeFile: LargeFileReading?
    private let canRollBack: Bool
    private let largeFileAttributes = AttributeReading()
    // Used by `commit` only.
    private let assembly: ArchiveAssembly

    init(
        plan: CapturePlan, inputs: CaptureInputs, options: CaptureOptions, bag: [UInt8],
        assembly: ArchiveAssembly
    ) {
        listing = plan.listing
        order = plan.order
        self.inputs = inputs
        self.options = options
        encoder = TarHeaderEncoder(bag: bag)
        schedule = UnitSchedule(listing, order, options.compression.codec)
        canRollBack = assembly.canRollBack
        self.assembly = assembly
    }

    func makeSlot() -> CaptureSlot {
        CaptureSlot(capacity: Unit.usual)
    }

    func makeContext() throws -> Context {
        Context(
            compressor: try options.compression.makeCompressor(),
            reading: SmallItemReading(
                listing: listing, encoder: encoder, hardLinks: order.hardLinks,
                allowsUnreadable: inputs.allowsUnreadable, moment: options.moment))
    }

    func claim(_ slot: CaptureSlot) throws -> Bool {
        if options.isInterrupted() {
            throw SnapshotError(.interrupted, "interrupted; nothing was left behind")
        }
        while true {
            if let file = largeFile {
                try claimSlice(of: file, slot)
                return true
            }
            switch schedule.next() {
            case nil: return false
            case .items(let positions, let repeats, let size):
                slot.reset(.items(positions, repeats: repeats))
                if size > Unit.usual { slot.additionalMemory = Int(clamping: size) }
                return true
            case .largeFile(let position):
                largeFile = try open(order.indices[position], slot)
            }
        }
    }

    /// Pieces of a large file are read here, one after the other, so that they all come from one
    /// state of the file; reading is a twentieth of the work on them.
    private func claimSlice(of file: LargeFileReading, _ slot: CaptureSlot) throws {
        slot.reset(.items(0..<0, repeats: false), rawMemory: Unit.usual)
        do {
            let slice = try file.next(into: slot.raw, encoder: encoder)
            slot.job = .slice(slice)
            if slice.isLast { largeFile = nil }
        } catch let error as SystemCallError {
            // Its header and first pieces may be written: the file cannot be left out any more.
            throw SnapshotError(
                .system, "cannot capture \(ScreenText.quoted(error.path ?? []))", cause: error)
        }
    }

    /// Opens a large file; `nil` when it cannot be read and that is allowed.
    private func open(_ index: Int32, _ slot: CaptureSlot) throws -> LargeFileReading? {
        guard let (directory, relative) = listing.location(of: Int(index)) else { return nil }
        guard let path = listing.entryPath(of: Int(index)) else {
            throw SnapshotError(
                .refused,
                "the path of \(ScreenText.quoted(directory.fullPath(relative))) is longer than \(EntryPath.longest) bytes"
            )
        }
        do {
            return try LargeFileReading(
                try directory.file(at: relative), index: index, path: path,
                component: listing.roots[Int(listing.items[Int(index)].root)].component,
                sliceSize: UnitSchedule.sliceSize, canRetry: canRollBack,
                attributes: largeFileAttributes)
        } catch {
            guard inputs.allowsUnreadable else {
                throw SnapshotError(
                    .system, "cannot capture \(ScreenText.quoted(directory.fullPath(relative)))",
                    hint: "pass --allow-unreadable to capture without what cannot be read",
                    cause: error)
            }
            pendingWarnings.append(
                Warning(
                    .notCaptured, directory.fullPath(relative), "cannot be read: \(error.errno)"))
            return nil
        }
    }

    // Used by `claim`, and by ``takeWarnings()`` after the last commit.
    private var pendingWarnings: [Warning] = []

    /// The warnings of files that were never opened.
    func takeWarnings() -> [Warning] {
        pendingWarnings + largeFileAttributes.takeUnread().map(\.warning)
    }

    func additionalMemory(for slot: CaptureSlot) -> Int { slot.additionalMemory }

    func work(_ slot: CaptureSlot, _ context: inout Context) throws {
        switch slot.job {
        case .items(let positions, let repeats):
            context.readItems = true
            defer { context.raw.removeAll(keepingMemoryFor: Unit.usual) }
            context.hashing.reset()
            context.reading.reset()
            for position in positions {
                try context.reading.append(
                    order.indices[position], to: context.raw, of: slot, &context.hashing)
            }
            try compress(context.raw, of: slot, context.compressor, repeats: repeats)
            if slot.captured.contains(where: { EvidenceCollector.wants($0.entry) }) {
                slot.raw.append(context.raw, in: 0..<context.raw.count)
            }
        case .slice:
            // Pieces have memory of their own, and come in long runs.
            if context.readItems { context.raw.releaseMemory() }
            context.readItems = false
            try compress(slot.raw, of: slot, context.compressor, repeats: false)
        }
    }

    private func compress(
        _ raw: ByteBuffer, of slot: CaptureSlot, _ compressor: any FrameCompressing, repeats: Bool
    ) throws {
        guard raw.count <= Unit.largest else {
            throw SnapshotError(
                .refused,
                "files that were listed as small grew by more than \(Unit.largest >> 20) MiB while they were read",
                hint: "stop the services of the site and capture again")
        }
        slot.count = raw.count
        guard raw.count > 0 else { return }
        try compressor.compress(raw, into: slot.frame, repeats: repeats)
        slot.digest = Hashing.digest(of: slot.frame, in: 0..<slot.frame.count)
    }

    func commit(_ slot: CaptureSlot) throws {
        try assembly.commit(slot, listing: listing)
        options.progress?(
            CaptureProgress(bytesDone: assembly.bytesCaptured, bytesTotal: assembly.bytesPlanned))
    }
}
