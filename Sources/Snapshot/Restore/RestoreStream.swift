// SPDX-License-Identifier: Apache-2.0

/// Restores a selection as a tar that goes to a stream: every stock tar unpacks it.
///
/// Nothing goes out that was not proved: a small file is compared with its digest before its header
/// is written. A large one is written while it is read; when it turns out wrong, the stream ends
/// there. A stream from which anything is missing ends without the mark of its end.
public struct RestoreStream {
    /// What a stream became.
    public struct Report: Sendable, Hashable {
        /// Entries that were written.
        public internal(set) var entries = 0
        /// Bytes of the files that were written.
        public internal(set) var bytes: UInt64 = 0
        /// What was not written, and what is wrong with the archive as far as it was read.
        public internal(set) var findings: [Finding] = []
        /// Attributes that were left out.
        public internal(set) var attributes = AttributeTally()
    }

    private let options: RestoreOptions
    private let write: ([UInt8]) -> Void

    /// `write` takes the bytes of the tar; it does not come back when they cannot be written.
    public init(_ options: RestoreOptions, _ write: @escaping ([UInt8]) -> Void) {
        self.options = options
        self.write = write
    }

    /// Writes the selection.
    ///
    /// - Throws: ``SnapshotError`` when the archive cannot be opened, or nothing is selected.
    public func run(_ archive: [UInt8]) throws(SnapshotError) -> Report {
        do {
            let (source, _) = try ArchiveSource.open(archive, identities: options.identities)
            let reader = try ArchiveReader(source, keeping: options.linesToKeep)
            let selection = try RestoreSelection(reader, options)
            guard selection.count > 0 else {
                throw SnapshotError(
                    .missing, "nothing in \(ScreenText.quoted(archive)) is selected",
                    hint: "smsbackup list shows the paths")
            }
            let writing = TarWriting(reader, options, selection, write)
            try writing.run()
            writing.report.findings += source.findings
            if writing.report.findings.isEmpty { writing.end() }
            return writing.report
        } catch {
            throw SnapshotError("restore", archive: archive, error)
        }
    }
}

/// One stream on its way.
private final class TarWriting {
    private let reader: ArchiveReader
    private let options: RestoreOptions
    private let selection: RestoreSelection
    private let write: ([UInt8]) -> Void
    private let encoder = TarHeaderEncoder(bag: [])
    private let attributes: AttributeRestoring
    private let header = ByteBuffer(capacity: 4_096)
    private var written: UInt64 = 0
    /// Where something goes already.
    private var taken = RestorePlaces()
    /// The directories whose headers were proved; they go out at the end.
    private var directories = RestorePlaces()
    /// The files that are in the stream.
    private var linkable = RestorePlaces()
    private var largeFile: (entry: ManifestEntry, wanted: Entry, hashing: Hashing)?
    var report = RestoreStream.Report()

    init(
        _ reader: ArchiveReader, _ options: RestoreOptions, _ selection: RestoreSelection,
        _ write: @escaping ([UInt8]) -> Void
    ) {
        self.reader = reader
        self.options = options
        self.selection = selection
        self.write = write
        attributes = AttributeRestoring(options.attributes)
    }

    func run() throws {
        var cursor = try EntryCursor(reader)
        let decompressor = try reader.archive.codec.makeDecompressor(checksums: .passedOver)
        let (compressed, raw) = (ByteBuffer(capacity: 1 << 20), ByteBuffer(capacity: 1 << 20))
        let bag = [UInt8](reader.description.bag.utf8)
        for (index, unit) in reader.units[..<reader.payloadUnitCount].enumerated() {
            if options.isInterrupted() {
                throw SnapshotError(.interrupted, "interrupted; the stream has no end")
            }
            guard selection.wantsUnit[index] else {
                cursor.skip(unit)
                continue
            }
            let step = try cursor.step(unit)
            var problem: Finding?
            do {
                try UnitReading.read(unit, of: reader.archive, compressed: compressed)
                try UnitReading.decompress(unit, compressed, with: decompressor, into: raw)
            } catch let failure as ArchiveFile.Failure {
                problem = failure.finding
                report.findings.append(failure.finding)
            }
            let comparison = problem == nil ? UnitComparison(step, raw: raw, bag: bag) : nil
            report.findings += comparison?.allFindings ?? []
            for (position, entry) in step.entries.enumerated() {
                let refusal = problem ?? comparison?.refusal(ofEntryAt: position)
                try take(entry, raw, unit, refusal: refusal, isLarge: step.largeFile != nil)
            }
            // What a broken large file has promised cannot be kept: the stream ends here.
            if largeFile != nil, try !continueLargeFile(raw, unit, isRight: problem == nil) {
                return
            }
            options.progress?(RestoreProgress(bytesDone: report.bytes, bytesTotal: selection.bytes))
        }
        try cursor.finish()
        try putDirectories()
    }

