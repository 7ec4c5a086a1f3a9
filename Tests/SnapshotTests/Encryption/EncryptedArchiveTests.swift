// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

@Suite("Encrypted archives")
struct EncryptedArchiveTests {
    private let recipient = AgeImage.Recipient()

    @Test(arguments: Compression.Codec.allCases)
    func `restoring one component decrypts the chunks that hold it, and the end`(
        codec: Compression.Codec
    ) throws {
        let archive = try bytes(of: ArchivedSite.plain.get().archive(codec))
        let scratch = try AgeScratch(AgeImage(archive, for: [recipient]).bytes())
        let seen = Mutex<Set<UInt64>>([])
        let file = try AgeFile(OpenFile.open(scratch.path), identities: recipient.identities) {
            chunk in _ = seen.withLock { $0.insert(chunk) }
        }
        let directory = try TemporaryDirectory()
        var options = RestoreOptions(workers: 2)
        options.components = [.registry]
        let report = try Restoration(options).restore(
            .age(file), of: scratch.path, to: [UInt8](directory.file("out").utf8))
        #expect(report.findings == [])
        let restored = directory.file("out/A01/registry/sms-registry.reg")
        let source = try ArchivedSite.plain.get().site.path("backup/sms-registry.reg")
        #expect(isSame(try bytes(of: restored), try bytes(of: source)))

        let reader = try ArchiveReader(.age(file))
        let size = UInt64(AgePayload.chunkSize)
        var needed = Set(reader.archive.footer.firstMetaFileOffset / size...(file.size - 1) / size)
        var cursor = try EntryCursor(reader)
        for unit in reader.units[..<reader.payloadUnitCount] {
            let step = try cursor.step(unit)
            if step.entries.contains(where: { $0.entry.component == .registry }) {
                needed.formUnion(unit.fileOffset / size...(unit.sealOffset - 1) / size)
            }
        }
        let all = (UInt64(archive.count) + size - 1) / size
        #expect(seen.withLock { $0 } == needed)
        #expect(needed.count < all / 2, "\(needed.count) of \(all)")
    }

    /// Damage of one chunk is what 64 KiB of zeros are in the archive without its encryption: the
    /// same findings, and the same files come back.
    @Test(arguments: Compression.Codec.allCases)
    func `damage of any chunk hits what lies in it`(codec: Compression.Codec) throws {
        let site = try BareSite()
        for number in 0..<6 {
            try site.write(noise(40_000, seed: UInt64(number)), to: "BOX/F\(number).DAT")
        }
        // Two units, of which little is left when they are compressed.
        let spaces = [UInt8](repeating: 0x20, count: 2_000_000)
        try site.write(noise(200_000, seed: 98) + spaces + noise(90_000, seed: 99), to: "LARGE.BIN")
        try site.capture(to: "good", codec)
        let good = try bytes(of: site.directory.file("good"))
        let image = try AgeImage(good, for: [recipient])
        let (sealed, start) = (try image.bytes(), image.header().count + AgePayload.nonceSize)
        let source = try TreeState(site.root)
        for chunk in image.chunks.indices {
            let first = chunk * AgePayload.chunkSize
            let range = first..<min(first + AgePayload.chunkSize, good.count)
            let zeros = [UInt8](repeating: 0, count: range.count)
            try site.directory.write(
                Damage.replaced(range, by: zeros).applied(to: good), to: "zeroed")
            var spoiled = sealed
            spoiled[start + chunk * AgePayload.sealedSize + 17] ^= 0x10
            try site.directory.write(spoiled, to: "spoiled")
            for level in VerificationLevel.allCases {
                let plain = try site.verify("zeroed", level)
                let found = try Verification(
                    level: level, workers: 2, identities: recipient.identities
                ).run(site.path("spoiled"))
                let (layer, rest) = (
                    found.findings.filter { $0.code == .encryption },
                    found.findings.filter { $0.code != .encryption }
                )
                #expect(layer.map { $0.message.hasPrefix("chunk \(chunk) of") } == [true])
                #expect(rest == plain.findings, "chunk \(chunk), \(level)")
                #expect(found.filesChecked == plain.filesChecked)
            }
            try compareRestores(site, chunk, source)
        }
    }

    private func compareRestores(_ site: BareSite, _ chunk: Int, _ source: TreeState) throws {
        let plain = Result { try site.restore("zeroed", to: "plain\(chunk)") }
        let identities = try recipient.identities
        let found = Result {
            try site.restore("spoiled", to: "out\(chunk)") { $0.identities = identities }
        }
        switch (plain, found) {
        case (.failure(let plain as SnapshotError), .failure(let found as SnapshotError)):
            // Neither can be opened: the manifest lies in the chunk.
            #expect(plain.kind == .damaged)
            #expect(found.kind == .damaged)
        case (.success(let plain), .success(let found)):
            #expect(found.notRestored == plain.notRestored)
            #expect(found.findings.filter { $0.code != .encryption } == plain.findings)
            #expect(found.created == plain.created)
            // The files that are there have their bytes.
            let restored = try TreeState(site.directory.file("out\(chunk)/XXX/tree"))
            for (name, node) in restored.nodes where !node.content.isEmpty {
                #expect(isSame(node.content, source.nodes[name]?.content ?? []), "\(name)")
            }
        default: Issue.record("chunk \(chunk): \(plain), \(found)")
        }
    }

    @Test func `an archive that is not encrypted needs no identity and ignores one`() throws {
        let site = try BareSite()
        try site.capture(to: "good")
        let report = try Verification(
            level: .full, workers: 1, identities: recipient.identities
        ).run(site.path("good"))
        #expect(report.findings == [])
    }
}
