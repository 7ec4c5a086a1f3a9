// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Bytes that no seal and no manifest proves, which may still hold files: a unit that lost its seal,
/// was cut or has a damaged place.
///
/// What comes out of them is set apart. The checksum of a frame is not believed: it is gone as soon
/// as the frame is cut.
struct Remnant {
    /// The most that is looked at: a unit, not compressed at all, with its seal.
    private static let largest = UInt64(Unit.largest) + (16 << 20)

    private let file: ArchiveSource
    private let bytes: Range<UInt64>
    private let archive: String
    private let tree: SalvageTree

    init(_ file: ArchiveSource, _ bytes: Range<UInt64>, archive: String, _ tree: SalvageTree) {
        self.file = file
        self.bytes = bytes
        self.archive = archive
        self.tree = tree
    }

    /// Tells every entry of which bytes come out.
    func run(_ body: (SalvagedEntry) -> Void) throws {
        let input = ByteBuffer(capacity: 1 << 16)
        let count = Int(min(bytes.upperBound - bytes.lowerBound, Self.largest))
        _ = try file.read(into: input, at: bytes.lowerBound, upTo: count)
        let starts: [(Compression.Codec, Int)] = [
            (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.gzip, [0x1F, 0x8B, 8, 0]),
        ].compactMap { codec, magic in
            input.firstIndex(of: magic, from: 0).map { (codec, $0) }
        }
        guard let (codec, start) = starts.min(by: { $0.1 < $1.1 }) else { return }
        let frames = ByteBuffer(capacity: input.count - start)
        frames.append(input, in: start..<input.count)
        let raw = ByteBuffer(capacity: 1 << 20)
        do throws(CodecError) {
            let decompressor = try codec.makeDecompressor()
            try decompressor.decompress(frames, limit: Unit.largest, into: raw)
        } catch {
            // As far as it went.
        }
        for member in TarUnitReader.intactMembers(in: raw) {
            let bag = member.path.prefix { $0 != UInt8(ascii: "/") }
            guard let entry = member.entry(bag: [UInt8](bag)), case .file(let size, _) = entry.kind
            else { continue }
            let end = min(raw.count, member.dataOffset + Int(clamping: size))
            guard member.dataOffset < end else { continue }
            let place = SalvageTree.place(.unproved, archive, entry.restoredPath)
            let written = UInt64(end - member.dataOffset)
            body(
                try SalvagedEntryBuilder(archive, entry, proof: .none).write(
                    tree, at: place, unproved: 0..<written,
                    reason: "nothing proves the unit that it lay in"
                ) { place throws(SystemCallError) in
                    try tree.write(entry, at: place, raw, in: member.dataOffset..<end)
                })
        }
    }
}