    /// Writes the directories, now that nothing more comes into one: an unpacker then leaves them
    /// the times that they get.
    ///
    /// In the order of the archive, in which what is below comes before what is above. One that lies
    /// in data/ and overlay/ both is written again behind what the overlay put into it.
    private func putDirectories() throws {
        try reader.forEachLine { line in
            guard let target = try selection.target(of: line)?.target,
                target.kind == .directory,
                target.path.isPayload, let path = target.restoredPath,
                directories.contains(path)
            else { return }
            var wanted = target
            wanted.path = path
            _ = attributes.reduce(&wanted)
            try putHeader(wanted)
        }
    }

    /// The mark of the end: two blocks of zeros, filled up to a record of twenty.
    func end() {
        let record = 20 * UInt64(TarHeaderEncoder.blockSize)
        let end = written + 2 * UInt64(TarHeaderEncoder.blockSize)
        put([UInt8](repeating: 0, count: Int((end + record - 1) / record * record - written)))
    }

    private func put(_ bytes: [UInt8]) {
        written += UInt64(bytes.count)
        write(bytes)
    }

    private func take(
        _ entry: ManifestEntry, _ raw: ByteBuffer, _ unit: Unit, refusal: Finding?, isLarge: Bool
    ) throws {
        guard let target = selection.target(of: entry.entry), let path = target.restoredPath else {
            return
        }
        func lose(_ reason: String) {
            report.findings.append(Finding(.restored, path: path, "not written: \(reason)"))
        }
        guard target.path.isPayload else { return lose(Finding.outsidePayload) }
        if let refusal { return lose(refusal.message) }
        var wanted = target
        wanted.path = path
        if wanted.kind == .directory {
            if directories.insert(path) {
                report.entries += 1
                report.attributes.add(attributes.reduce(&wanted))
            }
            return
        }
        guard taken.insert(path) else {
            return lose("another entry of the archive has its place")
        }
        report.attributes.add(attributes.reduce(&wanted))
        switch wanted.kind {
        case .file(_, let digest):
            if isLarge {
                try putHeader(wanted)
                largeFile = (entry, wanted, Hashing())
                return
            }
            let range = entry.dataRange(in: unit)
            guard Hashing.digest(of: raw, in: range) == digest else {
                return lose("its content is lost: it does not have its SHA-256")
            }
            try putHeader(wanted)
            put(raw.bytes(in: range))
            finishFile(wanted)
        case .hardLink(let existing, let size, let digest):
            guard let existing = existing.droppingFirst(1), linkable.contains(existing) else {
                return lose("the file that it is a link to was not written")
            }
            wanted.kind = .hardLink(to: existing, size: size, digest: digest)
            try putHeader(wanted)
            report.entries += 1
        case .symbolicLink:
            try putHeader(wanted)
            report.entries += 1
        case .directory: break
        }
    }

    private func putHeader(_ entry: Entry) throws {
        header.removeAll()
        try encoder.append(entry, to: header)
        put(header.bytes)
    }

    private func finishFile(_ entry: Entry) {
        let block = UInt64(TarHeaderEncoder.blockSize)
        put([UInt8](repeating: 0, count: Int((block - entry.storedSize % block) % block)))
        _ = linkable.insert(entry.path)
        report.entries += 1
        report.bytes += entry.storedSize
    }

    /// Writes the piece of the large file in a unit.
    ///
    /// - Returns: whether the stream can go on.
    private func continueLargeFile(
        _ raw: ByteBuffer, _ unit: Unit, isRight: Bool
    ) throws -> Bool {
        guard var file = largeFile else { return true }
        func lose(_ reason: String) -> Bool {
            report.findings.append(
                Finding(.restored, path: file.wanted.path, "the stream ends in it: \(reason)"))
            return false
        }
        guard isRight else { return lose("its content is lost") }
        let range = file.entry.dataRange(in: unit)
        file.hashing.update(raw, in: range)
        put(raw.bytes(in: range))
        largeFile = file
        guard file.entry.dataRange.upperBound <= unit.tarRange.upperBound else { return true }
        largeFile = nil
        guard file.hashing.finish() == file.wanted.content?.digest else {
            return lose("it does not have its SHA-256")
        }
        finishFile(file.wanted)
        return true
    }
}
