// SPDX-License-Identifier: Apache-2.0

/// Steps through the payload's units and the manifest's entries together.
struct EntryCursor {
    /// A unit and what the manifest says lies in it.
    struct Step {
        let unit: Unit
        /// The entries whose headers lie in the unit.
        let entries: [ManifestEntry]
        /// The large file of which the unit holds bytes, when it is not all of its bytes.
        let largeFile: ManifestEntry?
    }

    private let reader: ArchiveReader?
    private var manifest: ManifestReader
    private var pending: ManifestLine?
    private var isAtEnd = false
    private var openFile: ManifestEntry?
    private var lastHeader: UInt64?
    /// The end of the units that were passed over last; their entries are still in the way.
    private var passedOver: UInt64?
    /// From how many bytes of the manifest on it is faster to go on at a known line than to read
    /// what is in between.
    private static let farAhead: UInt64 = 512 << 10

    init(_ reader: ArchiveReader) throws {
        self.reader = reader
        manifest = try reader.entries()
    }

    /// Steps through a manifest from its start.
    init(_ manifest: ManifestReader) {
        reader = nil
        self.manifest = manifest
    }

    /// The entries of the next unit.
    ///
    /// `unit`: each unit before the metadata, in turn.
    ///
    /// - Throws: ``ManifestError`` when the entries are not in the order of the tar.
    mutating func step(_ unit: Unit) throws -> Step {
        try passEntries()
        if let file = openFile {
            if file.dataRange.upperBound <= unit.tarRange.upperBound { openFile = nil }
            return Step(unit: unit, entries: [], largeFile: file)
        }
        var entries: [ManifestEntry] = []
        while let entry = try peek()?.entry(), entry.headerOffset < unit.tarRange.upperBound {
            guard entry.headerOffset >= unit.tarOffset, entry.headerOffset > lastHeader ?? 0 else {
                var error = outOfOrder(entry)
                if let last = lastHeader, entry.headerOffset <= last { error.code = .entryOrder }
                throw error
            }
            lastHeader = entry.headerOffset
            entries.append(entry)
            pending = nil
            if entry.dataRange.upperBound > unit.tarRange.upperBound {
                // A file that does not end in its unit must be alone in it, and must begin there.
                guard entries.count == 1, entry.dataOffset <= unit.tarRange.upperBound else {
                    throw outOfOrder(entry)
                }
                openFile = entry
                return Step(unit: unit, entries: entries, largeFile: entry)
            }
        }
        return Step(unit: unit, entries: entries, largeFile: nil)
    }

    /// Passes over the next unit instead: what lies in it is not decoded, and read only where that
    /// is nearer than a known line behind it.
    ///
    /// Only where the units between the header and the end of a file are all passed over or none.
    mutating func skip(_ unit: Unit) {
        passedOver = unit.tarRange.upperBound
    }

    /// Goes on to the first entry behind the units that were passed over.
    private mutating func passEntries() throws {
        guard let end = passedOver else { return }
        passedOver = nil
        if let waypoint = reader?.waypoint(before: end),
            waypoint.textOffset > manifest.lineStart + Self.farAhead, let reader
        {
            manifest = try reader.entries(from: waypoint)
            pending = nil
        }
        while let line = try peek() {
            let offset = try line.plainHeaderOffset ?? line.entry().headerOffset
            guard offset < end else { return }
            lastHeader = offset
            pending = nil
        }
    }

    /// Makes sure that no entry and no file is left when the units are over; of units that were
    /// passed over to the last nothing is asked.
    mutating func finish() throws {
        if passedOver != nil { return }
        if let entry = try peek()?.entry() { throw outOfOrder(entry) }
        if let file = openFile { throw outOfOrder(file) }
    }

    private func outOfOrder(_ entry: ManifestEntry) -> ManifestError {
        ManifestError(
            place: "smsbackup/manifest.json",
            problem:
                "\(ScreenText.quoted(entry.entry.path.bytes)) does not lie in the units where it should"
        )
    }

    private mutating func peek() throws -> ManifestLine? {
        while pending == nil, !isAtEnd {
            switch try manifest.next() {
            case .entry(let line): pending = line
            case .end: isAtEnd = true
            default: break
            }
        }
        return pending
    }
}

extension ManifestEntry {
    /// Where the entry's bytes, or those of them that lie in a unit, lie in that unit.
    func dataRange(in unit: Unit) -> Range<Int> {
        let part = dataRange.clamped(to: unit.tarRange)
        return Int(part.lowerBound - unit.tarOffset)..<Int(part.upperBound - unit.tarOffset)
    }
}
