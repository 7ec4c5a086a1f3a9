// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Hostile archives")
struct HostileArchiveTests {
    /// Tar and manifest disagree.
    static let differing = [
        Lie("the tar header has other permissions", .header, "disagree in permissions") {
            $0.units[0][0].header = $0.units[0][0].entry
            $0.units[0][0].header?.attributes.permissions = 0o4755
        },
        Lie("the tar header has another path", .header, "disagree in path") {
            $0.units[0][0].header = $0.units[0][0].entry
            $0.units[0][0].header?.path = path("data/XXX/tree/other")
        },
        Lie("the tar header is a link's", .header, "Damaged tar archive") {
            $0.units[0][0].header = $0.units[0][0].entry
            $0.units[0][0].header?.kind = .symbolicLink(target: [0x2F])
        },
        Lie("the tar has a member more", .header, "holds 3 members, the manifest names 2") {
            $0.units[0].append(Forgery.Member(file: "more", [0x61]))
            $0.units[0][2].isInManifest = false
        },
        Lie("the tar has a member less", .header, "holds 1 members, the manifest names 2") {
            $0.units[0][0].move = { $0.headerOffset -= 0 }
            $0.units[0][1].isInTar = false
            $0.units[0][1].move = { entry in
                entry.headerOffset -= 512
                entry.dataOffset -= 512
            }
        },
        Lie("the content lies elsewhere", .header, "disagree in place of the content") {
            $0.units[0][0].move = { $0.dataOffset += 1 }
        },
        Lie("a unit of zeros ends the tar early", .header, "holds nothing that the manifest names")
        { $0.units.insert([], at: 1) },
        Lie("a large file's header has another time", .header, "disagree in modification time") {
            $0.units.insert([Forgery.Member(file: "bad", noise(5_000))], at: 1)
            $0.units[0].removeFirst()
            $0.units[1][0].split = 2_048
            $0.units[1][0].header = $0.units[1][0].entry
            $0.units[1][0].header?.attributes.modified = Timestamp(wholeSeconds: 5)
        },
        Lie("the content is another", .content, "the content is lost") {
            $0.units[0][0].content = [UInt8]("BAD\n".utf8)
        },
    ]

    /// The manifest breaks its own rules.
    static let manifest = [
        Lie("an entry twice", .duplicateEntry, "the entry occurs twice") {
            $0.units[0][1] = $0.units[0][0]
        },
        Lie("an entry above the destination", .manifest, "is not a path: \"data/../../bad\"") {
            Lie.edit(&$0, "data/XXX/tree/bad", "data/../../bad")
        },
        Lie("an absolute entry", .manifest, "is not a path: \"/bad\"") {
            Lie.edit(&$0, "data/XXX/tree/bad", "/bad")
        },
        Lie("an entry outside data and overlay", .manifest, "lies outside data/ and overlay/") {
            $0.units[0][0].entry.path = path("smsbackup/XXX")
        },
        Lie("a link to no earlier file", .manifest, "is no earlier file with its digest") {
            $0.units[0][0] = Forgery.Member(
                "data/XXX/tree/bad",
                .hardLink(
                    to: path("data/XXX/tree/good"), size: 5,
                    digest: Hashing.digest(of: [UInt8]("good\n".utf8))))
        },
        Lie("an entry behind the last unit", .manifest, "does not lie in the units where") {
            $0.units[1][2].move = { $0.headerOffset = 1 << 40 }
        },
        Lie("entries in another order", .entryOrder, "does not lie in the units where it should") {
            $0.units[0][1].move = { $0.headerOffset = 512 }
        },
        Lie("content that begins in another unit", .manifest, "does not lie in the units") {
            $0.units[0][0].move = { $0.dataOffset += 1 << 30 }
        },
        Lie("content at the end of the numbers", .manifest, "does not lie in the units") {
            $0.units[0][0].move = { $0.dataOffset = UInt64(Int64.max) - 100 }
        },
        Lie("a unit of more than 64 MiB", .manifest, "expected offset, two sizes and a digest") {
            let units = "\"units\":[\n[0,"
            Lie.edit(&$0, units, "\"units\":[\n[0,9,67108865,\"\(noHex)\"],\n[0,")
        },
        Lie("a unit at the end of the numbers", .manifest, "is not where the one before it ends") {
            Lie.edit(
                &$0, "\"units\":[\n[0,", "\"units\":[\n[9223372036854775807,1,1,\"\(noHex)\"],\n[0,"
            )
        },
        Lie("an offset beyond 64 bits", .manifest, "expected a whole number of 64 bits") {
            Lie.edit(&$0, "\"units\":[\n[0,", "\"units\":[\n[9223372036854775808,")
        },
        Lie("no units", .manifest, "unit 0 is not where the one before it ends") {
            Lie.edit(&$0, "\"units\":[", "\"ignored\":[")
        },
        Lie("a million units", .manifest, "is not where the one before it ends") {
            let line = "[0,0,0,\"\(noHex)\"],\n"
            Lie.edit(
                &$0, "\"units\":[\n", "\"units\":[\n" + String(repeating: line, count: 20_000))
        },
        Lie("an older major version", .manifest, "\"0.9\" is no version of the format") {
            $0.describe = { $0.version = "0.9" }
        },
        Lie("another format", .manifest, "another format") {
            Lie.edit(&$0, "{\"name\":\"smsbackup-archive\"", "{\"name\":\"other\"")
        },
        Lie("no format", .manifest, "\"format\" is missing") {
            Lie.edit(&$0, "{\"format\":{\"name\"", "{\"fromat\":{\"name\"")
        },
        Lie("a digest of its own that is wrong", .manifest, "its own digest is wrong") {
            $0.manifestDigest = Hashing.digest(of: [])
        },
        Lie("no JSON", .manifest, "expected") { $0.editManifest = { _ in "nonsense\n" } },
        Lie("no end", .manifest, "its own digest is wrong") {
            Lie.edit(&$0, "\"totals\"", "\"manifest_sha256\":\"\",\n\"totals\"")
        },
    ]

