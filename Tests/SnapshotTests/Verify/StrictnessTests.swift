// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Archives whose digests are right and which break one rule each: each rule has a code of its own.
@Suite("Strictness")
struct StrictnessTests {
    private static func exchanged(_ forgery: inout Forgery) {
        // The manifest keeps the order, the tar has the two the other way round.
        let (first, second) = (forgery.units[0][0], forgery.units[0][1])
        forgery.units[0][0].header = second.entry
        forgery.units[0][0].content = second.content
        forgery.units[0][1].header = first.entry
        forgery.units[0][1].content = first.content
    }

    static let lies = [
        Lie("a member more", .extraEntry, "the tar has \"forged/data/XXX/tree/more\"") {
            $0.units[0].append(Forgery.Member(file: "more", [0x61]))
            $0.units[0][2].isInManifest = false
        },
        Lie("a member less", .missingEntry, "an entry that the tar does not have") {
            $0.units[0][1].isInTar = false
            $0.units[0][1].move = { entry in
                entry.headerOffset -= 512
                entry.dataOffset -= 512
            }
        },
        Lie("a member under another name", .extraEntry, "which the manifest does not name") {
            $0.units[0][0].header = $0.units[0][0].entry
            $0.units[0][0].header?.path = path("data/XXX/tree/other")
        },
        Lie("members in another order", .entryOrder, "in another order than the manifest") {
            exchanged(&$0)
        },
        Lie("entries in another order", .entryOrder, "does not lie in the units where it should") {
            $0.units[0][1].move = { $0.headerOffset = 512 }
        },
        Lie("an entry twice", .duplicateEntry, "the entry occurs twice") {
            $0.units[0][1] = $0.units[0][0]
        },
        Lie("two entries for one place", .duplicateEntry, "is restored to the same place") {
            $0.units[0][1] = $0.units[0][0]
            $0.units[0][1].entry.path = path("overlay/XXX/tree/bad")
        },
        Lie("no digest by SHA-256", .digestAlgorithm, "a digest by \"sha512\"") {
            Lie.edit(&$0, "\"sha256\":\"", "\"sha512\":\"")
        },
        Lie("no digest", .manifest, "\"sha256\" is missing") {
            Lie.edit(&$0, "\"sha256\":\"", "\"digest\":\"")
        },
        Lie("a digest of another length", .manifest, "\"sha256\" is not a SHA-256 digest") {
            Lie.edit(&$0, "\"sha256\":\"", "\"sha256\":\"00")
        },
        Lie("a path in two spellings", .manifest, "both \"p\" and \"p_hex\" are there") {
            Lie.edit(&$0, "{\"p\":\"data", "{\"p_hex\":\"ff\",\"p\":\"data")
        },
        Lie("a list twice", .manifest, "\"entries\" stands there twice") {
            Lie.edit(&$0, "\"units\":[", "\"entries\":[\n],\n\"units\":[")
        },
        Lie("a list in one line", .manifest, "\"units\" is not a list with a line") {
            Lie.edit(&$0, "\"units\":[", "\"units\":[[0,1,2,\"\"]],\n\"units\":[")
        },
        Lie("totals twice", .manifest, "\"totals\" stands there twice") {
            Lie.edit(&$0, "\"totals\":", "\"totals\":{\"files\":1,\"bytes\":1},\n\"totals\":")
        },
    ]

