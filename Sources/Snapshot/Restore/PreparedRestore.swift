// SPDX-License-Identifier: Apache-2.0

/// A restore that is decided: what is wanted, where it goes, and what must not go there.
///
/// Made by reading only; a dry run and a restore both begin here.
struct PreparedRestore {
    let reader: ArchiveReader
    private(set) var options: RestoreOptions
    let selection: RestoreSelection
    let placing: RestorePlacing
    /// The code of the site that is at the destination, when it is another one.
    let otherSite: SMSText?
    /// What the report begins with.
    let report: RestoreReport

    /// - Parameters:
    ///   - reader: The archive.
    ///   - archive: Its name for messages.
    ///   - destination: Where it goes, as the user gave it.
    ///   - options: What is wanted.
    /// - Throws: ``SnapshotError`` when nothing is selected, and whatever reading throws.
    init(
        _ reader: ArchiveReader, of archive: [UInt8], to destination: [UInt8],
        _ options: RestoreOptions
    ) throws {
        self.reader = reader
        self.options = options
        selection = try RestoreSelection(reader, options)
        let name = ScreenText.quoted(archive)
        if let missing = options.children.subtracting(selection.foundChildren).min() {
            throw SnapshotError(
                .missing, "\(name) holds nothing of a child site \(missing) that is selected")
        }
        guard selection.count > 0 else {
            throw SnapshotError(
                .missing, "nothing in \(name) is selected",
                hint:
                    "smsbackup list shows the paths; a pattern without a slash matches the last name"
            )
        }
        let site = reader.description.site
        let root: RestoreLayout.Root =
            options.hasNoRoot ? .none : options.rootName.map { .named($0) } ?? .asCaptured
        let layout = RestoreLayout(site: site.code, root: root)
        var report = RestoreReport(
            destination: destination, site: site, isDryRun: options.isDryRun)
        report.skipped = selection.notWanted
        guard options.precautions.isOn else {
            placing = RestorePlacing(
                layout: layout, quarantinesQueues: options.precautions.queues == .quarantine,
                hazards: .none)
            otherSite = nil
            self.report = report
            return
        }
        let place =
            options.standingSite ?? layout.tree.map { destination + [0x2F] + $0.bytes }
        let standing = try place.flatMap { try StandingSite($0) }
        let control = try standing?.controlFile()
        let registry = options.precautions.currentRegistry
        let isWholeSite =
            options.patterns.isEmpty && options.children.isEmpty
            && (options.components.isEmpty || options.components == [.tree])
        // One file out of a million is not worth a look at all the others.
        let needsSearch =
            selection.mayHarm || isWholeSite || control != nil || registry != nil
        let found =
            try needsSearch
            ? HazardSearch(reader, layout, options.precautions, standing).run() : nil
        let hazards = found?.hazards ?? .none
        placing = RestorePlacing(
            layout: layout, quarantinesQueues: options.precautions.queues == .quarantine,
            hazards: hazards)
        report.nextUniqueID = hazards.nextUniqueID
        let captured = SiteBearings(
            control: found?.evidence.control, facts: found?.evidence.registryFacts)
        let standingBearings = SiteBearings(control: control, facts: nil)
        otherSite =
            captured.isAnotherSite(than: standingBearings) ? standingBearings.code : nil
        report.warnings += captured.consequences(
            at: SiteBearings(control: control, facts: registry?.facts, prefersRegistry: true)
        ).map { Warning(.otherComputer, [], "OTHER PLACE: \($0)") }
        if isWholeSite, let evidence = found?.evidence {
            report.remaining = RemainingSteps.list(for: evidence)
        }
        self.report = report
    }

    /// Calls `body` with the lines of all entries that a restore has to do with, directories above
    /// them included.
    func forEachLine(_ body: (ManifestLine) throws -> Void) throws {
        var lines = try lines()
        while let line = try lines.next() { try body(line) }
    }

    /// The lines of all entries that a restore has to do with, directories above them included, or
    /// of all, but not of all that do not matter.
    func lines(where mayMatter: LineFilter? = nil) throws -> EntryLines {
        // What brings its bytes to another name was not asked for itself.
        selection.hasStandIns
            ? try reader.allLines(where: mayMatter) : try reader.lines(where: mayMatter)
    }

    /// Takes what is at the destination for the beginning of this very restore.
    mutating func goOnWithEarlierRun() {
        options.mends = true
        if options.overwrite == .keep { options.overwrite = .changed }
    }

    /// What tells two restores of the same archive apart: only the same one can go on where an
    /// earlier one ended.
    var fingerprint: Digest {
        var lines = [[UInt8](reader.id.hex.utf8), [UInt8]("\(placing.layout.root)".utf8)]
        lines += options.components.sorted().map { [UInt8]("component \($0.rawValue)".utf8) }
        lines += options.children.sorted().map { [UInt8]("child \($0.text)".utf8) }
        lines += options.patterns.map { [UInt8]("pattern ".utf8) + $0.source }
        lines.append([UInt8]("queues \(placing.quarantinesQueues)".utf8))
        lines += placing.hazards.controlFiles.keys.sorted().map(\.bytes)
        lines += placing.hazards.reissues.keys.sorted().map(\.bytes)
        // No line holds a NUL: neither a path nor an option can.
        return Hashing.digest(of: [UInt8](lines.joined(separator: [0])))
    }
}
