// SPDX-License-Identifier: Apache-2.0

/// What a manifest may demand of a reader's memory and time, measured by the size of its archive.
///
/// A manifest is compressed, and text that says the same a million times is compressed to nothing.
/// No limit here is near what a writer comes to; each makes memory and time a matter of the bytes
/// that somebody had to send.
struct ManifestLimits {
    /// How many bytes of metadata may come out of one compressed byte, beyond
    /// ``freeExpansion``; gzip cannot do more.
    static let expansion: UInt64 = 1_032
    /// Metadata of this size may be compressed in any way.
    static let freeExpansion: UInt64 = 64 << 20
    /// An entry costs its digest or its name, and its place, twice; never less than this.
    static let bytesOfAnEntry: UInt64 = 4
    /// Units that a manifest may name when its archive is not whole, and its size tells nothing: those
    /// of four terabytes.
    static let mostSalvagedUnits = 1 << 21
    /// Components of one archive; a hierarchy has a few for each of its sites.
    static let mostComponents = 10_000
    /// Bytes of the paths that all components were read from.
    static let mostSourceBytes = 16 << 20
    /// Warnings that are kept and shown; more are counted.
    static let mostWarnings = 10_000
    /// Bytes of the warnings that are kept.
    static let mostWarningBytes = 4 << 20

    private let archiveSize: UInt64
    private let sealSize: UInt64
    private let metaUnits: [Unit]
    private var entries: UInt64 = 0
    private var components = 0
    private var sourceBytes = 0
    private var warnings = 0
    private var warningBytes = 0
    private var droppedCount = 0
    private var droppedNeedAttention = false

    init(_ archive: ArchiveFile, _ metaUnits: [Unit]) {
        archiveSize = archive.size
        sealSize = archive.sealContainerSize
        self.metaUnits = metaUnits
    }

    private func error(_ problem: String) -> ManifestError {
        ManifestError(place: "smsbackup/manifest.json", problem: problem)
    }

    /// Makes sure that the metadata is not a bomb.
    func checkExpansion() throws(ManifestError) {
        let compressed = metaUnits.reduce(UInt64(0)) { $0 + UInt64($1.compressedCount) }
        let count = metaUnits.reduce(UInt64(0)) { $0 + UInt64($1.count) }
        guard count <= Self.freeExpansion || count / Self.expansion <= compressed else {
            throw error("\(compressed) bytes of metadata would become \(count): refused")
        }
    }

    /// Makes sure that a unit lies in the archive, where the one before it ends.
    func check(_ unit: Unit, behind last: Unit?) throws(ManifestError) {
        let start = last.map { $0.sealOffset + sealSize } ?? 0
        guard unit.fileOffset == start, unit.compressedCount > 0,
            start + UInt64(unit.compressedCount) + sealSize <= archiveSize
        else { throw error("unit \(unit.sequence) is not where the one before it ends") }
    }

    /// Counts entries.
    mutating func countEntries(_ count: Int) throws(ManifestError) {
        entries += UInt64(count)
        guard entries <= 1_024 + archiveSize / Self.bytesOfAnEntry else {
            throw error("it has more entries than an archive of \(archiveSize) bytes can hold")
        }
    }

    /// Counts a component.
    mutating func count(_ component: Component) throws(ManifestError) {
        components += 1
        sourceBytes += component.sources.reduce(0) { $0 + $1.count + 32 }
        guard components <= Self.mostComponents, sourceBytes <= Self.mostSourceBytes else {
            throw error("it has more components than any site")
        }
    }

    /// The warning, while there is room for it.
    mutating func kept(_ warning: Warning) -> Warning? {
        warnings += 1
        warningBytes += warning.subject.count + warning.message.utf8.count
        if warnings <= Self.mostWarnings, warningBytes <= Self.mostWarningBytes { return warning }
        droppedCount += 1
        droppedNeedAttention = droppedNeedAttention || warning.needsAttention
        return nil
    }

    /// What is said of the warnings that were not kept.
    var droppedWarnings: Warning? {
        guard droppedCount > 0 else { return nil }
        return Warning(
            .notCaptured, [],
            "the capture noted \(droppedCount) more; show --manifest has them",
            needsAttention: droppedNeedAttention)
    }
}
