// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

/// The runner of the measurements, with small inputs and one run of each: that what it says is so,
/// not how fast anything is.
@Suite("Benchmarks", .enabled(if: StockTool.isThere("cc") && StockTool.isThere("bsdtar")))
struct BenchmarkTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["results", "work"] {
            try FileManager.default.createDirectory(
                atPath: directory.file(name), withIntermediateDirectories: true)
        }
        try Data("before\n<!-- begin peers -->\nold\n<!-- end peers -->\nafter\n".utf8).write(
            to: URL(fileURLWithPath: directory.file("tables.md")))
    }

    private func measure(
        _ arguments: [String], command: String = BuiltCommand.path
    ) throws -> StockTool.Result {
        try StockTool.run(
            "\(StockTool.repository)/Benchmarks/run",
            arguments + [
                "--quick", "--smsbackup", command, "--work", directory.file("work"), "--results",
                directory.file("results"),
            ])
    }

    private func isEmpty(_ name: String) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: directory.file(name)).isEmpty
    }

    @Test func `the level that is held to the targets is the default`() throws {
        let source = StockTool.repository + "/Benchmarks/measuring/contestants.py"
        let level = try #require(Compression(.zstd)?.level)
        let text = try String(contentsOfFile: source, encoding: .utf8)
        #expect(text.contains("\nLEVEL = \(level) "))
    }

    @Test func `every discipline is measured and entered in the document`() throws {
        let result = try measure([
            "peers", "--input", "site", "--only", "ours zstd 2", "--only", "ours,", "--only",
            "ours full", "--only", "zstd -", "--only", "tar |", "--only", "tar -", "--docs",
            directory.file("tables.md"),
        ])
        #expect(result.status == 0, "\(result.errors)")
        let tables = try String(contentsOfFile: directory.file("tables.md"), encoding: .utf8)
        #expect(tables.hasPrefix("before\n<!-- begin peers -->\n"))
        #expect(tables.hasSuffix("<!-- end peers -->\nafter\n"))
        #expect(!tables.contains("old\n"))
        for row in [
            "| ours zstd 2, 2 workers | 1 |", "| ours zstd 2, 1 worker | 1 |",
            "| tar \\| zstd -3 -T2 | 1 |", "| ours full, 2 workers | 1 |", "| zstd -t | 1 |",
            "| ours, 2 workers | 1 |", "| zstd -dc \\| tar -x | 1 |", "| ours, end | 1 |",
            "| tar --zstd -x, start | 1 |", "| bsdtar -xq, middle | 1 |",
        ] {
            #expect(tables.contains("\n" + row), "no row \(row) in \(tables)")
        }
        #expect(!tables.contains("failed"), "\(tables)")
        #expect(tables.contains("A trial with small inputs"))
        #expect(try isEmpty("work"))
    }

    @Test func `large things are measured on a small scale`() throws {
        let result = try measure(["large"])
        #expect(result.status == 0, "\(result.errors)")
        for row in [
            "| 2,000 files | restore |", "| one file of 0.2 GB | restore |",
            "| 5 archives | verify all 5 |", "- 5 archives: copies of one archive of",
        ] {
            #expect(result.text.contains("\n" + row), "no \(row) in \(result.text)")
        }
        #expect(try isEmpty("work"))
    }

    @Test func `a cold disk is measured, or said to be out of reach`() throws {
        let result = try measure(["cold", "--only", "tar to nowhere", "--disk", "/var/tmp"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.text.contains("\n| capture | tar to nowhere | 1 |")
                || result.text.contains("\nnot measured: "), "\(result.text)")
        #expect(try isEmpty("work"))
    }

    @Test func `a command that does nothing has no figures`() throws {
        // true(1) ends with 0 at once: fast, and nothing is there afterwards.
        let result = try measure(
            [
                "peers", "--input", "site", "--only", "ours zstd 2", "--only", "ours full",
                "--only",
                "ours, 2",
            ], command: "/bin/true")
        #expect(result.status == 1)
        #expect(!result.text.contains("| ours"), "\(result.text)")
        #expect(
            result.text.contains("**ours zstd 2, 2 workers: failed, its figures are dropped.**"))
        #expect(result.text.contains("**ours full, 2 workers: failed"))
        #expect(result.text.contains("**ours, 2 workers: failed"))
        #expect(try isEmpty("work"))
    }

    @Test func `a command that fails has no figures`() throws {
        let result = try measure(["large"], command: "/bin/false")
        #expect(result.status == 1)
        #expect(result.text.contains("- 2,000 files: **failed.**"))
        #expect(!result.text.contains("| 2,000 files"), "\(result.text)")
    }
}
