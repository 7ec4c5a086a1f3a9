// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Kinds of damage")
struct DamageTableTests {
    /// A way to spoil a good archive and the code that both levels must report.
    struct Spoiled: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: FindingCode
        let spoil: @Sendable ([UInt8], [Unit], Int) -> [UInt8]

        init(
            _ description: String, _ code: FindingCode,
            _ spoil: @escaping @Sendable ([UInt8], [Unit], Int) -> [UInt8]
        ) {
            testDescription = description
            self.code = code
            self.spoil = spoil
        }

        static let all = [
            Spoiled("an empty file", .footer) { _, _, _ in [] },
            Spoiled("one byte", .footer) { good, _, _ in [good[0]] },
            Spoiled("the last byte cut", .footer) { good, _, _ in [UInt8](good.dropLast()) },
            Spoiled("a byte behind the end", .footer) { good, _, _ in good + [0] },
            Spoiled("a megabyte of zeros behind the end", .footer) { good, _, _ in
                good + [UInt8](repeating: 0, count: 1 << 20)
            },
            Spoiled("another file", .footer) { _, _, _ in [UInt8]("hello\n".utf8) },
            Spoiled("a byte before the start", .manifest) { good, _, _ in [0] + good },
            Spoiled("only zeros", .footer) { good, _, _ in
                [UInt8](repeating: 0, count: good.count)
            },
            Spoiled("the archive twice", .manifest) { good, _, _ in good + good },
            Spoiled("a unit zeroed", .unit) { good, units, _ in
                let unit = Int(units[3].fileOffset)..<Int(units[3].sealOffset)
                return Damage.replaced(unit, by: [UInt8](repeating: 0, count: unit.count))
                    .applied(to: good)
            },
            Spoiled("a unit left out", .manifest) { good, units, seal in
                var bytes = good
                bytes.removeSubrange(whole(units[3], seal))
                return bytes
            },
            Spoiled("a unit doubled", .manifest) { good, units, seal in
                var bytes = good
                let unit = whole(units[3], seal)
                bytes.insert(contentsOf: good[unit], at: unit.upperBound)
                return bytes
            },
            Spoiled("two units exchanged", .unit) { good, units, seal in
                let (first, second) = (whole(units[2], seal), whole(units[3], seal))
                var bytes = [UInt8](good[..<first.lowerBound])
                for part in [second, first, second.upperBound..<good.count] {
                    bytes.append(contentsOf: good[part])
                }
                return bytes
            },
            Spoiled("a seal zeroed", .seal) { good, units, seal in
                let start = Int(units[2].sealOffset)
                let zeros = [UInt8](repeating: 0, count: seal)
                return Damage.replaced(start..<start + seal, by: zeros).applied(to: good)
            },
            Spoiled("the seal of a unit at another", .seal) { good, units, seal in
                let (from, to) = (Int(units[2].sealOffset), Int(units[3].sealOffset))
                return Damage.replaced(to..<to + seal, by: [UInt8](good[from..<from + seal]))
                    .applied(to: good)
            },
            Spoiled("the seal of the metadata", .seal) { good, units, _ in
                let byte = Int(units[units.count - 1].sealOffset) + 60
                return Damage.flippedBit(byte * 8).applied(to: good)
            },
            Spoiled("the metadata", .unit) { good, units, _ in
                let byte = Int(units[units.count - 1].fileOffset) + 60
                return Damage.flippedBit(byte * 8).applied(to: good)
            },
        ]

        private static func whole(_ unit: Unit, _ seal: Int) -> Range<Int> {
            Int(unit.fileOffset)..<Int(unit.sealOffset) + seal
        }
    }

    @Test(arguments: Spoiled.all)
    func `both levels say what is wrong`(spoiled: Spoiled) throws {
        for codec in Compression.Codec.allCases {
            let subject = try DamageSubject(codec)
            let reader = try ArchiveReader(OpenFile.open(subject.site.path("good")))
            let seal = Int(reader.archive.sealContainerSize)
            try subject.site.directory.write(
                spoiled.spoil(subject.good, reader.units, seal), to: "spoiled")
            for level in VerificationLevel.allCases {
                let codes = try subject.site.verify("spoiled", level).findings.map(\.code)
                // What moves the start or the end is seen in different ways by the two codecs.
                let isSeen = codes.contains {
                    [spoiled.code, .footer, .length, .seekTable].contains($0)
                }
                #expect(isSeen, "\(codec), \(level): \(codes)")
            }
        }
    }

    @Test func `a wrong seek table is found although nothing else is`() throws {
        let subject = try DamageSubject(.zstd)
        var bytes = subject.good
        bytes[bytes.count - 30] ^= 1
        try subject.site.directory.write(bytes, to: "table")
        let report = try subject.site.verify("table")
        #expect(
            report.findings.map(\.description) == [
                "[seek-table] the seek table is not that of the units"
            ])
    }

    @Test func `what is found first is told first, and only once`() throws {
        let subject = try DamageSubject(.zstd)
        let reader = try ArchiveReader(OpenFile.open(subject.site.path("good")))
        var bytes = subject.good
        for unit in reader.units[2..<4] { bytes[Int(unit.fileOffset) + 40] ^= 1 }
        try subject.site.directory.write(bytes, to: "two")
        let report = try subject.site.verify("two", workers: 3)
        let units = report.findings.filter { $0.code == .unit }.map(\.message)
        #expect(units.count == 2)
        #expect(units.first?.hasPrefix("unit 2 (") == true)
        #expect(Set(report.findings).count == report.findings.count)
    }

    @Test func `what is no file cannot be verified and says so`() throws {
        let directory = try TemporaryDirectory()
        func error(_ path: String) -> SnapshotError? {
            #expect(throws: SnapshotError.self) {
                try Verification(level: .full, workers: 1).run([UInt8](path.utf8))
            }
        }
        #expect(error(directory.file("none"))?.kind == .missing)
        #expect(error(directory.path)?.kind == .usage)
        try StockTool.run("mkfifo", [directory.file("fifo")])
        #expect(
            error(directory.file("fifo"))?.description
                == "\"\(directory.file("fifo"))\" is not a file")
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a verification that is interrupted is no verification`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        let error = #expect(throws: SnapshotError.self) {
            try Verification(level: .full, workers: 2, isInterrupted: { true })
                .run(subject.site.path("good"))
        }
        #expect(error?.kind == .interrupted)
    }
}
