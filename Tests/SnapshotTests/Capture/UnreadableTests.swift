// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Files that cannot be read")
struct UnreadableTests {
    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.write(noise(1_000), to: "SECRET.DAT")
        try site.write(noise(3_000_000), to: "LARGE.BIN")
        try site.shell(
            """
            mkdir LOCKED; echo in > LOCKED/IN; ln SECRET.DAT LINK.DAT
            chmod 600 SECRET.DAT LARGE.BIN; chmod 700 LOCKED
            cd ../..; chmod 755 .; mkdir -m 777 out
            """)
        return site
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `the capture is refused before anything is written`() throws {
        let site = try site()
        let result = try OrdinaryUser.run(
            ["capture"] + site.arguments + ["-o", site.directory.file("out/a")])
        #expect(result.status == 1)
        #expect(result.errors.contains("cannot be"), "\(result.errors)")
        #expect(result.errors.contains("(and 3 more; see plan)"), "\(result.errors)")
        #expect(result.errors.contains("--allow-unreadable"), "\(result.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: site.directory.file("out")) == [])
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `the rest is captured when that is allowed`() throws {
        let site = try site()
        let result = try OrdinaryUser.run(
            ["capture"] + site.arguments + [
                "--allow-unreadable", "-o", site.directory.file("out/a"),
            ])
        #expect(result.status == 3, "\(result.errors)")
        for name in ["SECRET.DAT", "LINK.DAT", "LARGE.BIN", "LOCKED"] {
            #expect(result.errors.contains("\(site.root)/\(name)\": cannot be"), "\(name)")
        }
        let report = try site.verify("out/a")
        #expect(report.findings == [])
        // The directory is named twice: it can neither be listed nor opened for its attributes.
        let subjects = Set(report.warnings.filter { $0.kind == .notCaptured }.map(\.subject))
        #expect(subjects.count == 4)
        try site.restore("out/a", to: "restored")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: site.directory.file("restored/XXX/tree"))
        #expect(names.contains("SYSTEM.MAP"))
        #expect(!names.contains("SECRET.DAT"))
    }

    @Test func `a file that vanishes fails the capture unless that is allowed`() throws {
        for isAllowed in [false, true] {
            let site = try BareSite()
            for name in ["SMALL.DAT", "OTHER.DAT"] { try site.write(noise(100), to: name) }
            try site.write(noise(3_000_000), to: "LARGE.BIN")
            let calls = Counter()
            let root = site.root
            var inputs = site.inputs
            inputs.allowsUnreadable = isAllowed
            var options = try SampleSite.options()
            options.isInterrupted = {
                // Asked first when the directory was not yet listed.
                if calls.next() == 2 {
                    for name in ["SMALL.DAT", "LARGE.BIN"] { unlink("\(root)/\(name)") }
                }
                return false
            }
            do {
                let report = try Capture(inputs, options: options).run(to: .file(site.path("a")))
                #expect(isAllowed)
                #expect(
                    Set(report.warnings.filter { $0.kind == .notCaptured }.map(\.description)) == [
                        "\"\(root)/SMALL.DAT\": cannot be read: No such file or directory",
                        "\"\(root)/LARGE.BIN\": cannot be read: No such file or directory",
                    ])
                #expect(try site.verify("a").findings == [])
            } catch let error as SnapshotError {
                #expect(!isAllowed)
                #expect(error.kind == .system)
                #expect(error.message.hasPrefix("cannot capture \"\(root)/"))
                #expect(try site.directory.names() == ["site"])
            }
        }
    }
}
