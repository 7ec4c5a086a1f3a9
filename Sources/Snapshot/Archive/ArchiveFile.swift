// SPDX-License-Identifier: Apache-2.0

/// An archive that is open for reading: its footer is right, nothing else is proved yet.
final class ArchiveFile: Sendable {
    let file: ArchiveSource
    /// The size of the whole archive.
    let size: UInt64
    let codec: Compression.Codec
    let footer: Footer

    /// Why a file is not an archive that can be opened.
    struct Failure: Error, CustomStringConvertible {
        let finding: Finding
        var description: String { finding.message }
    }

    /// Looks for the footer at the end of a file.
    ///
    /// - Throws: ``Failure`` when there is none, ``UnsupportedFormat`` when it is a later version's,
    ///   ``SystemCallError`` when the file cannot be read.
    init(_ file: ArchiveSource) throws {
        self.file = file
        let size = try file.size()
        self.size = size
        guard
            let (footer, codec) = try Self.footerAtEnd(of: file, size: size)
                ?? Self.searchFooter(file, size: size)
        else {
            if try Self.hasLaterFooter(file, size: size) {
                throw UnsupportedFormat(problem: "its footer is of a later version of the format")
            }
            throw Failure(finding: try Self.explain(file, size: size))
        }
        self.codec = codec
        self.footer = footer
    }

    /// The footer where the end of an intact archive has it.
    static func footerAtEnd(
        of file: ArchiveSource, size: UInt64
    ) throws -> (Footer, Compression.Codec)? {
        for codec in Compression.Codec.allCases {
            guard let offset = try footerOffset(file, size: size, codec) else { continue }
            let container = Footer.size + RecordContainer.overhead(codec)
            let bytes = try file.bytes(at: offset, count: container)
            if let record = RecordContainer.unwrap(bytes, recordCount: Footer.size, codec),
                let footer = Footer(record, at: offset)
            {
                return (footer, codec)
            }
        }
        return nil
    }

    /// Looks for a footer that is not where the end of the file says: behind it something was
    /// added, cut off or damaged.
    ///
    /// The proof will name that.
    private static func searchFooter(
        _ file: ArchiveSource, size: UInt64
    ) throws -> (Footer, Compression.Codec)? {
        for codec in Compression.Codec.allCases {
            let found = try RecordSearch(file, codec)
                .last(magic: Footer.magic, count: Footer.size, before: size) { Footer($0, at: $1) }
            if let found { return (found, codec) }
        }
        return nil
    }

    /// Where the footer's container must begin: known from the end of the file.
    private static func footerOffset(
        _ file: ArchiveSource, size: UInt64, _ codec: Compression.Codec
    ) throws -> UInt64? {
        var end = size
        if codec == .zstd {
            guard size > UInt64(SeekTable.footerCount) else { return nil }
            let last = try file.bytes(
                at: size - UInt64(SeekTable.footerCount), count: SeekTable.footerCount)
            guard let table = SeekTable.size(lastBytes: last), table < size else { return nil }
            end = size - table
        }
        let container = UInt64(Footer.size + RecordContainer.overhead(codec))
        return end >= container ? end - container : nil
    }

    /// Whether a footer of a later version lies near the end: it says its own length.
    private static func hasLaterFooter(_ file: ArchiveSource, size: UInt64) throws -> Bool {
        let window: UInt64 = 1 << 20
        let start = size > window ? size - window : 0
        let buffer = ByteBuffer(capacity: 1 << 12)
        _ = try file.read(into: buffer, at: start, upTo: Int(min(size, window)))
        var position = 0
        while let found = buffer.firstIndex(of: Footer.magic, from: position) {
            let length = buffer.bytes(in: found + 10..<found + 12)
            let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
            if Footer.isOfLaterVersion(buffer.bytes(in: found..<found + count)) { return true }
            position = found + 1
        }
        return false
    }

    private static func explain(_ file: ArchiveSource, size: UInt64) throws -> Finding {
        let magic = try file.bytes(at: 0, count: 4)
        let isCompressed = magic == [0x28, 0xB5, 0x2F, 0xFD] || magic.starts(with: [0x1F, 0x8B])
        if size == 0 { return Finding(.footer, "the file is empty") }
        return Finding(
            .footer,
            isCompressed
                ? "there is no intact footer at the end of its \(size) bytes: it is cut off, was never finished, or is no smsbackup archive"
                : "the file is no smsbackup archive: it begins and ends with neither zstd nor gzip data of ours"
        )
    }