    private static let noHex = String(repeating: "0", count: 64)

    /// The footer lies; its digest is right.
    static let footer = [
        Lie("more units", .seal, "which holds metadata, cannot be found") { forge in
            forge.editFooter = { $0.unitCount += 1 }
        },
        Lie("2^60 units of metadata", .footer, "no intact footer") { forge in
            forge.editFooter = { $0.unitCount = 1 << 60 }
        },
        Lie("another first unit of metadata", .seal, "holds metadata, cannot be found") { forge in
            forge.editFooter = { $0.firstMetaUnit -= 1 }
        },
        Lie("another place of the metadata", .seal, "holds metadata, cannot be found") { forge in
            forge.editFooter = { $0.firstMetaFileOffset += 1 }
        },
        Lie("another place in the tar", .footer, "points to another place") { forge in
            forge.editFooter = { $0.firstMetaTarOffset -= 1 }
        },
        Lie("a shorter manifest", .manifest, "its digest is") { forge in
            forge.editFooter = { $0.manifestSize -= 1 }
        },
        Lie("a longer manifest", .manifest, "text after the last line") { forge in
            forge.editFooter = { $0.manifestSize = $0.tarSize - $0.manifestTarOffset }
        },
        Lie("another manifest", .manifest, "its digest is") { forge in
            forge.editFooter = { $0.manifestDigest = Hashing.digest(of: []) }
        },
        Lie("another tag manifest", .footer, "the footer speaks of another") { forge in
            forge.editFooter = { $0.tagManifestDigest = Hashing.digest(of: []) }
        },
        Lie("another size of the tar", .manifest, "not those that the footer speaks of") { forge in
            forge.editFooter = { $0.tarSize += 512 }
        },
        Lie("another archive", .manifest, "not those that the footer speaks of") { forge in
            forge.editFooter = { $0.archive = ArchiveID(unitZero: Hashing.digest(of: [])) }
        },
        Lie("another chain", .footer, "another chain of seals") { forge in
            forge.editFooter = { $0.lastSeal = noise(32) }
        },
    ]

    private func report(_ lie: Lie, _ codec: Compression.Codec) throws -> (
        TemporaryDirectory, VerificationReport
    ) {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.codec = codec
        lie.tell(&forgery)
        try forgery.write(to: "a", in: directory.path)
        let report = try Verification(level: .full, workers: 2)
            .run([UInt8](directory.file("a").utf8))
        return (directory, report)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `an honest forgery is right`(codec: Compression.Codec) throws {
        let honest = Lie("nothing", .length, "") { _ in }
        let (directory, report) = try report(honest, codec)
        #expect(report.findings == [])
        #expect(report.filesChecked == 2)
        let restored = try Restoration(RestoreOptions(workers: 2))
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        #expect(restored.notRestored == [])
        #expect(try bytes(of: directory.file("out/XXX/tree/bad")) == [UInt8]("bad\n".utf8))
    }

    @Test(arguments: differing + manifest + footer)
    func `a full verification finds the lie`(lie: Lie) throws {
        for codec in Compression.Codec.allCases {
            let (_, report) = try report(lie, codec)
            let found = report.findings.contains {
                $0.code == lie.code && $0.message.contains(lie.message)
            }
            #expect(found, "\(codec): \(report.findings)")
        }
    }

    @Test(arguments: differing + manifest + footer)
    func `a restore creates nothing that tar and manifest do not both name`(lie: Lie) throws {
        let (directory, _) = try report(lie, .zstd)
        try directory.makeDirectory("out")
        do {
            let report = try Restoration(RestoreOptions(workers: 2))
                .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
            let isKnown = !report.findings.isEmpty || !report.notRestored.isEmpty
            #expect(isKnown || Self.harmless.contains(lie.testDescription))
        } catch {
            #expect(error.kind == .damaged)
        }
        #expect(try directory.names() == ["a", "out"])
        let wrong = try? bytes(of: directory.file("out/XXX/tree/bad"))
        if wrong != nil, lie.code == .header {
            #expect(lie.testDescription == "a unit of zeros ends the tar early")
        }
        #expect(wrong == nil || wrong == [UInt8]("bad\n".utf8))
    }

    /// What restore need not see: it reads only what it needs.
    private static let harmless: Set<String> = [
        "a unit of zeros ends the tar early", "another tag manifest", "another place in the tar",
        "another chain",
        "an entry outside data and overlay",
    ]
}
