// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Flips single bits and cuts a small archive, and demands that every damage is found.
///
/// The short version tries 2,000 random bits and 200 random lengths for each codec. With
/// `SMSBACKUP_CAMPAIGN=full` it tries every bit and every length, and prints a table.
@Suite("Campaign: damage to a small archive")
struct DamageCampaignTests {
    static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
    static let seed: UInt64 = 20_261_121

    @Test(.timeLimit(.minutes(isFull ? 600 : 10)), arguments: Compression.Codec.allCases)
    func `every flipped bit is found, and the files named are those hit`(
        codec: Compression.Codec
    ) throws {
        let subject = try DamageSubject(codec)
        var numbers = SeededNumbers(seed: Self.seed)
        let bits = subject.good.count * 8
        let chosen =
            Self.isFull
            ? [Int](0..<bits) : (0..<2_000).map { _ in Int.random(in: 0..<bits, using: &numbers) }
        var table = DamageTable()
        for bit in chosen {
            let damage = Damage.flippedBit(bit)
            let (quick, full) = try subject.reports(of: damage)
            table.count(subject.region(of: bit / 8), full)
            #expect(!quick.findings.isEmpty, "\(codec), seed \(Self.seed): \(damage), quick")
            #expect(!full.findings.isEmpty, "\(codec), seed \(Self.seed): \(damage), full")
            let allowed = subject.files(under: bit / 8)
            let named = subject.lost(full)
            #expect(
                named.isSubset(of: allowed),
                "\(codec), seed \(Self.seed): \(damage) names \(named.subtracting(allowed))")
        }
        if Self.isFull { print(table.text("\(codec.rawValue), \(subject.good.count) bytes")) }
    }

    @Test(.timeLimit(.minutes(isFull ? 600 : 10)), arguments: Compression.Codec.allCases)
    func `every truncation is found`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        var numbers = SeededNumbers(seed: Self.seed)
        let count = subject.good.count
        let chosen =
            Self.isFull
            ? [Int](0..<count)
            : (0..<200).map { _ in Int.random(in: 0..<count, using: &numbers) }
        for length in chosen + subject.borders + [0, 1, count - 1] {
            let (quick, full) = try subject.reports(of: .cut(length))
            #expect(!quick.findings.isEmpty, "\(codec): cut to \(length) bytes, quick")
            #expect(!full.findings.isEmpty, "\(codec): cut to \(length) bytes, full")
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `the files that verify names are those that restore cannot give back`(
        codec: Compression.Codec
    ) throws {
        let subject = try DamageSubject(codec)
        var numbers = SeededNumbers(seed: Self.seed + 1)
        let payload = subject.payloadBytes
        for turn in 0..<(Self.isFull ? 2_000 : 60) {
            let byte = Int.random(in: payload, using: &numbers)
            let damage = Damage.flippedBit(byte * 8 + turn % 8)
            let (_, full) = try subject.reports(of: damage)
            let destination = "out-\(turn)"
            let restored = try subject.site.restore("damaged", to: destination, workers: 1)
            let missing = Set(restored.notRestored.map(\.path))
            let named = Set(subject.lost(full).compactMap { $0.droppingFirst(1) })
            #expect(missing == named, "\(codec), seed \(Self.seed + 1): \(damage)")
            try subject.expectOriginals(in: destination, except: missing)
            try FileManager.default.removeItem(atPath: subject.site.directory.file(destination))
        }
    }
}

/// A small archive of several units, and what is known of each of its bytes.
struct DamageSubject {
    let site: BareSite
    let good: [UInt8]
    private let units: [Snapshot.Unit]
    private let payloadUnitCount: Int
    private let sealSize: Int
    private let entries: [ManifestEntry]

    init(_ codec: Compression.Codec) throws {
        site = try BareSite()
        let noiseSize = DamageCampaignTests.isFull ? 200 : 4_000
        for number in 0..<8 {
            try site.write(
                noise(noiseSize, seed: UInt64(number)), to: "BOX\(number % 3)/F\(number).DAT")
        }
        let text = String(repeating: "[Inventory]\r\nSMSID=A01\r\n", count: 60)
        try site.write([UInt8](text.utf8), to: "BOX1/TEXT.TXT")
        try site.write([], to: "EMPTY.BOX")
        try site.shell(
            "ln BOX0/F0.DAT BOX1/LINK.DAT; ln -s F1.DAT BOX1/SYM; echo odd > $'odd\\n%name'")
        // Two slices, of which little is left when they are compressed.
        var large = [UInt8](repeating: 0x20, count: (2 << 20) + 70_000)
        large.replaceSubrange(1_000..<1_000 + 2 * noiseSize, with: noise(2 * noiseSize, seed: 90))
        large.replaceSubrange((2 << 20) + 9..<(2 << 20) + 2_009, with: noise(2_000, seed: 91))
        try site.write(large, to: "LARGE.BIN")
        try site.capture(to: "good", codec)
        good = try bytes(of: site.directory.file("good"))
        let reader = try ArchiveReader(OpenFile.open(site.path("good")))
        units = reader.units
        payloadUnitCount = reader.payloadUnitCount
        sealSize = Int(reader.archive.sealContainerSize)
        var entries: [ManifestEntry] = []
        var manifest = try reader.entries()
        reading: while true {
            switch try manifest.next() {
            case .entry(let line): entries.append(try line.entry())
            case .end: break reading
            default: continue
            }
        }
        self.entries = entries
        #expect(try site.verify("good").findings == [])
        #expect(try site.verify("good", .quick).findings == [])
        #expect(units.count >= 6)
    }