    /// The bytes of a unit's seal and its container.
    var sealContainerSize: UInt64 { UInt64(Seal.size + RecordContainer.overhead(codec)) }

    /// Where the footer's container lies in the file.
    var footerRange: Range<UInt64> {
        let size = UInt64(Footer.size + RecordContainer.overhead(codec))
        return footer.fileOffset..<footer.fileOffset + size
    }

    /// The units with the metadata, found backwards from the footer along the chain of seals.
    ///
    /// Where a seal is damaged, the unit before it is still found: between the seal's place and the
    /// end of the one before. Its content is proved by the footer, and the proof will name the
    /// seal.
    ///
    /// - Throws: ``Failure`` when the place of a unit cannot be found.
    func metaUnits() throws -> [Unit] {
        var units: [Unit] = []
        var end = footer.fileOffset
        var tarEnd = footer.tarSize
        var link: [UInt8]? = footer.lastSeal
        for sequence in (footer.firstMetaUnit..<footer.unitCount).reversed() {
            guard end >= sealContainerSize else { throw lostUnit(sequence) }
            let offset = end - sealContainerSize
            let unit: Unit
            if let seal = try seal(at: offset, of: sequence, link: link) {
                unit = seal.unit
                link = seal.previous
            } else {
                unit = try unitWithoutSeal(sequence, before: offset, tarEnd: tarEnd)
                link = nil
            }
            units.append(unit)
            end = unit.fileOffset
            tarEnd = unit.tarOffset
        }
        guard end == footer.firstMetaFileOffset else { throw lostUnit(footer.firstMetaUnit) }
        return units.reversed()
    }

    /// The seal of a unit, when it is whole, this archive's, and the one that its successor links
    /// to.
    private func seal(at offset: UInt64, of sequence: UInt64, link: [UInt8]?) throws -> Seal? {
        let bytes = try file.bytes(at: offset, count: Int(sealContainerSize))
        guard let record = RecordContainer.unwrap(bytes, recordCount: Seal.size, codec),
            let seal = Seal(record, at: offset), seal.unit.sequence == sequence,
            seal.archive == footer.archive, link == nil || seal.link == link
        else { return nil }
        return seal
    }

    /// A unit whose own seal is damaged, from what stands around it.
    private func unitWithoutSeal(
        _ sequence: UInt64, before offset: UInt64, tarEnd: UInt64
    ) throws -> Unit {
        var (start, tarStart) = (footer.firstMetaFileOffset, footer.firstMetaTarOffset)
        if sequence > footer.firstMetaUnit {
            let archive = footer.archive
            let found = try RecordSearch(file, codec)
                .last(magic: Seal.magic, count: Seal.size, before: offset) { record, place in
                    Seal(record, at: place).flatMap {
                        $0.archive == archive && $0.unit.sequence == sequence - 1
                            ? ($0, place) : nil
                    }
                }
            guard let (previous, place) = found else { throw lostUnit(sequence) }
            start = place + sealContainerSize
            tarStart = previous.unit.tarRange.upperBound
        }
        guard start < offset, tarStart < tarEnd, let count = UInt32(exactly: tarEnd - tarStart),
            let compressedCount = UInt32(exactly: offset - start), count <= Unit.largest,
            compressedCount <= Unit.largestCompressed
        else { throw lostUnit(sequence) }
        let bytes = try file.bytes(at: start, count: Int(compressedCount))
        return Unit(
            sequence: sequence, fileOffset: start, compressedCount: compressedCount,
            tarOffset: tarStart, count: count, digest: Hashing.digest(of: bytes), isMeta: true,
            isLast: sequence == footer.unitCount - 1)
    }

    private func lostUnit(_ sequence: UInt64) -> Failure {
        Failure(
            finding: Finding(
                .seal,
                "unit \(sequence), which holds metadata, cannot be found: its seal is damaged",
                at: Finding.Place(units: sequence...sequence)))
    }
}
