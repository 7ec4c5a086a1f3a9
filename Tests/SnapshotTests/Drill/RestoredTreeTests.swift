// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// What the comparison after a restore sees: each sort of difference is made once.
@Suite("Comparing what was restored")
struct RestoredTreeTests {
    /// Something that is done to restored files, and what has to be said of it.
    struct Tampering: Sendable, CustomTestStringConvertible {
        let line: String
        /// The path of each finding, and what its message begins with.
        var findings: [String] = []
        var aspects: [RestoredTreeReport.Aspect: Int] = [:]

        var testDescription: String { line }
    }

    static let tamperings = [
        Tampering(line: "true"),
        Tampering(line: "rm SMALL.DAT; touch -d @5 .", findings: ["XXX/tree/SMALL.DAT: missing"]),
        Tampering(
            line: "printf nex | dd of=SMALL.DAT conv=notrunc status=none; touch -d @5 SMALL.DAT",
            findings: ["XXX/tree/LINK.DAT: it has 3 bytes with SHA-256 "]),
        Tampering(
            line: "truncate -s 2999999 LARGE.BIN; touch -d @5 LARGE.BIN",
            findings: ["XXX/tree/LARGE.BIN: it has 2999999 bytes with SHA-256 "]),
        Tampering(
            line: "printf X | dd of=LARGE.BIN seek=2000000 bs=1 conv=notrunc status=none; "
                + "touch -d @5 LARGE.BIN",
            findings: ["XXX/tree/LARGE.BIN: it has 3000000 bytes with SHA-256 "]),
        Tampering(
            line: "cp -a LINK.DAT L; mv L LINK.DAT; touch -d @5 .",
            findings: ["XXX/tree/SMALL.DAT: it is not the same file as "]),
        Tampering(
            line: "ln -sf elsewhere SYM; touch -h -d @5 SYM .",
            findings: ["XXX/tree/SYM: it points to \"elsewhere\""]),
        Tampering(
            line: "rm SYM; mkdir SYM; touch -d @5 .",
            findings: [
                "XXX/tree/SYM: it is a directory now",
                "XXX/tree/SYM: a directory that the archive does not name",
            ]),
        Tampering(
            line: "echo more > BOX/MORE; touch -d @5 BOX",
            findings: ["XXX/tree/BOX: it holds 2 files and links, the archive names 1"]),
        Tampering(
            line: "mkdir NEW; touch -d @5 .",
            findings: ["XXX/tree/NEW: a directory that the archive does not name"]),
        Tampering(
            line: "mkdir ../other; touch -d '2001-09-09 01:46:40 UTC' ..",
            findings: ["XXX/other: a directory that the archive does not name"]),
        // Another name of the file shares its attributes: they are told once.
        Tampering(line: "touch -d @6 SMALL.DAT", aspects: [.modified: 1]),
        Tampering(line: "touch -h -d @6 SYM", aspects: [.modified: 1]),
        Tampering(line: "touch -d @6 BOX .", aspects: [.modified: 2]),
        Tampering(line: "chmod 600 LARGE.BIN; chmod 700 BOX", aspects: [.permissions: 2]),
        Tampering(line: "setfattr -x user.a LARGE.BIN", aspects: [.extended: 1]),
        Tampering(line: "setfattr -n user.a -v c LARGE.BIN", aspects: [.extended: 1]),
        Tampering(line: "setfacl -m u:7:r,m::r LARGE.BIN", aspects: [.extended: 1]),
        Tampering(line: "chmod u+s BOX/IN", aspects: [.setID: 1]),
    ]

    /// A site with a file of each sort, captured; all its times are those of five seconds past 1970.
    private func prepared() throws -> BareSite {
        let site = try BareSite()
        try site.write([UInt8]("new".utf8), to: "SMALL.DAT")
        try site.write(noise(3_000_000), to: "LARGE.BIN")
        try site.shell(
            """
            ln SMALL.DAT LINK.DAT; ln -s SMALL.DAT SYM; mkdir BOX; echo in > BOX/IN
            setfattr -n user.a -v b LARGE.BIN; mkdir EMPTY; echo odd > 'ODD%'
            find . -depth -exec touch -h -d @5 {} +
            """)
        try site.capture(to: "a")
        return site
    }

    /// Restores into a scratch directory, runs a line in the tree, and compares.
    private func compare(
        _ site: BareSite, after line: String, workers: Int = 2
    ) throws -> RestoredTreeReport {
        let scratch = try ScratchDirectory(in: try DirectoryHandle.open(site.path("site")))
        defer { #expect(throws: Never.self) { try scratch.remove() } }
        let out = String(decoding: scratch.path, as: UTF8.self) + "/restored"
        var options = RestoreOptions(workers: workers)
        options.isInterrupted = { false }
        let restored = try Restoration(options).run(site.path("a"), to: [UInt8](out.utf8))
        #expect(restored.notRestored == [])
        let shell = try StockTool.shell("set -e; " + line, in: out + "/XXX/tree")
        try #require(shell.status == 0, "\(shell.errors)")
        let reader = try ArchiveReader(
            ArchiveSource.open(site.path("a"), identities: .none).source)
        let stages = try RestoredTreeStages(
            reader, try scratch.handle.directory(at: [UInt8]("restored".utf8)),
            ArchiveJudging(reader).collector, left: [], isInterrupted: { false })
        try OrderedPipeline(workers: workers).run(stages)
        var report = stages.report
        report.findings += try stages.census.findings(
            scratch, destination: [UInt8]("restored".utf8))
        return report
    }

    @Test(arguments: tamperings) func `sees what was done, and nothing else`(
        tampering: Tampering
    ) throws {
        let site = try prepared()
        for workers in [1, 4] {
            let report = try compare(site, after: tampering.line, workers: workers)
            let findings = report.findings.map { "\($0.path.map { "\($0)" } ?? ""): \($0.message)" }
            #expect(findings.count == tampering.findings.count, "\(findings)")
            for (found, expected) in zip(findings, tampering.findings) {
                #expect(found.hasPrefix(expected), "\(found)")
            }
            #expect(report.tallies.mapValues(\.count) == tampering.aspects)
            #expect(report.failures == [])
            #expect(report.entries > 10)
        }
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root may give a file away"))
    func `another owner is counted`() throws {
        let report = try compare(try prepared(), after: "chown 12:34 LARGE.BIN BOX")
        #expect(report.findings == [])
        #expect(report.tallies.mapValues(\.count) == [.owner: 2])
        #expect(report.warnings.count == 1)
        #expect(report.warnings.allSatisfy { $0.needsAttention })
    }

    @Test(arguments: [false, true]) func `an archive with nothing in it never passes`(
        hasDirectory: Bool
    ) throws {
        let site = try BareSite()
        try site.shell("rm SYSTEM.MAP" + (hasDirectory ? "; mkdir BOX" : ""))
        try site.capture(to: "a")
        var options = DrillOptions(workers: 1)
        options.scratch = site.path("")
        let report = try Drill(options).run(site.path("a"))
        #expect(report.hasFindings)
        #expect(!report.isProven)
        #expect(report.restoration == nil)
        #expect(report.findings.map(\.code) == [.manifest], "\(report.findings)")
        #expect(try site.directory.names().sorted() == ["a", "site"])
    }
}