    /// The damaged archive verified at both levels.
    func reports(
        of damage: Damage
    ) throws -> (quick: VerificationReport, full: VerificationReport) {
        try site.directory.write(damage.applied(to: good), to: "damaged")
        return (
            try site.verify("damaged", .quick, workers: 1),
            try site.verify("damaged", .full, workers: 1)
        )
    }

    /// The files whose bytes are said to be lost.
    func lost(_ report: VerificationReport) -> Set<EntryPath> {
        Set(report.findings.filter { $0.code == .content }.compactMap(\.path))
    }

    /// The files of which bytes lie in the unit at a byte of the archive; none for anything but a unit of
    /// the payload.
    func files(under byte: Int) -> Set<EntryPath> {
        guard let unit = units.first(where: { contains($0, byte) }), !unit.isMeta else { return [] }
        let files = entries.filter {
            if case .file = $0.entry.kind { return $0.dataRange.overlaps(unit.tarRange) }
            return false
        }.map(\.entry.path)
        // A file is lost under all its names.
        let names = entries.map(\.entry).filter {
            if case .hardLink(let target, _, _) = $0.kind { return files.contains(target) }
            return false
        }.map(\.path)
        return Set(files + names)
    }

    private func contains(_ unit: Snapshot.Unit, _ byte: Int) -> Bool {
        (unit.fileOffset..<unit.sealOffset).contains(UInt64(byte))
    }

    /// What a byte of the archive belongs to.
    func region(of byte: Int) -> String {
        if let unit = units.first(where: { contains($0, byte) }) {
            if unit.isMeta { return "metadata" }
            return unit.sequence < 2 ? "head" : "payload"
        }
        let end = units.last.map { Int($0.sealOffset) + sealSize } ?? 0
        if byte < end { return "seal" }
        return byte < end + Footer.size + sealSize - Seal.size ? "footer" : "seek table"
    }

    /// The archive with its units, each with its seal, in another order; what follows them stays.
    func rearranged(_ change: ([Range<Int>]) -> [Range<Int>]) -> [UInt8] {
        let parts = units.map { Int($0.fileOffset)..<Int($0.sealOffset) + sealSize }
        return change(parts).flatMap { good[$0] } + good[(parts.last?.upperBound ?? 0)...]
    }

    /// Where the last seal ends.
    var unitsEnd: Int { units.last.map { Int($0.sealOffset) + sealSize } ?? 0 }

    /// Where the seal of a unit lies, with its container.
    func sealRange(_ number: Int) -> Range<Int> {
        Int(units[number].sealOffset)..<Int(units[number].sealOffset) + sealSize
    }

    /// The number of the last unit before the metadata.
    var lastPayloadUnit: Int { payloadUnitCount - 1 }

    /// Where units and seals begin and end.
    var borders: [Int] {
        units.flatMap { unit -> [Int] in
            let seal = Int(unit.sealOffset)
            return [Int(unit.fileOffset), seal, seal + sealSize]
        }
    }

    /// The bytes of the units with files.
    var payloadBytes: Range<Int> {
        Int(units[2].fileOffset)..<Int(units[payloadUnitCount - 1].sealOffset)
    }

    /// Compares every file that was restored with the site's own, byte by byte.
    func expectOriginals(in destination: String, except missing: Set<EntryPath>) throws {
        for entry in entries.map(\.entry) {
            guard case .file = entry.kind, let path = entry.restoredPath,
                path.names.dropFirst().first?.elementsEqual("tree".utf8) == true
            else { continue }
            let below = String(decoding: path.droppingFirst(2)?.bytes ?? [], as: UTF8.self)
            let found = try? bytes(
                of: site.directory.file("\(destination)/XXX/tree/\(below)"))
            if missing.contains(path) {
                #expect(found == nil, "\(below)")
            } else {
                #expect(try isSame(found ?? [0], bytes(of: "\(site.root)/\(below)")), "\(below)")
            }
        }
    }
}

/// What the campaign found, by the part of the archive that was hit.
private struct DamageTable {
    private var rows: [String: [String: Int]] = [:]

    mutating func count(_ region: String, _ report: VerificationReport) {
        rows[region, default: [:]]["bits", default: 0] += 1
        let codes = Set(report.findings.map(\.code.rawValue))
        for code in codes { rows[region, default: [:]][code, default: 0] += 1 }
        if codes.isEmpty { rows[region, default: [:]]["MISSED", default: 0] += 1 }
    }

    func text(_ title: String) -> String {
        rows.sorted { $0.key < $1.key }.reduce(into: "damage campaign: \(title)\n") { text, row in
            let cells = row.value.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            text += "  \(row.key): \(cells.joined(separator: ", "))\n"
        }
    }
}
