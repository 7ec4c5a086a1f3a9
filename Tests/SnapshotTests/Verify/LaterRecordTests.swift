// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Records that a later version may put into a unit: its digest covers them, and its content is
/// what the frames give.
@Suite("Records of a later version")
struct LaterRecordTests {
    /// Where the record stands.
    enum Place: CaseIterable {
        case before, between, behind, everywhere
    }

    private static func packed(
        _ bytes: ArraySlice<UInt8>, _ codec: Compression.Codec
    ) throws -> [UInt8] {
        let (raw, frame) = (ByteBuffer(capacity: bytes.count), ByteBuffer(capacity: 64))
        raw.append([UInt8](bytes))
        try compression(codec).makeCompressor().compress(raw, into: frame)
        return frame.bytes
    }

    /// An archive whose units of files have records between two frames.
    private func archive(
        _ codec: Compression.Codec, _ place: Place, _ record: [UInt8]
    ) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.codec = codec
        for index in 0...1 {
            forgery.repack[index] = { bytes, codec in
                let container = RecordContainer.wrap(record, codec)
                func part(_ places: Place...) -> [UInt8] {
                    places.contains(place) ? container : []
                }
                // Anywhere: a frame need not end with a block of tar.
                let (first, second) = (bytes[..<700], bytes[700...])
                let frame =
                    part(.before, .everywhere) + (try Self.packed(first, codec))
                    + part(.between, .everywhere) + (try Self.packed(second, codec))
                    + part(.behind, .everywhere)
                return (frame, bytes.count)
            }
        }
        try forgery.write(to: "a", in: directory.path)
        return directory
    }

    @Test(arguments: Compression.Codec.allCases, Place.allCases)
    func `are passed over by everything`(codec: Compression.Codec, place: Place) throws {
        let directory = try archive(codec, place, [UInt8]("a record of version 2".utf8))
        let path = [UInt8](directory.file("a").utf8)
        for level in [VerificationLevel.quick, .full] {
            let report = try Verification(level: level, workers: 2).run(path)
            #expect(report.findings == [], "\(level)")
        }
        let restored = try Restoration(RestoreOptions(workers: 2))
            .run(path, to: [UInt8](directory.file("out").utf8))
        #expect(restored.notRestored == [] && restored.findings == [])
        let salvaged = try Salvage().run(.file(path), to: [UInt8](directory.file("s").utf8)) { _ in
        }
        #expect(salvaged.isWhole, "\(salvaged.findings)")
        let identifier = salvaged.archives[0].identifier
        let decompressor = codec == .zstd ? "zstd" : "gzip"
        let stock = try StockTool.shell(
            "\(decompressor) -dcq < a | tar -xf - ", in: directory.path)
        #expect(stock.status == 0, "\(stock.errors)")
        for tree in ["out", "s/proved/\(identifier)", "forged/data"] {
            for (name, text) in [("bad", "bad\n"), ("good", "good\n")] {
                #expect(
                    try bytes(of: directory.file("\(tree)/XXX/tree/\(name)"))
                        == [UInt8](text.utf8), "\(tree)")
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a changed one is damage of its unit`(codec: Compression.Codec) throws {
        let record = [UInt8]("a record of version 2".utf8)
        let directory = try archive(codec, .before, record)
        var bytes = try bytes(of: directory.file("a"))
        let start = try #require(
            bytes.indices.first { bytes[$0...].starts(with: record) }, "the record is there")
        bytes[start] ^= 1
        try directory.write(bytes, to: "a")
        let report = try Verification(level: .full, workers: 1)
            .run([UInt8](directory.file("a").utf8))
        #expect(report.findings.contains { $0.code == .unit })
    }
}
