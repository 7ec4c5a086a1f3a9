// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Publishing an archive")
struct PublishingTests {
    private func site(bytes count: Int = 300_000) throws -> BareSite {
        let site = try BareSite()
        for number in 0..<3 {
            try site.write(noise(count / 3, seed: UInt64(number)), to: "F\(number).DAT")
        }
        try site.directory.makeDirectory("out")
        return site
    }

    private func names(_ site: BareSite) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: site.directory.file("out"))
    }

    /// A destination that is refused; `SITE` and `OUT` stand for their paths.
    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let destination: String
        let kind: SnapshotError.Kind
        let message: String

        init(
            _ description: String, _ destination: String, _ kind: SnapshotError.Kind,
            _ message: String
        ) {
            testDescription = description
            self.destination = destination
            self.kind = kind
            self.message = message
        }

        static let all = [
            Refused("inside the site", "SITE/a", .refused, "would lie inside the site"),
            Refused("deep inside the site", "SITE/BOX/a", .refused, "would lie inside the site"),
            Refused("inside by a link", "OUT/in/a", .refused, "would lie inside the site"),
            Refused("inside by dots", "OUT/../site/SMS/a", .refused, "would lie inside the site"),
            Refused("an existing name", "OUT/taken", .refused, "exists already"),
            Refused("a dangling link's name", "OUT/dangling", .refused, "exists already"),
            Refused("an empty path", "", .usage, "\"\" is not the path of a file"),
            Refused("a slash at the end", "OUT/a/", .usage, "is not the path of a file"),
            Refused("dots", "OUT/..", .usage, "cannot be the name of a snapshot"),
            Refused("no directory", "OUT/none/a", .system, "cannot create archive"),
            Refused("a file as directory", "OUT/taken/a", .system, "cannot create archive"),
            Refused(
                "a name of 256 bytes", "OUT/" + String(repeating: "n", count: 256), .usage,
                "cannot be the name of a snapshot"),
            Refused("an odd name", "OUT/a%b", .usage, "cannot be the name of a snapshot"),
        ]
    }

    @Test(arguments: Refused.all)
    func `behaviour 20: a destination that would do harm is refused`(refused: Refused) throws {
        let site = try site()
        try site.shell(
            "mkdir BOX; cd ../../out; echo old > taken; ln -s ../site/SMS in; ln -s x dangling")
        let before = try (names(site).sorted(), TreeState(site.root))
        let path = refused.destination.replacing("SITE", with: site.root)
            .replacing("OUT", with: site.directory.file("out"))
        let options = try {
            var options = try SampleSite.options()
            options.name = nil
            return options
        }()
        let error = #expect(throws: SnapshotError.self) {
            try Capture(site.inputs, options: options).run(to: .file([UInt8](path.utf8)))
        }
        #expect(error?.kind == refused.kind)
        #expect(error?.message.contains(refused.message) == true, "\(error?.message ?? "")")
        #expect(try names(site).sorted() == before.0)
        #expect(try TreeState(site.root) == before.1)
        #expect(try bytes(of: site.directory.file("out/taken")) == [UInt8]("old\n".utf8))
    }

    @Test func `an empty path of a directory is not the root`() throws {
        let site = try site()
        let error = #expect(throws: SnapshotError.self) {
            try Capture(site.inputs, options: SampleSite.options()).run(to: .directory([]))
        }
        #expect(error?.kind == .usage)
        #expect(!FileManager.default.fileExists(atPath: "/A01-test.tar.zst"))
    }

    @Test func `a directory gets a name that is made`() throws {
        let site = try site()
        var options = try SampleSite.options(.gzip)
        options.name = nil
        let report = try Capture(site.inputs, options: options)
            .run(to: .directory(site.path("out")))
        #expect(report.path == site.path("out/XXX-20010909T014640Z.tar.gz"))
        #expect(report.isReadBack)
        #expect(try names(site) == ["XXX-20010909T014640Z.tar.gz"])
        var status = stat()
        #expect(stat(site.directory.file("out/XXX-20010909T014640Z.tar.gz"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o600)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `an interruption at any unit leaves nothing`(codec: Compression.Codec) throws {
        let site = try site(bytes: 9_000_000)
        var calls = 1
        while true {
            let asked = Counter()
            do {
                let limit = calls
                try site.capture(to: "out/a", codec, workers: 1 + calls % 3) {
                    $0.isInterrupted = { asked.next() >= limit }
                }
                break
            } catch let error as SnapshotError {
                #expect(error.kind == .interrupted)
            }
            #expect(try names(site) == [])
            calls += 1
        }
        #expect(calls > 4)
        #expect(try site.verify("out/a").findings == [])
    }

    @Test func `a full disk leaves nothing, at any size`() throws {
        let site = try site()
        for blocks in [0, 1, 2, 16, 64, 256] {
            let result = try StockTool.shell(
                "ulimit -f \(blocks); exec \"$@\"",
                [BuiltCommand.path, "capture"] + site.arguments
                    + ["-o", site.directory.file("out/a")])
            #expect(result.status == 1, "\(blocks): \(result.errors)")
            // The limit holds for the file that takes standard error, too.
            let message = "File too large"
            #expect(blocks < 16 || result.errors.contains(message), "\(result.errors)")
            #expect(try names(site) == [])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root may mount"))
    func `a file system without space leaves nothing`() throws {
        let site = try site()
        let out = site.directory.file("out")
        guard
            try StockTool.run("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", out]).status == 0
        else { return }  // A container whose root may not mount.
        defer { _ = try? StockTool.run("umount", [out]) }
        let error = #expect(throws: SnapshotError.self) { try site.capture(to: "out/a") }
        #expect(error?.kind == .system)
        #expect(error?.description.contains("No space left on device") == true)
        #expect(try names(site) == [])
    }

    @Test func `a full device at the other end of a stream is an error`() throws {
        let site = try site()
        let result = try StockTool.shell(
            "\"$@\" -o - > /dev/full", [BuiltCommand.path, "capture"] + site.arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains("No space left on device"), "\(result.errors)")
    }

    @Test func `a pipe that is closed early is an error`() throws {
        let site = try site(bytes: 3_000_000)
        let result = try StockTool.shell(
            "\"$@\" -o - | head -c 1000 > /dev/null; exit ${PIPESTATUS[0]}",
            [BuiltCommand.path, "capture"] + site.arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains("Broken pipe"), "\(result.errors)")
    }

    @Test func `behaviour 20: a name that somebody takes meanwhile is left alone`() throws {
        let site = try site()
        let asked = Counter()
        let path = site.directory.file("out/a")
        let error = #expect(throws: SnapshotError.self) {
            try site.capture(to: "out/a") {
                $0.isInterrupted = {
                    // Asked first when the directory was not yet listed.
                    if asked.next() == 2 {
                        _ = FileManager.default.createFile(atPath: path, contents: nil)
                    }
                    return false
                }
            }
        }
        #expect(error?.description.contains("File exists") == true)
        #expect(try bytes(of: path) == [])
        #expect(try names(site) == ["a"])
    }
}
