// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Round trip")
struct RoundTripTests {
    @Test(arguments: Compression.Codec.allCases)
    func `a site with every oddity comes back as it was`(codec: Compression.Codec) throws {
        let site = try SampleSite(quirks: true)
        let archive = site.directory.file("a\(codec.fileExtension)")
        let report = try Capture(site.inputs, options: SampleSite.options(codec))
            .run(to: .file([UInt8](archive.utf8)))
        #expect(report.warnings.allSatisfy { !$0.needsAttention })

        let verified = try Verification(level: .full, workers: 2).run([UInt8](archive.utf8))
        #expect(verified.findings.isEmpty)
        #expect(verified.filesChecked > 600)

        let destination = site.directory.file("restored")
        let restored = try Restoration(RestoreOptions(workers: 2))
            .run([UInt8](archive.utf8), to: [UInt8](destination.utf8))
        #expect(restored.notRestored.isEmpty)
        #expect(restored.findings.isEmpty)
        #expect(restored.warnings.isEmpty && restored.attributes.isEmpty)
        var before = try TreeState(site.root)
        // A FIFO has no content to capture; it is named in the report instead.
        before.nodes["QUIRKS/QUEUE.PIP"] = nil
        let after = try TreeState(destination + "/A01/tree")
        #expect(before.differences(from: after) == [])
    }

    /// The lists and the manifest are then cut in the middle of a block.
    @Test(arguments: Compression.Codec.allCases)
    func `lists of several units do not move what follows them`(codec: Compression.Codec) throws {
        let site = try BareSite()
        let name = String(repeating: "N", count: 180)
        for number in 0..<9_000 { try site.write([], to: "\(number)\(name)") }
        try site.capture(to: "a", codec)
        let report = try site.verify("a")
        #expect(report.findings == [])
        #expect(report.filesChecked > 9_000)
        let listed = try StockTool.shell(
            "tar tf \"$1\" | tail -n 2", [site.directory.file("a")])
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(listed.text.contains("smsbackup/manifest.json"))
        #expect(listed.text.hasSuffix("/tagmanifest-sha256.txt\n"))
    }
}
