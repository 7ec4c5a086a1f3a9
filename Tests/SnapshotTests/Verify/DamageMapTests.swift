// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Damage map")
struct DamageMapTests {
    @Test(arguments: Compression.Codec.allCases)
    func `a lost file is on the map where its unit is`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        let units = try ArchiveReader(OpenFile.open(subject.site.path("good"))).units
        // The first unit of the large file: nothing else lies in it.
        let large = try #require(units.dropFirst(3).first { $0.count > 2 << 20 })
        let middle = Int(large.fileOffset) + Int(large.compressedCount) / 2
        let (quick, full) = try subject.reports(of: .flippedBit(middle * 8))
        let place = try #require(full.damage.first)
        #expect(full.damage.count == 1)
        #expect(place.bytes == large.fileRange)
        #expect(place.units == large.sequence...large.sequence)
        #expect(place.codes.contains(.unit))
        #expect(place.codes.contains(.content))
        #expect(place.entries == [path("data/XXX/tree/LARGE.BIN")])
        #expect(place.components == [.tree])
        #expect(full.restorable == .partly)
        #expect(quick.damage.map(\.bytes) == [large.fileRange])
        #expect(quick.damage.flatMap(\.entries) == [])
        #expect(quick.restorable == .unknown)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `damage beside the files costs none of them`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        let reader = try ArchiveReader(OpenFile.open(subject.site.path("good")))
        let seal = Int(reader.archive.sealContainerSize)
        var places = [(Int(reader.units[3].sealOffset) + 40, FindingCode.seal)]
        if codec == .zstd { places.append((subject.good.count - 30, .seekTable)) }
        for (byte, code) in places {
            let (quick, full) = try subject.reports(of: .flippedBit(byte * 8))
            for report in [quick, full] {
                #expect(report.damage.count == 1, "\(report.findings)")
                #expect(report.damage.first?.codes == [code])
                #expect(report.damage.first?.bytes.contains(UInt64(byte)) == true)
                #expect(report.damage.first?.entries == [])
                #expect(report.restorable == .yes)
            }
        }
        let (_, full) = try subject.reports(
            of: .flippedBit((Int(reader.units[0].fileOffset) + 60) * 8))
        #expect(full.restorable == .yes)
        #expect(full.damage.first?.units == 0...0)
        #expect(seal > Seal.size)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `an archive without its footer says what units are left`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        let units = try ArchiveReader(OpenFile.open(subject.site.path("good"))).units
        let (_, full) = try subject.reports(of: .cut(Int(units[4].fileOffset) + 10))
        #expect(full.restorable == .no)
        #expect(full.unitsChecked == 4)
        #expect(full.findings.first?.code == .footer)
    }

    /// Units moved about, and the finding that names it.
    static let moves: [(String, FindingCode, @Sendable ([Range<Int>]) -> [Range<Int>])] = [
        (
            "exchanged", .unitOrder,
            {
                var parts = $0
                parts.swapAt(2, 4)
                return parts
            }
        ),
        ("doubled", .duplicateUnit, { [Range<Int>]($0[...3] + [$0[3]] + $0[4...]) }),
        ("left out", .missingUnit, { [Range<Int>]($0[..<3] + $0[4...]) }),
    ]

    @Test(arguments: moves.indices)
    func `units out of place are named as that`(index: Int) throws {
        let (name, code, move) = Self.moves[index]
        for codec in Compression.Codec.allCases {
            let subject = try DamageSubject(codec)
            let spoiled = subject.rearranged(move)
            try subject.site.directory.write(spoiled, to: "damaged")
            for level in VerificationLevel.allCases {
                let report = try subject.site.verify("damaged", level)
                #expect(
                    report.findings.contains { $0.code == code },
                    "\(codec), \(name), \(level): \(report.findings)")
                #expect(report.restorable != .yes || level == .quick)
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a unit of another archive is named as that`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        let good = try ArchiveReader(OpenFile.open(subject.site.path("good")))
        try subject.site.capture(to: "other", codec) { $0.moment = Timestamp(wholeSeconds: 5) }
        let other = try bytes(of: subject.site.directory.file("other"))
        let reader = try ArchiveReader(OpenFile.open(subject.site.path("other")))
        let seal = Int(reader.archive.sealContainerSize)
        let theirs = Int(reader.units[3].fileOffset)..<Int(reader.units[3].sealOffset) + seal
        let ours = Int(good.units[3].fileOffset)..<Int(good.units[3].sealOffset) + seal
        let damage = Damage.replaced(ours, by: [UInt8](other[theirs]))
        let (quick, full) = try subject.reports(of: damage)
        for report in [quick, full] {
            #expect(
                report.findings.contains {
                    $0.code == .foreignUnit && $0.message.contains(reader.id.hex)
                },
                "\(report.findings)")
        }
    }
}
