// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Scratch directories")
struct ScratchDirectoryTests {
    private func scratch(
        in directory: TemporaryDirectory
    ) throws -> (scratch: ScratchDirectory, path: String) {
        let scratch = try ScratchDirectory(
            in: try ScratchDirectory.place([UInt8](directory.path.utf8)))
        return (scratch, String(decoding: scratch.path, as: UTF8.self))
    }

    @Test func `each is new and closed to others, whatever the parent hands down`() throws {
        let directory = try TemporaryDirectory()
        try StockTool.shell("setfacl -d -m u::rwx,g::rwx,o::rwx .", in: directory.path)
        let (first, path) = try scratch(in: directory)
        let (second, other) = try scratch(in: directory)
        #expect(path != other)
        for place in [path, other] {
            #expect(try StockTool.run("stat", ["-c", "%a", place]).text == "700\n")
        }
        try first.remove()
        try second.remove()
        #expect(try directory.names() == [])
    }

    @Test func `is removed with all that is in it, and links are not followed`() throws {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "mine")
        let (scratch, path) = try scratch(in: directory)
        let made = try StockTool.shell(
            #"""
            set -e
            ln -s ../mine link; ln ../mine hard; ln -s .. up; mkfifo fifo
            mkdir -p closed/below; echo x > closed/below/file; chmod 0 closed/below closed
            for i in $(seq 300); do mkdir D; cd D; done; echo deep > file
            """#, in: path)
        try #require(made.status == 0, "\(made.errors)")
        try scratch.remove()
        #expect(try directory.names() == ["mine"])
        #expect(try bytes(of: directory.file("mine")) == [1])
    }

    @Test func `counts the blocks of each file once`() throws {
        let directory = try TemporaryDirectory()
        let (scratch, path) = try scratch(in: directory)
        defer { #expect(throws: Never.self) { try scratch.remove() } }
        let before = try scratch.allocatedBytes()
        try StockTool.shell(
            "head -c 1000000 /dev/zero > a; ln a b; mkdir d; ln a d/c; truncate -s 1G hole",
            in: path)
        let growth = try scratch.allocatedBytes() - before
        #expect((1_000_000..<1_100_000).contains(growth))
    }

    @Test func `says what could not be removed, and removes the rest`() throws {
        let directory = try TemporaryDirectory()
        let (scratch, path) = try scratch(in: directory)
        try StockTool.shell("mkdir -p a b; echo x > a/x; echo x > b/x", in: path)
        // Somebody moves the directory away: its name is gone, its content is not.
        try StockTool.run("mv", [path, directory.file("moved")])
        #expect(throws: SystemCallError.self) { try scratch.remove() }
        #expect(try directory.names(in: "moved") == [])
    }

    @Test func `what a restore needs is whole blocks, without holes`() throws {
        let site = try BareSite()
        try site.write(noise(10_000), to: "LARGE.BIN")
        try site.shell("truncate -s 64M HOLE; echo x > SMALL; ln SMALL LINK")
        try site.capture(to: "a")
        let reader = try ArchiveReader(
            ArchiveSource.open(site.path("a"), identities: .none).source)
        let need = try DrillNeed(reader, blockSize: 4_096)
        // LARGE.BIN takes three blocks, SMALL and two copies of SYSTEM.MAP one each; the hole none.
        let directories = UInt64(need.entries - need.files - 1)
        #expect(need.files == 5)
        #expect(need.inodes == 2 + 5 + directories)
        #expect(need.bytes == 4_096 * (2 + 3 + 3 + directories))
    }
}
