// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Restoring never leaves the destination")
struct RestoreSafetyTests {
    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.write([UInt8]("secret".utf8), to: "BOX/FILE.DAT")
        try site.write(noise(3_000_000), to: "BOX/LARGE.BIN")
        try site.shell("ln BOX/FILE.DAT BOX/LINK.DAT; ln -s x BOX/SYM; mkdir BOX/SUB")
        try site.capture(to: "a")
        try site.directory.makeDirectory("outside")
        try site.directory.write([UInt8]("mine".utf8), to: "outside/victim")
        return site
    }

    @Test(arguments: RestoreOptions.Overwrite.allCases, ["XXX", "XXX/tree", "XXX/tree/BOX"])
    func `a link in the place of a directory is not followed`(
        overwrite: RestoreOptions.Overwrite, link: String
    ) throws {
        let site = try site()
        let parent = link.split(separator: "/").dropLast().joined(separator: "/")
        try site.directory.makeDirectory("out/\(parent)")
        try StockTool.run(
            "ln", ["-s", site.directory.file("outside"), site.directory.file("out/\(link)")])
        let report = try site.restore("a", to: "out") { $0.overwrite = overwrite }
        #expect(report.notRestored.contains { $0.path.description.hasPrefix("XXX/tree/BOX/") })
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: site.directory.file("outside"))
                == ["victim"])
        #expect(try bytes(of: site.directory.file("outside/victim")) == [UInt8]("mine".utf8))
    }

    @Test(
        arguments: RestoreOptions.Overwrite.allCases,
        ["FILE.DAT", "LARGE.BIN", "LINK.DAT", "SYM", "SUB"])
    func `a link in the place of a file is not followed`(
        overwrite: RestoreOptions.Overwrite, name: String
    ) throws {
        let site = try site()
        try site.directory.makeDirectory("out/XXX/tree/BOX")
        let place = site.directory.file("out/XXX/tree/BOX/\(name)")
        try StockTool.run("ln", ["-s", site.directory.file("outside/victim"), place])
        let report = try site.restore("a", to: "out") { $0.overwrite = overwrite }
        #expect(try bytes(of: site.directory.file("outside/victim")) == [UInt8]("mine".utf8))
        if overwrite == .never || overwrite == .keep || name == "SUB" {
            #expect(report.notRestored.contains { "\($0.path)" == "XXX/tree/BOX/\(name)" })
        } else {
            #expect(report.notRestored == [])
            #expect(
                try StockTool.run("readlink", [place]).text
                    != "\(site.directory.file("outside/victim"))\n")
        }
    }

    @Test(arguments: [false, true])
    func `an entry outside data and overlay is not restored`(isDryRun: Bool) throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.units[0][0].entry.path = path("smsbackup/XXX/evil")
        forgery.units[1].append(Forgery.Member("other/EVIL.DIR", .directory))
        forgery.units[1].append(
            Forgery.Member("other/EVIL.LNK", .symbolicLink(target: [UInt8]("/etc".utf8))))
        try forgery.write(to: "a", in: directory.path)
        var options = RestoreOptions(workers: 2)
        options.isDryRun = isDryRun
        let report = try Restoration(options)
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        let reason = "the entry lies outside data/ and overlay/"
        #expect(
            Set(report.notRestored.map { "\($0.path): \($0.reason)" }) == [
                "XXX/evil: \(reason)", "EVIL.DIR: \(reason)", "EVIL.LNK: \(reason)",
            ])
        if isDryRun { return }
        #expect(
            try TreeState(directory.file("out")).nodes.keys.sorted() == [
                ".", "XXX", "XXX/tree", "XXX/tree/good",
            ])
    }

    @Test func `a frame with a wrong checksum is damage to verify, and its files are restored`()
        throws
    {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.repack[0] = { bytes, codec in
            let (raw, frame) = (ByteBuffer(capacity: bytes.count), ByteBuffer(capacity: 64))
            raw.append(bytes)
            try compression(codec).makeCompressor().compress(raw, into: frame)
            var wrong = frame.bytes
            wrong[wrong.count - 1] ^= 1
            return (wrong, bytes.count)
        }
        try forgery.write(to: "a", in: directory.path)
        let archive = [UInt8](directory.file("a").utf8)
        // Stock tools refuse the frame; every file in it has its SHA-256.
        let report = try Verification(level: .full, workers: 1).run(archive)
        #expect(Set(report.findings.map(\.code)).contains(.decompression))
        let restored = try Restoration(RestoreOptions(workers: 2))
            .run(archive, to: [UInt8](directory.file("out").utf8))
        #expect(restored.notRestored.isEmpty && restored.findings.isEmpty)
        let good = directory.file("out/XXX/tree/good")
        #expect(try StockTool.run("cat", [good]).text == "good\n")
    }

    @Test func `a file below a link of the archive's own is not written through it`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("outside")
        var forgery = Forgery()
        forgery.units[0] = [
            Forgery.Member(
                "overlay/XXX/tree/link",
                .symbolicLink(target: [UInt8](directory.file("outside").utf8))),
            Forgery.Member(file: "link/evil", [UInt8]("evil".utf8)),
            Forgery.Member(file: "good", [UInt8]("good".utf8)),
        ]
        try forgery.write(to: "a", in: directory.path)
        let report = try Restoration(RestoreOptions(workers: 1))
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.file("outside")) == [])
        #expect(!report.notRestored.isEmpty)
        #expect(try bytes(of: directory.file("out/XXX/tree/good")) == [UInt8]("good".utf8))
    }

    @Test func `a link to a file that the archive does not hold is not made`() throws {
        let directory = try TemporaryDirectory()
        let secret = [UInt8]("secret".utf8)
        var forgery = Forgery()
        forgery.units[0] = [
            Forgery.Member(
                "data/XXX/tree/bad",
                .hardLink(
                    to: SnapshotTests.path("data/XXX/tree/there"), size: 6,
                    digest: Hashing.digest(of: secret)))
        ]
        try forgery.write(to: "a", in: directory.path)
        try directory.makeDirectory("out/XXX/tree")
        try directory.write(secret, to: "out/XXX/tree/there")
        let report = try Restoration(RestoreOptions(workers: 1))
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        #expect(
            report.notRestored.map(\.reason) == [
                "\"XXX/tree/there\", which it is a link to, was not restored"
            ])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.file("out/XXX/tree")) == [
                "there"
            ])
    }

    @Test func `bytes in what is called a hole are written`() throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        let content = noise(700_000)
        forgery.units[0] = [Forgery.Member(file: "small", content)]
        forgery.units[0][0].entry.dataRanges = [5..<9, 300_000..<300_001]
        forgery.units.insert([Forgery.Member(file: "large", content)], at: 1)
        forgery.units[1][0].split = 250_000
        forgery.units[1][0].entry.dataRanges = []
        try forgery.write(to: "a", in: directory.path)
        let report = try Restoration(RestoreOptions(workers: 2))
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        #expect(report.notRestored == [])
        #expect(try isSame(bytes(of: directory.file("out/XXX/tree/small")), content))
        #expect(try isSame(bytes(of: directory.file("out/XXX/tree/large")), content))
    }

    /// What a manifest promises is counted before anybody sees that the tar does not have it.
    @Test(arguments: [[], ["*.DAT"]], [false, true])
    func `sizes that no number holds together are refused like others`(
        patterns: [String], isDryRun: Bool
    ) throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.units[0] = (0..<5).map { Forgery.Member(file: "\($0).DAT", [0x61]) }
        forgery.editManifest = {
            $0.replacingOccurrences(of: "\"s\":1,", with: "\"s\":4611686018427387904,")
        }
        try forgery.write(to: "a", in: directory.path)
        var options = RestoreOptions(workers: 2)
        options.isDryRun = isDryRun
        options.patterns = patterns.map { NamePattern($0) }
        func restore() throws -> RestoreReport {
            try Restoration(options).run(
                [UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        }
        if isDryRun {
            // It looks at the manifest only.
            #expect(try restore().bytes == .max)
        } else {
            let error = #expect(throws: SnapshotError.self) { try restore() }
            #expect(error?.description.contains("does not lie in the units where") == true)
        }
    }

    @Test func `an interrupted restore leaves no part of a file`() throws {
        let site = try BareSite()
        try site.write(noise(9_000_000), to: "LARGE.BIN")
        try site.capture(to: "a")
        for limit in 1...6 {
            let calls = Counter()
            let error = #expect(throws: SnapshotError.self) {
                try site.restore("a", to: "out\(limit)", workers: 1 + limit % 2) {
                    $0.isInterrupted = { calls.next() >= limit }
                }
            }
            #expect(error?.kind == .interrupted)
            let large = site.directory.file("out\(limit)/XXX/tree/LARGE.BIN")
            let size = try? FileManager.default.attributesOfItem(atPath: large)[.size] as? Int
            #expect(size == nil || size == 9_000_000, "\(limit)")
        }
    }
}
