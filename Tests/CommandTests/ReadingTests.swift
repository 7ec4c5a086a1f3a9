// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

/// What is read of an archive, counted from outside.
@Suite("Reading", .enabled(if: Tracing.isPossible, "strace cannot trace here"))
struct ReadingTests {
    @Test(arguments: [true, false], [["list"], ["show"], ["show", "--manifest"]])
    func `list and show read the end and the metadata, nothing else`(
        isZstd: Bool, command: [String]
    ) throws {
        let archive = try Layout(isZstd: isZstd)
        let reads = try Tracing.reads(of: archive.path, by: command + [archive.path])
        #expect(!reads.isEmpty)
        #expect(reads.allSatisfy { $0.lowerBound >= archive.metadata })
        #expect(reads.map(\.count).reduce(0, +) <= 5 * (archive.size - archive.metadata))
    }

    @Test(arguments: [true, false])
    func `the page on restoring takes the archive's first units beside that`(
        isZstd: Bool
    ) throws {
        let archive = try Layout(isZstd: isZstd)
        let reads = try Tracing.reads(
            of: archive.path, by: ["show", "--restore-guide", archive.path])
        let payload = reads.filter { $0.lowerBound < archive.metadata }
        #expect(!payload.isEmpty)
        #expect(payload.allSatisfy { $0.upperBound <= archive.units[2] })
    }

    @Test(arguments: [true, false], ["quick", "full"])
    func `verify reads every byte of the payload once`(isZstd: Bool, level: String) throws {
        let archive = try Layout(isZstd: isZstd)
        let reads = try Tracing.reads(
            of: archive.path, by: ["verify", "--level", level, archive.path])
        // Behind the archive's own files, which are compared with one another.
        let payload = reads.filter { (archive.units[2]..<archive.metadata).contains($0.lowerBound) }
            .sorted { $0.lowerBound < $1.lowerBound }
        var end = archive.units[2]
        for read in payload {
            #expect(read.lowerBound == end)
            end = read.upperBound
        }
        #expect(end == archive.metadata)
    }

    @Test(arguments: [true, false])
    func `restore of one small file reads its own unit beside that`(isZstd: Bool) throws {
        let archive = try Layout(isZstd: isZstd)
        let directory = try TemporaryDirectory()
        let reads = try Tracing.reads(
            of: archive.path,
            by: ["restore", archive.path, directory.file("out"), "--component", "registry"])
        let payload = reads.filter { $0.lowerBound < archive.metadata }
        #expect(!payload.isEmpty)
        // The registry export lies in the first unit of the payload, the third of all.
        #expect(
            payload.allSatisfy {
                $0.lowerBound >= archive.units[2] && $0.upperBound <= archive.units[3]
            })
    }
}

/// Where the parts of an archive lie, from its own manifest.
private struct Layout {
    let path: String
    let size: Int
    /// Where each unit before the metadata begins.
    let units: [Int]
    /// Where the first unit with metadata begins.
    let metadata: Int

    init(isZstd: Bool) throws {
        path = isZstd ? try Session.site.zstdArchive : try Session.site.gzipArchive
        size = try bytes(of: path).count
        let show = try BuiltCommand.run(["show", "--manifest", path])
        let lines = show.text.split(separator: "\n").filter { $0.hasPrefix("[") }
        let numbers = lines.map { line in
            line.dropFirst().split(separator: ",").prefix(2).compactMap { Int($0) }
        }
        units = numbers.map { $0[0] }
        // Behind a unit lies its seal, in a container of its own.
        let last = try #require(numbers.last)
        metadata = last[0] + last[1] + (isZstd ? 136 : 154)
    }
}

/// System calls as strace(1) sees them.
private enum Tracing {
    static let isPossible: Bool =
        (try? StockTool.run("strace", ["-o", "/dev/null", "true"]).status == 0) ?? false

    /// The ranges that a run of the command read of a file.
    static func reads(of path: String, by arguments: [String]) throws -> [Range<Int>] {
        let directory = try TemporaryDirectory()
        let log = directory.file("log")
        let calls = "trace=openat,read,readv,pread64,preadv,preadv2,mmap,sendfile,copy_file_range"
        let result = try StockTool.run(
            "strace",
            ["-ff", "-s", "0", "-e", calls, "-P", path, "-o", log, BuiltCommand.path] + arguments)
        try #require(result.status == 0, "\(result.errors)")
        // A log for each thread: in one for all, a call that another one cuts in two is no line.
        let logs = try directory.names().filter { $0.hasPrefix("log.") }
        let lines = try logs.flatMap { name in
            String(decoding: try bytes(of: directory.file(name)), as: UTF8.self)
                .split(separator: "\n")
        }
        return try lines.compactMap { line in
            if line.contains("openat(") || line.contains("+++") { return nil }
            // pread64(3, ""..., 232, 1221103) = 232
            let match = try #require(
                line.firstMatch(of: /pread64\(.*, ([0-9]+)\) += ([0-9]+)$/), "\(line)")
            let start = try #require(Int(match.1))
            return start..<(start + (Int(match.2) ?? 0))
        }
    }
}
