// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport

@testable import Snapshot

/// An archive of a few kilobytes with every kind of unit and entry, small enough to try every damage
/// on it, and another one whose pieces can be put into it.
struct CampaignArchive: Sendable {
    let codec: Compression.Codec
    let good: [UInt8]
    let other: [UInt8]
    /// The units of both, each with its seal.
    let parts: [Range<Int>]
    let otherParts: [Range<Int>]
    /// The files by their path below the destination, with all their names and their bytes.
    let files: [EntryPath: [UInt8]]
    let otherFiles: [EntryPath: [UInt8]]
    /// The identifier of the other archive.
    let otherID: String
    /// For each unit the files of which bytes lie in it.
    private let filesInUnit: [Set<EntryPath>]
    private let units: [Snapshot.Unit]

    init(_ codec: Compression.Codec) throws {
        self.codec = codec
        let directory = try TemporaryDirectory()
        let forgery = Self.forgery(codec, seed: 1, moment: 1_000_000_000)
        let otherForgery = Self.forgery(codec, seed: 50, moment: 900_000_000)
        try forgery.write(to: "good", in: directory.path)
        try otherForgery.write(to: "other", in: directory.path)
        good = try bytes(of: directory.file("good"))
        other = try bytes(of: directory.file("other"))
        (parts, units) = try Self.parts(directory.file("good"))
        (otherParts, _) = try Self.parts(directory.file("other"))
        files = Self.files(forgery)
        otherFiles = Self.files(otherForgery)
        otherID =
            try ArchiveReader(OpenFile.open([UInt8](directory.file("other").utf8))).id.hex
        var inUnit = [Set<EntryPath>](repeating: [], count: units.count)
        let reader = try ArchiveReader(OpenFile.open([UInt8](directory.file("good").utf8)))
        var manifest = try reader.entries()
        var names: [EntryPath: Set<Int>] = [:]
        reading: while true {
            switch try manifest.next() {
            case .entry(let line):
                let found = try line.entry()
                let path = found.entry.path
                switch found.entry.kind {
                case .file:
                    names[path] = Set(
                        units.indices.filter { found.dataRange.overlaps(reader.units[$0].tarRange) }
                    )
                case .hardLink(let target, _, _): names[path] = names[target]
                default: continue
                }
                for unit in names[path] ?? [] { inUnit[unit].insert(path) }
            case .end: break reading
            default: continue
            }
        }
        filesInUnit = inUnit
        let report = try Verification(level: .full, workers: 1)
            .run([UInt8](directory.file("good").utf8))
        guard report.findings.isEmpty else { throw Unfit(findings: report.findings) }
    }

    private struct Unfit: Error {
        let findings: [Finding]
    }

    /// The files that may be lost when a byte is not what it was.
    func files(under byte: Int) -> Set<EntryPath> {
        guard
            let unit = units.firstIndex(where: { $0.fileRange.contains(UInt64(byte)) })
        else { return [] }
        return filesInUnit[unit]
    }

    /// What a byte belongs to, for the table.
    func region(of byte: Int) -> String {
        if let unit = units.first(where: { $0.fileRange.contains(UInt64(byte)) }) {
            if unit.isMeta { return "metadata" }
            return unit.sequence < 2 ? "head" : "files"
        }
        if byte < parts.last?.upperBound ?? 0 { return "seals" }
        let footer = Footer.size + RecordContainer.overhead(codec)
        return byte < (parts.last?.upperBound ?? 0) + footer ? "footer" : "seek table"
    }

    /// What follows the units.
    var tail: ArraySlice<UInt8> { good[(parts.last?.upperBound ?? 0)...] }

    private static func parts(_ path: String) throws -> ([Range<Int>], [Snapshot.Unit]) {
        let reader = try ArchiveReader(OpenFile.open([UInt8](path.utf8)))
        let seal = Int(reader.archive.sealContainerSize)
        return (
            reader.units.map { Int($0.fileOffset)..<Int($0.sealOffset) + seal }, reader.units
        )
    }

    private static func files(_ forgery: Forgery) -> [EntryPath: [UInt8]] {
        var files: [EntryPath: [UInt8]] = [:]
        for member in forgery.units.joined() {
            switch member.entry.kind {
            case .file: files[member.entry.path] = member.content
            case .hardLink(let target, _, _): files[member.entry.path] = files[target]
            default: continue
            }
        }
        return files
    }

    /// Two units of small files, a file in three units, links, an empty file, and directories.
    private static func forgery(
        _ codec: Compression.Codec, seed: UInt64, moment: Int64
    ) -> Forgery {
        var forgery = Forgery()
        forgery.codec = codec
        forgery.describe = { $0.created = Timestamp(wholeSeconds: moment) }
        let text = [UInt8](String(repeating: "[Inventory]\r\nSMSID=A01\r\n", count: 20).utf8)
        let noisy = noise(90, seed: seed)
        var large = Forgery.Member(file: "LARGE.BIN", noise(300, seed: seed + 1) + text + noisy)
        large.split = 400
        forgery.units = [
            [
                Forgery.Member(file: "NOISE.DAT", noisy), Forgery.Member(file: "TEXT.TXT", text),
                Forgery.Member(
                    "data/XXX/tree/LINK.DAT",
                    .hardLink(
                        to: path("data/XXX/tree/NOISE.DAT"), size: UInt64(noisy.count),
                        digest: Hashing.digest(of: noisy))),
            ],
            [large],
            [
                Forgery.Member(file: "EMPTY", []), Forgery.Member(file: "LAST", [0x61]),
                Forgery.Member(
                    "overlay/XXX/tree/SYM", .symbolicLink(target: [UInt8]("TEXT.TXT".utf8))),
                Forgery.Member("data/XXX/tree", .directory),
                Forgery.Member("data/XXX", .directory, component: nil),
                Forgery.Member("data", .directory, component: nil),
            ],
        ]
        return forgery
    }
}