    private func written(
        _ codec: Compression.Codec, _ change: (inout Forgery) -> Void
    ) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.codec = codec
        change(&forgery)
        try forgery.write(to: "a", in: directory.path)
        return directory
    }

    private func verify(
        _ directory: TemporaryDirectory, _ level: VerificationLevel = .full
    ) throws -> VerificationReport {
        try Verification(level: level, workers: 1).run([UInt8](directory.file("a").utf8))
    }

    @Test(arguments: lies) func `each broken rule has its own code`(lie: Lie) throws {
        for codec in Compression.Codec.allCases {
            let report = try verify(written(codec, lie.tell))
            let isFound = report.findings.contains {
                $0.code == lie.code && $0.message.contains(lie.message)
            }
            #expect(isFound, "\(codec): \(report.findings)")
            #expect(report.restorable != .yes, "\(codec)")
        }
    }

    @Test(arguments: ["data/XXX/tree/late", "smsbackup/later.json"])
    func `a member behind the tag manifest is told, and never restored`(path: String) throws {
        for codec in Compression.Codec.allCases {
            let directory = try written(codec) { $0.lastMembers = [(path, [0x61])] }
            let report = try verify(directory)
            #expect(report.findings.map(\.code) == [.bag])
            #expect(report.findings.first?.message == "the tar does not end where it should")
            // What the manifest names is all there.
            #expect(report.restorable == .yes)
            _ = try Restoration(RestoreOptions(workers: 1))
                .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
            #expect(try directory.names(in: "out/XXX/tree") == ["bad", "good"])
            #expect(try directory.names(in: "out") == ["XXX"])
        }
    }

    /// Every field of a header, changed alone, is named.
    static let fields: [(String, @Sendable (inout Entry) -> Void)] = [
        ("permissions", { $0.attributes.permissions = 0o600 }),
        ("owner", { $0.attributes.ownerID = 7 }),
        ("owner", { $0.attributes.ownerName = [0x61] }),
        ("group", { $0.attributes.groupID = 7 }),
        ("group", { $0.attributes.groupName = [0x61] }),
        ("modification time", { $0.attributes.modified = Timestamp(wholeSeconds: 5) }),
        (
            "extended attributes",
            {
                $0.attributes.extended = [
                    ExtendedAttribute(name: [UInt8]("user.a".utf8), value: [1])
                ]
            }
        ),
        (
            "access control list",
            { entry in
                entry.attributes.accessControl = AccessControlList(lines: [
                    .init(tag: .owner, permissions: 6), .init(tag: .owningGroup, permissions: 4),
                    .init(tag: .user, id: 9, permissions: 4), .init(tag: .mask, permissions: 4),
                    .init(tag: .other, permissions: 4),
                ])
            }
        ),
        ("path", { $0.path = path("data/XXX/tree/bae") }),
        ("kind", { $0.kind = .directory }),
    ]

    @Test(arguments: fields.indices)
    func `header and manifest must agree in every field`(index: Int) throws {
        let (name, change) = Self.fields[index]
        let directory = try written(.zstd) { forgery in
            var header = forgery.units[0][0].entry
            change(&header)
            forgery.units[0][0].header = header
            if header.kind == .directory { forgery.units[0][0].content = [] }
        }
        let report = try verify(directory)
        let isNamed = report.findings.contains {
            $0.code == .header && $0.message.contains("disagree in")
                && $0.message.contains(name)
        }
        #expect(isNamed, "\(name): \(report.findings)")
    }

    @Test(arguments: VerificationLevel.allCases)
    func `what a later version must read is not judged`(level: VerificationLevel) throws {
        let laters: [(String, (inout Forgery) -> Void)] = [
            ("it requires \"base\"", { $0.describe = { $0.requirements = ["base"] } }),
            ("\"2.0\" is newer than this program knows", { $0.describe = { $0.version = "2.0" } }),
        ]
        for codec in Compression.Codec.allCases {
            for (message, change) in laters {
                let directory = try written(codec, change)
                let error = #expect(throws: SnapshotError.self) { try verify(directory, level) }
                #expect(error?.kind == .unsupported)
                #expect(
                    error?.description.contains(message) == true, "\(String(describing: error))")
                let archive = [UInt8](directory.file("a").utf8)
                let restored = #expect(throws: SnapshotError.self) {
                    try Restoration(RestoreOptions(workers: 1))
                        .run(archive, to: [UInt8](directory.file("out").utf8))
                }
                #expect(restored?.kind == .unsupported)
                let listed = #expect(throws: SnapshotError.self) { try ArchiveListing(of: archive) }
                #expect(listed?.kind == .unsupported)
                #expect(try directory.names() == ["a"])
            }
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a footer of a later version is not damage`(codec: Compression.Codec) throws {
        let directory = try written(codec) { _ in }
        var bytes = try bytes(of: directory.file("a"))
        let reader = try ArchiveReader(OpenFile.open([UInt8](directory.file("a").utf8)))
        let start = Int(reader.archive.footer.fileOffset) + RecordContainer.prefixCount(codec)
        bytes[start + 8] = 2
        try directory.write(bytes, to: "a")
        // With a digest that is wrong now it is damage, with a right one another version's.
        #expect(try verify(directory).findings.first?.code == .footer)
        let digest = Hashing.digest(of: bytes[start..<start + 192]).bytes
        bytes.replaceSubrange(start + 192..<start + 224, with: digest)
        try directory.write(bytes, to: "a")
        let error = #expect(throws: SnapshotError.self) { try verify(directory) }
        #expect(error?.kind == .unsupported)
    }

    @Test func `what is not known and need not be is fine`() throws {
        let directory = try written(.zstd) { forgery in
            forgery.describe = { $0.version = "1.7" }
            Lie.edit(
                &forgery, "\"entries\":[\n{",
                "\"colours\":[\n{\"a\":[1]}\n],\n\"entries\":[\n{\"later\":{\"x\":1},")
            Lie.edit(&forgery, "\"totals\":{", "\"later\":true,\n\"totals\":{\"later\":\"x\",")
        }
        #expect(try verify(directory).findings == [])
    }

    @Test func `names that differ in the case of letters alone are told and no damage`() throws {
        let directory = try written(.zstd) {
            $0.units[0][1].entry.path = path("data/XXX/tree/BAD")
        }
        let report = try verify(directory)
        #expect(report.findings == [])
        let warning = try #require(report.warnings.first)
        #expect(warning.kind == .name)
        #expect(warning.subject == [UInt8]("data/XXX/tree/BAD".utf8))
    }

    @Test func `an archive without entries is not verified`() throws {
        let directory = try written(.zstd) { $0.units = [] }
        let report = try verify(directory)
        #expect(report.findings.contains { $0.message.contains("nothing was checked") })
    }
}
