// SPDX-License-Identifier: Apache-2.0

/// Proves and decompresses the units that hold the manifest, while the lines of the units before
/// them are read: whoever wants one file of a site waits for this and for little else.
///
/// ```swift
/// let supply = ManifestSupply(archive, metaUnits)
/// var manifest = ManifestReader(proof, supply.take)
/// try supply.run { /* reads until there is no more for the moment */ }
/// ```
final class ManifestSupply: PipelineStages {
    /// One unit on its way.
    final class Slot {
        var index = 0
        let raw = ByteBuffer(capacity: 0)
    }

    /// What a thread keeps.
    struct Context {
        let decompressor: any FrameDecompressing
        let compressed = ByteBuffer(capacity: 0)
    }

    /// What a processor keeps near.
    private static let pieceSize = 128 << 10

    private let archive: ArchiveFile
    private let units: [Unit]
    private let end: UInt64
    // Used by `claim` only.
    private var next: Int
    // Used by `commit` only, and by what it calls.
    private var body: () throws -> Void = {}
    private var rest: Range<UInt64>
    private var piece: (buffer: ByteBuffer, range: Range<Int>)?
    private var isComplete = false

    /// - Parameters:
    ///   - archive: The archive.
    ///   - units: Those of its metadata, in order.
    init(_ archive: ArchiveFile, _ units: [Unit]) {
        self.archive = archive
        self.units = units
        let start = archive.footer.manifestTarOffset
        end = start + archive.footer.manifestSize
        rest = start..<end
        next = units.lastIndex { $0.tarOffset <= start } ?? units.count
    }

    /// Reads the whole manifest; calls `body` whenever there is more of it, and once more at its
    /// end.
    ///
    /// - Throws: ``ArchiveFile/Failure`` when a unit is damaged or none holds a part of the
    ///   manifest; whatever `body` throws.
    func run(_ body: @escaping () throws -> Void) throws {
        self.body = body
        defer { self.body = {} }
        try OrderedPipeline(workers: min(2, max(1, units.count - next))).run(self)
        guard rest.isEmpty else { throw lacks(rest.lowerBound) }
        isComplete = true
        try body()
    }

    /// Appends the next piece of the text; `nil` when more is to come, `false` when there is none.
    func take(_ text: inout [UInt8]) -> Bool? {
        guard let (buffer, range) = piece else { return isComplete ? false : nil }
        buffer.append(range, to: &text)
        piece = nil
        return true
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() throws -> Context {
        Context(decompressor: try archive.codec.makeDecompressor())
    }

    func claim(_ slot: Slot) -> Bool {
        guard next < units.count, units[next].tarOffset < end else { return false }
        slot.index = next
        next += 1
        return true
    }

    func work(_ slot: Slot, _ context: inout Context) throws {
        let unit = units[slot.index]
        try UnitReading.read(unit, of: archive, compressed: context.compressed)
        try UnitReading.decompress(
            unit, context.compressed, with: context.decompressor, into: slot.raw)
    }

    func commit(_ slot: Slot) throws {
        let unit = units[slot.index]
        if unit.tarRange.isEmpty { return }
        guard unit.tarRange.contains(rest.lowerBound) else { throw lacks(rest.lowerBound) }
        while !rest.isEmpty, unit.tarRange.contains(rest.lowerBound) {
            let count = min(
                Self.pieceSize, Int(min(unit.tarRange.upperBound, end) - rest.lowerBound))
            let start = Int(rest.lowerBound - unit.tarOffset)
            piece = (slot.raw, start..<(start + count))
            rest = (rest.lowerBound + UInt64(count))..<end
            try body()
        }
    }

    private func lacks(_ offset: UInt64) -> ArchiveFile.Failure {
        ArchiveFile.Failure(
            finding: Finding(.manifest, "no unit holds byte \(offset) of the tar"))
    }
}
