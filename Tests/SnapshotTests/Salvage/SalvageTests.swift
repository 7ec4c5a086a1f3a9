// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Salvage")
struct SalvageTests {
    /// What an archive lost or got, how much of it is proved then, and what is said of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// How many entries are not proved.
        var missing = 0
        var codes: Set<FindingCode>
        let spoil: @Sendable (DamageSubject) -> [UInt8]

        init(
            _ description: String, missing: Int = 0, _ codes: Set<FindingCode>,
            _ spoil: @escaping @Sendable (DamageSubject) -> [UInt8]
        ) {
            testDescription = description
            self.missing = missing
            self.codes = codes
            self.spoil = spoil
        }
    }

    static let cases = [
        Case("nothing", []) { $0.good },
        Case("no footer", [.footer]) { [UInt8]($0.good[..<$0.unitsEnd]) },
        Case("no first unit", [.missingUnit]) { $0.rearranged { [Range<Int>]($0.dropFirst()) } },
        Case("no first 100 bytes", [.seal, .length]) { [UInt8]($0.good.dropFirst(100)) },
        Case("everything backwards, no footer", [.unitOrder, .footer]) {
            [UInt8]($0.rearranged { $0.reversed() }[..<$0.unitsEnd])
        },
        Case("two units exchanged", [.unitOrder]) {
            $0.rearranged { parts in
                var parts = parts
                parts.swapAt(2, 4)
                return parts
            }
        },
        Case("a unit twice", [.duplicateUnit]) {
            $0.rearranged { [Range<Int>]($0[...3] + [$0[3]] + $0[4...]) }
        },
        Case("all units twice", [.duplicateUnit]) { $0.rearranged { $0 + $0 } },
        Case("other bytes before, between and behind", [.length]) { subject in
            let junk = noise(3_000, seed: 7)
            return junk + subject.rearranged { $0 }[..<subject.unitsEnd] + junk
                + subject.good[subject.unitsEnd...] + junk
        },
        Case("a large file's first unit missing", missing: 1, [.missingUnit]) {
            $0.rearranged { [Range<Int>]($0[..<3] + $0[4...]) }
        },
        Case("a seal zeroed", [.seal]) { subject in
            let range = subject.sealRange(2)
            return Damage.replaced(range, by: [UInt8](repeating: 0, count: range.count))
                .applied(to: subject.good)
        },
        Case("a seal zeroed and the footer gone", [.seal, .footer]) { subject in
            let range = subject.sealRange(3)
            let bytes = Damage.replaced(range, by: [UInt8](repeating: 0, count: range.count))
                .applied(to: subject.good)
            return [UInt8](bytes[..<subject.unitsEnd])
        },
        Case("the footer gone, a seal zeroed, a unit flipped", missing: 1, [.seal, .footer, .unit])
        { subject in
            let range = subject.sealRange(2)
            let bytes = Damage.replaced(range, by: [UInt8](repeating: 0, count: range.count))
                .applied(to: subject.good)
            let middle = (range.upperBound + subject.sealRange(3).lowerBound) / 2
            return [UInt8](Damage.flippedBit(middle * 8).applied(to: bytes)[..<subject.unitsEnd])
        },
    ]

    @Test(arguments: cases, Compression.Codec.allCases)
    func `what is left is proved and back`(item: Case, codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        try subject.site.directory.write(item.spoil(subject), to: "damaged")
        let (report, entries) = try subject.salvage("damaged", to: "out")
        #expect(Set(report.findings.map(\.code)).isSuperset(of: item.codes), "\(report.findings)")
        #expect(report.findings.isEmpty == item.codes.isEmpty, "\(report.findings)")
        #expect(report.isWhole == (item.codes.isEmpty && item.missing == 0))
        #expect(report.archives.count == 1)
        let archive = try #require(report.archives.first)
        #expect(archive.hasManifest)
        #expect(report.count(.proved) == entries.count - item.missing)
        #expect(report.count(.partly) == item.missing)
        let missing = Set(
            entries.filter { $0.state != .proved }.compactMap { $0.path?.droppingFirst(1) })
        try subject.expectOriginals(in: "out/proved/\(archive.identifier)", except: missing)
    }

    @Test func `an archive without its seek table is not whole, and nothing of it is lost`() throws
    {
        let subject = try DamageSubject(.zstd)
        let footer = Footer.size + RecordContainer.overhead(.zstd)
        for length in [subject.unitsEnd + footer, subject.good.count - 1] {
            let name = "cut-\(length)"
            try subject.site.directory.write([UInt8](subject.good[..<length]), to: name)
            let (report, entries) = try subject.salvage(name, to: "out-\(length)")
            #expect(report.findings.first?.code == .seekTable)
            #expect(!report.isWhole)
            #expect(entries.allSatisfy { $0.state == .proved })
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `parts of a large file are put where they were, and apart`(codec: Compression.Codec) throws
    {
        let subject = try DamageSubject(codec)
        try subject.site.directory.write(
            subject.rearranged { [Range<Int>]($0[..<3] + $0[4...]) }, to: "damaged")
        let (report, entries) = try subject.salvage("damaged", to: "out")
        let large = try #require(entries.first { $0.state == .partly })
        #expect(large.path == path("data/XXX/tree/LARGE.BIN"))
        #expect(large.proved == [2 << 20..<large.size])
        #expect(large.unproved == [])
        let place = try #require(large.place)
        #expect(place.description.hasPrefix("unproved/\(report.archives[0].identifier)/"))
        let found = try bytes(of: subject.site.directory.file("out/\(place)"))
        let original = try bytes(of: subject.site.root + "/LARGE.BIN")
        #expect(found.count == original.count)
        #expect(isSame([UInt8](found[(2 << 20)...]), [UInt8](original[(2 << 20)...])))
        #expect(found[..<(2 << 20)].allSatisfy { $0 == 0 })
    }

    @Test(arguments: Compression.Codec.allCases)
    func `without a manifest the seals prove what is there, and what is not is not known`(
        codec: Compression.Codec
    ) throws {
        let subject = try DamageSubject(codec)
        try subject.site.directory.write(
            [UInt8](subject.rearranged { $0 }[..<subject.payloadBytes.upperBound])
                + subject.good[subject.sealRange(subject.lastPayloadUnit)], to: "damaged")
        let (report, entries) = try subject.salvage("damaged", to: "out")
        #expect(
            report.findings.contains { $0.code == .manifest && $0.message.contains("not known") })
        #expect(!report.isWhole)
        #expect(entries.allSatisfy { $0.state == .proved && $0.proof == .seals })
        let archive = try #require(report.archives.first)
        #expect(!archive.hasManifest)
        #expect(archive.unitCount == nil)
        try subject.expectOriginals(in: "out/proved/\(archive.identifier)", except: [])
        try subject.site.restore("good", to: "restored")
        var left = try TreeState(subject.site.directory.file("out/proved/\(archive.identifier)"))
        var right = try TreeState(subject.site.directory.file("restored"))
        left.nodes["."] = nil
        right.nodes["."] = nil
        #expect(left.differences(from: right) == [])
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a unit that nothing proves is set apart`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        // No manifest, and the seal of the unit with the small files is gone.
        let seal = subject.sealRange(2)
        var bytes = Damage.replaced(seal, by: [UInt8](repeating: 0, count: seal.count))
            .applied(to: subject.good)
        bytes = [UInt8](bytes[..<subject.sealRange(subject.lastPayloadUnit).upperBound])
        try subject.site.directory.write(bytes, to: "damaged")
        let (report, entries) = try subject.salvage("damaged", to: "out")
        let apart = entries.filter { $0.state == .partly }
        #expect(apart.contains { $0.path == path("data/XXX/tree/BOX0/F0.DAT") })
        #expect(apart.allSatisfy { $0.proof == .none && $0.proved == [] })
        #expect(entries.filter { $0.state == .proved }.allSatisfy { $0.proof == .seals })
        let identifier = report.archives[0].identifier
        let found = subject.site.directory.file(
            "out/unproved/\(identifier)/XXX/tree/BOX0/F0.DAT")
        let original = try bytesOf(subject.site.root + "/BOX0/F0.DAT")
        #expect(isSame(try bytesOf(found), original))
    }

    private func bytesOf(_ path: String) throws -> [UInt8] { try bytes(of: path) }

    @Test(arguments: Compression.Codec.allCases)
    func `pieces of several archives are kept apart`(codec: Compression.Codec) throws {
        let subject = try DamageSubject(codec)
        try subject.site.write([UInt8]("later\n".utf8), to: "BOX0/F0.DAT")
        try subject.site.capture(to: "other", codec) { $0.moment = Timestamp(wholeSeconds: 5) }
        let other = try bytes(of: subject.site.directory.file("other"))
        let mixed =
            [UInt8](subject.good[..<subject.sealRange(3).upperBound]) + other
            + subject.good[subject.sealRange(3).upperBound...]
        try subject.site.directory.write(mixed, to: "mixed")
        let (report, entries) = try subject.salvage("mixed", to: "out")
        #expect(report.archives.count == 2)
        #expect(report.archives.allSatisfy { $0.hasManifest })
        #expect(entries.allSatisfy { $0.state == .proved })
        #expect(report.findings.contains { $0.code == .foreignUnit })
        let contents = try report.archives.map { archive in
            try bytes(
                of: subject.site.directory.file(
                    "out/proved/\(archive.identifier)/XXX/tree/BOX0/F0.DAT")
            ).count
        }
        #expect(contents.sorted() == [6, 4_000])
    }

    @Test func `two captures in the same second are told apart by their links`() throws {
        let site = try BareSite()
        try site.write(noise(3 << 20), to: "A.BIN")
        // The restore guide, and with it the identifier, may tell the times of files.
        try site.shell("touch -d '1999-03-13 UTC' A.BIN SYSTEM.MAP .")
        try site.capture(to: "one")
        try site.write(noise(3 << 20, seed: 2), to: "A.BIN")
        try site.shell("touch -d '1999-03-13 UTC' A.BIN SYSTEM.MAP .")
        try site.capture(to: "two")
        let one = try bytes(of: site.directory.file("one"))
        let two = try bytes(of: site.directory.file("two"))
        try site.directory.write(one + two, to: "both")
        var entries: [SalvagedEntry] = []
        let report = try Salvage().run(.file(site.path("both")), to: site.path("out")) {
            entries.append($0)
        }
        // They share the first units and the identifier, so they share a place too: what comes
        // second is proved and finds its place taken.
        #expect(Set(report.archives.map(\.identifier)).count == 1)
        let states = entries.filter { $0.path == path("data/XXX/tree/A.BIN") }.map(\.state)
        #expect(states.contains(.proved))
        let found = try bytes(
            of: site.directory.file("out/proved/\(report.archives[0].identifier)/XXX/tree/A.BIN"))
        #expect(isSame(found, noise(3 << 20)) || isSame(found, noise(3 << 20, seed: 2)))
        #expect(!report.isWhole)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `an archive inside a site is content and no piece of another`(
        codec: Compression.Codec
    ) throws {
        let inner = try BareSite()
        try inner.write(noise(20_000), to: "INNER.DAT")
        try inner.capture(to: "inner", codec)
        let site = try BareSite()
        try site.write(try bytes(of: inner.directory.file("inner")), to: "OLD.TAR.ZST")
        try site.capture(to: "good", .zstd)
        let good = try bytes(of: site.directory.file("good"))
        // Bytes that do not compress lie in the frame as they are: the inner seals can be seen.
        var entries: [SalvagedEntry] = []
        let report = try Salvage().run(.file(site.path("good")), to: site.path("out")) {
            entries.append($0)
        }
        #expect(report.isWhole, "\(report.findings)")
        #expect(report.archives.count == 1)
        #expect(entries.contains { $0.path == path("data/XXX/tree/OLD.TAR.ZST") })
        let magic = [UInt8]("SMSBSEAL".utf8)
        let seals = good.indices.dropLast(8).filter {
            good[$0] == 0x53 && good[$0..<$0 + 8].elementsEqual(magic)
        }
        #expect(seals.count > report.archives[0].wholeUnits)
    }
}

extension DamageSubject {
    /// Salvages a file beside the site.
    func salvage(
        _ name: String, to destination: String
    ) throws -> (SalvageReport, [SalvagedEntry]) {
        var entries: [SalvagedEntry] = []
        let report = try Salvage().run(.file(site.path(name)), to: site.path(destination)) {
            entries.append($0)
        }
        return (report, entries)
    }
}
