// SPDX-License-Identifier: Apache-2.0

/// Looks through an archive for what would do harm, and for what the captured site says of itself.
///
/// One pass over the manifest; of the content only site control files and the registry are read.
struct HazardSearch {
    /// What was found.
    struct Result {
        var hazards = RestoreHazards.none
        /// The captured site, as far as its control file, its registry and the names of its files
        /// tell.
        var evidence: SiteEvidence
    }

    private let reader: ArchiveReader
    private let layout: RestoreLayout
    private let precautions: RestorePrecautions
    private let standing: StandingSite?
    private let bytes: EntryBytes
    private let collector: EvidenceCollector

    /// `standing`: the site's directory that is there now; `nil` when none is.
    init(
        _ reader: ArchiveReader, _ layout: RestoreLayout, _ precautions: RestorePrecautions,
        _ standing: StandingSite?
    ) throws {
        self.reader = reader
        self.layout = layout
        self.precautions = precautions
        self.standing = standing
        bytes = try EntryBytes(reader)
        collector = EvidenceCollector(reader.circumstances(reader.checklist))
    }

    /// Looks.
    ///
    /// - Throws: ``ManifestError``; ``SystemCallError`` when the archive or the live site cannot be
    ///   read.
    func run() throws -> Result {
        var hazards = RestoreHazards.none
        // Links to a file elsewhere in the archive, by the path of that file.
        var links: [EntryPath: [EntryPath]] = [:]
        try forEachEntry { entry in
            let path = entry.entry.path
            if [.siteControl, .registry].contains(entry.entry.component) {
                try collect(entry)
            }
            guard entry.entry.kind != .directory, let below = layout.treePath(of: path) else {
                return
            }
            if SiteControlFile.isObeyed(at: below) {
                switch entry.entry.kind {
                case .file: hazards.controlFiles[path] = try problem(of: entry)
                case .hardLink(let file, _, _): links[file, default: []].append(path)
                default: hazards.controlFiles[path] = RestoreHazards.unexamined
                }
            } else if Self.isUniqueID(path) {
                collector.add(entry.entry)
                try note(path, below, &hazards)
            }
        }
        if !links.isEmpty {
            // What cannot be found cannot be looked at.
            for path in links.values.joined() {
                hazards.controlFiles[path] = RestoreHazards.unexamined
            }
            try forEachEntry { entry in
                guard case .file = entry.entry.kind, let names = links[entry.entry.path] else {
                    return
                }
                let problem = try problem(of: entry)
                for name in names { hazards.controlFiles[name] = problem }
            }
        }
        return Result(hazards: hazards, evidence: collector.finish())
    }

    private func forEachEntry(_ body: (ManifestEntry) throws -> Void) throws {
        try reader.forEachEntry {
            Self.mayMatter($0)
        } _: {
            try body($0.entry())
        }
    }

    /// Whether the entry of a line can be one of those; `false` is certain.
    private static func mayMatter(_ line: Span<UInt8>) -> Bool {
        guard let glance = LineGlance(line) else { return true }
        if let place = glance.component {
            let component = line.extracting(place)
            for kind in [ComponentKind.siteControl, .registry]
            where component.isEqual(to: kind.rawValue) {
                return true
            }
        }
        return mayHarm(line.extracting(glance.path))
    }

    /// Whether a file of this name can be one that may do harm at its place; `false` is certain.
    static func mayHarm(_ path: Span<UInt8>) -> Bool {
        guard !path.isEmpty else { return false }
        // `.UID`, any `.CT?`, or the end of a name without what NT drops.
        switch SMSText.uppercased(path[path.count - 1]) {
        case UInt8(ascii: "D"): return ends(path, ".UID")
        case UInt8(ascii: "."), UInt8(ascii: " "): return true
        default: return ends(path.extracting(droppingLast: 1), ".CT")
        }
    }

    private static func ends(_ path: Span<UInt8>, _ ending: String) -> Bool {
        let ending = ending.utf8.span
        guard path.count >= ending.count else { return false }
        let start = path.count - ending.count
        for index in ending.indices
        where SMSText.uppercased(path[start + index]) != ending[index] {
            return false
        }
        return true
    }

    private func collect(_ entry: ManifestEntry) throws {
        guard collector.wants(entry.entry) else { return collector.add(entry.entry) }
        collector.begin(entry.entry)
        do {
            try bytes.forEachPiece(of: entry) { buffer in
                collector.consume(buffer, in: 0..<buffer.count)
            }
            collector.end(entry.entry)
        } catch let failure as ArchiveFile.Failure {
            collector.fail(entry.entry, failure.finding.message)
        }
    }

    private func problem(of entry: ManifestEntry) throws -> String? {
        do {
            let content = try bytes.bytes(of: entry, limit: SiteControlFile.largestSize)
            return content.map(RestoreHazards.problem(ofControlFile:))
                ?? RestoreHazards.unexamined
        } catch is ArchiveFile.Failure {
            return RestoreHazards.unexamined
        }
    }

    private func note(
        _ path: EntryPath, _ below: ArraySlice<UInt8>, _ hazards: inout RestoreHazards
    ) throws {
        guard !precautions.acceptsDuplicateIDs, let id = UniqueID(SMSText(path.lastName)) else {
            return
        }
        let live = UniqueIDReissue(
            standing: try standing?.uniqueIDs(besides: below) ?? [],
            next: precautions.currentRegistry?.nextUniqueID)
        hazards.note(id, at: path, against: live)
    }

    private static func isUniqueID(_ path: EntryPath) -> Bool { ends(path.bytes.span, ".UID") }
}
