// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("bsdtar, 7-Zip, BusyBox and Python")
struct OtherUnpackerTests {
    /// A tool, how it is called, and what of the attributes it brings back.
    struct Tool: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let program: String
        let line: String
        let codec: Compression.Codec
        let promise: Promise

        init(_ program: String, _ codec: Compression.Codec, _ line: String, _ promise: Promise) {
            testDescription = line
            self.program = program
            self.line = line
            self.codec = codec
            self.promise = promise
        }
    }

    private static let python = #"""
        python3 -c 'import sys, tarfile
        tarfile.open(sys.argv[1], sys.argv[2]).extractall(".")' "$1"
        """#

    // libarchive takes -2.75 for -1.25.
    private static let readByLibarchive = Promise.all.subtracting(.timesBefore1970)

    static let tools: [Tool] = [
        Tool("bsdtar", .zstd, #"bsdtar xf "$1""#, readByLibarchive),
        Tool("bsdtar", .gzip, #"bsdtar xf "$1""#, readByLibarchive),
        Tool("bsdtar", .zstd, #"bsdtar -xf - < "$1""#, readByLibarchive),
        Tool("bsdtar", .gzip, #"bsdtar -xf - < "$1""#, readByLibarchive),
        // 7-Zip has a status of its own for names that are not UTF-8, and whole seconds.
        Tool(
            "7zz", .zstd, #"7zz x -bd "$1" && { 7zz x -bd A01-test.tar || test $? = 1; }"#,
            [.linkTimes, .directoryTimes, .timesBefore1970]),
        Tool(
            "7zz", .gzip, #"7zz x -bd "$1" && { 7zz x -bd A01-test.tar || test $? = 1; }"#,
            [.linkTimes, .directoryTimes, .timesBefore1970]),
        Tool(
            "7zz", .zstd, #"7zz x -bd -so "$1" | { 7zz x -bd -si -ttar || test $? = 1; }"#,
            [.linkTimes, .directoryTimes, .timesBefore1970]),
        Tool(
            "7zz", .gzip, #"7zz x -bd -so "$1" | { 7zz x -bd -si -ttar || test $? = 1; }"#,
            [.linkTimes, .directoryTimes, .timesBefore1970]),
        // BusyBox makes symbolic links last, which moves the times of their directories.
        Tool("busybox", .gzip, #"busybox tar xzf "$1""#, [.owners, .setIDs]),
        Tool("busybox", .zstd, #"zstd -dc "$1" | busybox tar x"#, [.owners, .setIDs]),
        // Python computes times as floating point numbers, about 100 ns wide.
        Tool(
            "python3", .gzip, "\(python) r:gz",
            [.owners, .setIDs, .directoryTimes, .timesBefore1970]),
        Tool(
            "python3", .gzip, "\(python) 'r:*'",
            [.owners, .setIDs, .directoryTimes, .timesBefore1970]),
    ]

    @Test(arguments: tools.filter { StockTool.isThere($0.program) })
    func `gives the identical tree`(tool: Tool) throws {
        let archived = try ArchivedSite.odd.get()
        let extraction = try Extraction(tool.line, of: archived, tool.codec)
        #expect(extraction.result.status == 0, "\(extraction.result.errors)")
        var promise = tool.promise
        if !Privileges.isRoot { promise.subtract([.owners, .setIDs]) }
        try extraction.completedPayload().expectEqual(archived.payload(), promise: promise)
        let sums = try extraction.inBag(
            "sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt "
                + "smsbackup/overlay.sha256")
        #expect(sums.status == 0, "\(sums.errors)")
    }

    @Test(.enabled(if: StockTool.isThere("bsdtar") && StockTool.isThere("getfattr")))
    func `bsdtar brings back attributes whose names need no escape`() throws {
        let archived = try ArchivedSite.odd.get()
        let extraction = try Extraction(#"bsdtar xf "$1""#, of: archived, .zstd)
        _ = try extraction.completedPayload()
        func relevant(_ directory: String) throws -> [String] {
            // bsdtar takes "%3D" in a keyword for the name itself, and knows no user beyond 2^31−1.
            try Attributes.listed(below: directory).filter { !$0.hasPrefix("user.equal") }
                .map { $0.replacing("user:3000000000:", with: "user:2147483647:") }
        }
        let found = try relevant(extraction.bag + "/data/A01/tree")
        #expect(try found.difference(from: relevant(archived.site.root)).isEmpty)
    }
}
