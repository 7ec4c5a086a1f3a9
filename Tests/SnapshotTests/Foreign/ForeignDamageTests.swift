// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Damage to archives of others, as far as their own checksums and sizes tell of it.
@Suite("Damaged foreign archives")
struct ForeignDamageTests {
    /// How a tar is wrapped, and the line that does it.
    enum Wrapping: String, CaseIterable {
        case plain = "cat"
        case gzip = "gzip -1"
        case members = "{ head -c 1500 | gzip -1; gzip -1; }"
        case zstd = "zstd -q"
        case frames = "{ head -c 1500 | zstd -q; zstd -q; }"
    }

    private static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"

    /// The bits to flip: all of them, or one of each byte.
    private static func bits(_ count: Int) -> [Int] {
        isFull ? [Int](0..<count * 8) : (0..<count).map { 8 * $0 + $0 % 8 }
    }

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write([UInt8]("first\n".utf8), to: "FIRST.TXT")
        try directory.write(noise(700), to: "NOISE.DAT")
        try directory.write([], to: "EMPTY")
    }

    /// A small tar without padding to a record.
    private func archive(_ wrapping: Wrapping) throws -> [UInt8] {
        let line =
            "tar -b 1 --format=ustar --mtime=@835643765 -cf - FIRST.TXT NOISE.DAT EMPTY | \(wrapping.rawValue) > made"
        let result = try StockTool.shell(line, in: directory.path)
        try #require(result.status == 0, "\(result.errors)")
        return try bytes(of: directory.file("made"))
    }

    private func verify(_ bytes: [UInt8]) throws -> VerificationReport {
        let path = try directory.write(bytes, to: "archive")
        return try Verification(level: .full, workers: 1).run([UInt8](path.utf8))
    }

    @Test(arguments: Wrapping.allCases)
    func `a whole one has one finding, which says that nothing is proved`(
        wrapping: Wrapping
    ) throws {
        let report = try verify(archive(wrapping))
        #expect(report.findings.map(\.code) == [.archiveForeign])
        let summary = try #require(report.foreign)
        #expect(summary.isReadToEnd && summary.entries == 3)
        #expect(summary.tarBytes == 512 * 3 + 512 + 1_024 + 1_024)
        #expect(summary.framesWithoutChecksum == 0)
        #expect(report.filesChecked == 0 && report.fingerprint == nil && !report.isIntact)
    }

    @Test(arguments: Wrapping.allCases)
    func `every cut is found`(wrapping: Wrapping) throws {
        let good = try archive(wrapping)
        // Of a plain tar the places around each block, and some between them.
        let isEach = Self.isFull || wrapping != .plain
        for length in 0..<good.count where isEach || length % 29 == 0 || length % 512 < 3 {
            let findings = try verify(Damage.cut(length).applied(to: good)).findings
            #expect(
                findings.contains { $0.code != .archiveForeign }, "cut to \(length): \(findings)")
        }
    }

    @Test(arguments: Wrapping.allCases)
    func `what follows the end is found`(wrapping: Wrapping) throws {
        let good = try archive(wrapping)
        for more in [[0x78], [UInt8]("more bytes than a header has".utf8), good] {
            let findings = try verify(good + more).findings.map(\.code)
            #expect(findings == [.archiveForeign, .length], "\(more.prefix(8))")
        }
        // A tape is filled up with zeros; compressed data is not.
        let zeros = try verify(good + [UInt8](repeating: 0, count: 2_048)).findings.map(\.code)
        #expect(zeros == (wrapping == .plain ? [.archiveForeign] : [.archiveForeign, .length]))
    }

    @Test func `every bit of compressed data is under a checksum, but for what says nothing`()
        throws
    {
        for wrapping in [Wrapping.gzip, .zstd] {
            let good = try archive(wrapping)
            let program = wrapping == .gzip ? "gzip" : "zstd"
            let content = try archive(.plain)
            var missed = 0
            for bit in Self.bits(good.count) {
                let damaged = Damage.flippedBit(bit).applied(to: good)
                let findings = try verify(damaged).findings
                guard findings.map(\.code) == [.archiveForeign] else { continue }
                missed += 1
                // Bits that say nothing: the time and the system of the machine that compressed it,
                // and distances to another place with the same bytes.
                let stock = try StockTool.run(
                    program, ["-dc"], input: directory.file("archive"))
                #expect(stock.status == 0 && stock.output == content, "bit \(bit)")
            }
            #expect(missed < good.count / 2)
        }
    }

    @Test func `every bit of a plain header is under its checksum, and no bit of the content is`()
        throws
    {
        let good = try archive(.plain)
        var missed: Set<Int> = []
        for bit in Self.bits(good.count) {
            let findings = try verify(Damage.flippedBit(bit).applied(to: good)).findings
            if findings.map(\.code) == [.archiveForeign] { missed.insert(bit / 8) }
        }
        let content = Set(512..<1_024).union(1_536..<2_560)
        // A zero before a number may be a space, and what stands behind it is looked at by nobody.
        let sums = Set([0, 1_024, 2_560].flatMap { [Int]($0 + 148..<$0 + 156) })
        #expect(content.isSubset(of: missed))
        #expect(missed.subtracting(sums).subtracting(content) == [])
    }

    @Test(arguments: Wrapping.allCases)
    func `what came before the damage is restored, and no part of a file`(wrapping: Wrapping) throws
    {
        let good = try archive(wrapping)
        for length in stride(from: good.count - 1, to: 100, by: -13) {
            let path = try directory.write(Damage.cut(length).applied(to: good), to: "archive")
            guard let archive = try ForeignArchive.open([UInt8](path.utf8)) else { continue }
            let place = directory.file("out-\(length)")
            let report = try ForeignRestoration(RestoreOptions(workers: 1))
                .run(archive, to: [UInt8](place.utf8))
            #expect(!report.findings.isEmpty, "cut to \(length)")
            for name in try directory.names(in: "out-\(length)") {
                #expect(
                    try bytes(of: "\(place)/\(name)") == bytes(of: directory.file(name)),
                    "cut to \(length)")
            }
        }
    }
}
