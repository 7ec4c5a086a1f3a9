// SPDX-License-Identifier: Apache-2.0

/// An archive that is open for reading: its footer is right, nothing else is proved yet.
final class ArchiveFile: Sendable {
    let file: OpenFile
    /// The size of the whole file.
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
    /// - Throws: ``Failure`` when there is none, ``SystemCallError`` when the file cannot be read.
    init(_ file: OpenFile) throws {
        self.file = file
        let size = try file.status().size
        self.size = size
        for codec in Compression.Codec.allCases {
            guard let offset = try Self.footerOffset(file, size: size, codec) else { continue }
            let container = Footer.size + RecordContainer.overhead(codec)
            let bytes = try file.bytes(at: offset, count: container)
            if let record = RecordContainer.unwrap(bytes, recordCount: Footer.size, codec),
                let footer = Footer(record, at: offset)
            {
                self.codec = codec
                self.footer = footer
                return
            }
        }
        throw Failure(finding: try Self.explain(file, size: size))
    }

    /// Where the footer's container must begin: known from the end of the file.
    private static func footerOffset(
        _ file: OpenFile, size: UInt64, _ codec: Compression.Codec
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

    private static func explain(_ file: OpenFile, size: UInt64) throws -> Finding {
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

    /// The units with the metadata, found backwards from the footer along the chain of seals.
    ///
    /// - Throws: ``Failure`` when a seal is damaged.
    func metaUnits() throws -> [Unit] {
        var units: [Unit] = []
        var end = footer.fileOffset
        var link = footer.lastSeal
        for sequence in (footer.firstMetaUnit..<footer.unitCount).reversed() {
            guard end >= sealContainerSize else { throw sealFailure(sequence) }
            let offset = end - sealContainerSize
            let bytes = try file.bytes(at: offset, count: Int(sealContainerSize))
            guard let record = RecordContainer.unwrap(bytes, recordCount: Seal.size, codec),
                let seal = Seal(record, at: offset), seal.unit.sequence == sequence,
                seal.link == link,
                seal.archive == footer.archive
            else { throw sealFailure(sequence) }
            units.append(seal.unit)
            link = seal.previous
            end = seal.unit.fileOffset
        }
        guard end == footer.firstMetaFileOffset else { throw sealFailure(footer.firstMetaUnit) }
        return units.reversed()
    }

    private func sealFailure(_ sequence: UInt64) -> Failure {
        Failure(
            finding: Finding(
                .seal, "the seal of unit \(sequence), which holds metadata, is damaged"))
    }
}
