// SPDX-License-Identifier: Apache-2.0

/// Writes the members that the archive itself adds, before and after the payload, and cuts them
/// into units.
struct GeneratedMembers {
    /// After how many bytes of tar a unit is cut: small, because whoever wants one file of an
    /// archive waits for its manifest, of which the first piece is read while the next is unpacked.
    private static let unitSize = 512 << 10

    private let sink: ArchiveSink
    private let encoder: TarHeaderEncoder
    private let compressor: any FrameCompressing
    private let moment: Timestamp
    private let isMeta: Bool
    private let raw = ByteBuffer(capacity: Self.unitSize)
    private let frame = ByteBuffer(capacity: 64 << 10)

    /// `isMeta`: whether the units belong to the part with the manifest.
    init(
        sink: ArchiveSink, encoder: TarHeaderEncoder, compressor: any FrameCompressing,
        moment: Timestamp,
        isMeta: Bool
    ) {
        self.sink = sink
        self.encoder = encoder
        self.compressor = compressor
        self.moment = moment
        self.isMeta = isMeta
    }

    /// Adds the directory of the bag itself.
    func addBag() throws {
        try encoder.appendBag(.generated(permissions: 0o755, at: moment), to: raw)
    }

    /// Adds a directory.
    func addDirectory(_ path: String) throws {
        guard let path = EntryPath(path) else { return }
        let attributes = FileAttributes.generated(permissions: 0o755, at: moment)
        try encoder.append(Entry(path: path, kind: .directory, attributes: attributes), to: raw)
    }

    /// Adds a file.
    ///
    /// - Returns: where its bytes begin in the tar, and its digest.
    @discardableResult
    func addFile(_ path: String, _ bytes: [UInt8]) throws -> (dataOffset: UInt64, digest: Digest) {
        let digest = Hashing.digest(of: bytes)
        try addHeader(path, size: UInt64(bytes.count), digest: digest)
        let offset = sink.tarOffset + UInt64(raw.count)
        raw.append(bytes)
        addPadding(behind: UInt64(bytes.count))
        try cutWhenFull()
        return (offset, digest)
    }

    /// Adds a file of any size.
    @discardableResult
    func addFile(_ path: String, _ text: SpooledText) throws -> (dataOffset: UInt64, digest: Digest)
    {
        let digest = text.digest()
        try addHeader(path, size: text.count, digest: digest)
        let offset = sink.tarOffset + UInt64(raw.count)
        try text.replay { piece in
            raw.append(piece, in: 0..<piece.count)
            try cutWhenFull()
        }
        addPadding(behind: text.count)
        return (offset, digest)
    }

    /// Fills the last block of a file.
    ///
    /// By the file's size: after a cut in the middle of a block, the unit does not begin with one.
    private func addPadding(behind count: UInt64) {
        let block = UInt64(TarHeaderEncoder.blockSize)
        raw.appendZeros(Int((block - count % block) % block))
    }

    /// Adds the two empty blocks that end a tar, and zeros up to a whole record of twenty blocks.
    func addEnd() {
        raw.appendZeros(2 * TarHeaderEncoder.blockSize)
        let record = 20 * UInt64(TarHeaderEncoder.blockSize)
        let end = sink.tarOffset + UInt64(raw.count)
        raw.appendZeros(Int((record - end % record) % record))
    }

    /// Writes all but the last `rest` bytes as a unit.
    ///
    /// `isLast`: whether it is the last unit of the archive.
    func cut(leaving rest: Int = 0, isLast: Bool = false) throws {
        let kept = raw.bytes(in: (raw.count - rest)..<raw.count)
        raw.truncate(to: raw.count - rest)
        try compressor.compress(raw, into: frame)
        try sink.append(
            frame: frame, digest: Hashing.digest(of: frame, in: 0..<frame.count), count: raw.count,
            isMeta: isMeta, isLast: isLast)
        raw.removeAll()
        raw.append(kept)
    }

    private func addHeader(_ path: String, size: UInt64, digest: Digest) throws {
        guard let path = EntryPath(path) else { return }
        let entry = Entry(
            path: path, kind: .file(size: size, digest: digest),
            attributes: .generated(permissions: 0o644, at: moment))
        try encoder.append(entry, to: raw)
    }

    private func cutWhenFull() throws {
        if raw.count >= Self.unitSize { try cut() }
    }
}
