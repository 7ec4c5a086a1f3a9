// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Salvage of hostile archives")
struct SalvageSafetyTests {
    /// Salvages a forgery, whole or without its manifest.
    private func salvage(
        _ forgery: Forgery, withManifest: Bool
    ) throws -> (TemporaryDirectory, SalvageReport, [SalvagedEntry]) {
        let directory = try TemporaryDirectory()
        try forgery.write(to: "a", in: directory.path)
        if !withManifest {
            let reader = try ArchiveReader(OpenFile.open([UInt8](directory.file("a").utf8)))
            let meta = reader.units[reader.payloadUnitCount]
            let bytes = try bytes(of: directory.file("a"))
            try directory.write([UInt8](bytes[..<Int(meta.fileOffset)]), to: "a")
        }
        var entries: [SalvagedEntry] = []
        let report = try Salvage()
            .run(.file([UInt8](directory.file("a").utf8)), to: [UInt8](directory.file("out").utf8))
        {
            entries.append($0)
        }
        return (directory, report, entries)
    }

    @Test(arguments: [true, false])
    func `nothing is written through a link of the archive's`(withManifest: Bool) throws {
        for codec in Compression.Codec.allCases {
            let outside = try TemporaryDirectory()
            var forgery = Forgery()
            forgery.codec = codec
            forgery.units[0] = [
                Forgery.Member(
                    "data/XXX/tree/link",
                    .symbolicLink(target: [UInt8](outside.path.utf8))),
                Forgery.Member(file: "link/evil", [UInt8]("evil\n".utf8)),
                Forgery.Member(file: "good", [UInt8]("good\n".utf8)),
            ]
            let (directory, report, entries) = try salvage(forgery, withManifest: withManifest)
            #expect(try outside.names() == [])
            #expect(try directory.names() == ["a", "out"])
            let evil = try #require(entries.first { $0.path == path("data/XXX/tree/link/evil") })
            #expect(evil.state == .unwritten)
            #expect(report.count(.unwritten) == 1)
            #expect(entries.first { $0.path == path("data/XXX/tree/good") }?.state == .proved)
        }
    }

    @Test(arguments: [true, false])
    func `what is there already stays, and the second is told`(withManifest: Bool) throws {
        var forgery = Forgery()
        forgery.units[0] = [
            Forgery.Member(file: "twice", [UInt8]("first\n".utf8)),
            Forgery.Member(file: "twice", [UInt8]("second\n".utf8)),
        ]
        let (directory, report, entries) = try salvage(forgery, withManifest: withManifest)
        #expect(
            entries.filter { $0.path == path("data/XXX/tree/twice") }.map(\.state) == [
                .proved, .unwritten,
            ])
        let identifier = report.archives[0].identifier
        #expect(
            try bytes(of: directory.file("out/proved/\(identifier)/XXX/tree/twice"))
                == [UInt8]("first\n".utf8))
    }

    @Test(arguments: HostileArchiveTests.differing + HostileArchiveTests.manifest)
    func `what tar and manifest do not both say is not proved`(lie: Lie) throws {
        for withManifest in [true, false] {
            let directory: TemporaryDirectory
            let entries: [SalvagedEntry]
            do {
                var forgery = Forgery()
                lie.tell(&forgery)
                // Without a manifest there is nothing to contradict the tar.
                if !withManifest { forgery.editManifest = { $0 } }
                (directory, _, entries) = try salvage(forgery, withManifest: withManifest)
            } catch is ManifestError {
                continue
            } catch is ArchiveFile.Failure {
                continue
            }
            #expect(try directory.names() == ["a", "out"])
            let areas = Set(try directory.names(in: "out"))
            #expect(areas.isSubset(of: ["proved", "unproved", "nameless"]))
            guard withManifest else { continue }
            for entry in entries where entry.state == .proved {
                guard let place = entry.place, entry.proof == .manifest,
                    entry.path == path("data/XXX/tree/bad")
                else { continue }
                #expect(try bytes(of: directory.file("out/\(place)")) == [UInt8]("bad\n".utf8))
            }
        }
    }

    @Test func `many seals that all claim much cost no more than a multiple of the file`() throws {
        let directory = try TemporaryDirectory()
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        for number in 0..<4_000 {
            let unit = Snapshot.Unit(
                sequence: UInt64(number), fileOffset: 0, compressedCount: UInt32(bytes.count),
                tarOffset: UInt64(number) << 20, count: 1 << 20, digest: Hashing().finish(),
                isMeta: false, isLast: false)
            let seal = Seal(
                archive: ArchiveID(unitZero: unit.digest), unit: unit, previous: Seal.noPrevious)
            bytes += RecordContainer.wrap(seal.bytes, .zstd)
        }
        try directory.write(bytes, to: "a")
        let start = ContinuousClock.now
        var entries = 0
        let report = try Salvage()
            .run(.file([UInt8](directory.file("a").utf8)), to: [UInt8](directory.file("out").utf8))
        {
            _ in entries += 1
        }
        #expect(entries == 0)
        #expect(!report.isWhole)
        // 4,000 times a megabyte would be 4 GB, more than a quarter of it is refused.
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func `a destination that is not empty, and a source that is no file, are refused`() throws
    {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "a")
        func error(_ source: String, _ destination: String) -> SnapshotError? {
            #expect(throws: SnapshotError.self) {
                try Salvage().run(
                    .file([UInt8](directory.file(source).utf8)),
                    to: [UInt8](directory.file(destination).utf8)
                ) { _ in }
            }
        }
        #expect(error("a", ".")?.kind == .refused)
        #expect(error("none", "out")?.kind == .missing)
        #expect(error(".", "out")?.kind == .usage)
        let stopped = #expect(throws: SnapshotError.self) {
            try Salvage(isInterrupted: { true }).run(
                .file([UInt8](directory.file("a").utf8)), to: [UInt8](directory.file("out").utf8)
            ) { _ in }
        }
        #expect(stopped?.kind == .interrupted)
    }

    @Test func `set-id bits are not given back, and the time of SYSTEM.MAP is exact`() throws {
        let site = try BareSite()
        try site.shell(
            "echo x > SUID.EXE; chmod 4755 SUID.EXE; touch -d '1996-06-24T19:16:05.123456700Z' SYSTEM.MAP"
        )
        for codec in Compression.Codec.allCases {
            try site.capture(to: "good-\(codec)", codec)
            let good = try bytes(of: site.directory.file("good-\(codec)"))
            let reader = try ArchiveReader(OpenFile.open(site.path("good-\(codec)")))
            let meta = Int(reader.units[reader.payloadUnitCount].fileOffset)
            try site.directory.write([UInt8](good[..<meta]), to: "cut-\(codec)")
            for name in ["good-\(codec)", "cut-\(codec)"] {
                let report = try Salvage().run(
                    .file(site.path(name)), to: site.path("out-\(name)")
                ) { _ in }
                let state = try TreeState(
                    site.directory.file("out-\(name)/proved/\(report.archives[0].identifier)"))
                #expect(state.nodes["XXX/tree/SUID.EXE"].map { $0.mode & 0o7777 } == 0o755)
                let map = try #require(state.nodes["XXX/tree/SYSTEM.MAP"])
                #expect(map.seconds == 835_643_765)
                #expect(map.nanoseconds == 123_456_700)
                #expect(report.attributes.kinds.map(\.kind) == [.setIDs])
                #expect(report.attributes.kinds.map(\.found.count) == [1])
            }
        }
    }
}
