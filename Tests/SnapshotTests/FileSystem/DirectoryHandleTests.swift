// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import SystemPackage
import Testing

@testable import Snapshot

@Suite("Directory handle")
struct DirectoryHandleTests {
    /// A directory with ways out of it; it exists as long as this does.
    private struct Prepared {
        let directory: TemporaryDirectory
        let handle: DirectoryHandle
    }

    private func prepared() throws -> Prepared {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("in/sub")
        try directory.write([1, 2, 3], to: "in/sub/file")
        try directory.write([9], to: "secret")
        try StockTool.shell(
            "ln -s .. up; ln -s ../secret leaf; ln -s sub side; mkfifo fifo; ln -s /proc/self/fd magic",
            in: directory.file("in"))
        let handle = try DirectoryHandle.open([UInt8](directory.file("in").utf8))
        return Prepared(directory: directory, handle: handle)
    }

    struct Way: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let errno: Errno

        init(_ path: String, _ errno: Errno) {
            testDescription = path
            self.errno = errno
        }

        static let out = [
            Way("../secret", .improperLink), Way("sub/../../secret", .improperLink),
            Way("/etc/passwd", .improperLink), Way("up/secret", .tooManySymbolicLinkLevels),
            Way("leaf", .tooManySymbolicLinkLevels), Way("side/file", .tooManySymbolicLinkLevels),
            Way("magic/0", .tooManySymbolicLinkLevels), Way("none", .noSuchFileOrDirectory),
            Way("sub/file/x", .notDirectory),
        ]
    }

    @Test(arguments: Way.out)
    func `no path leads out or over a link`(way: Way) throws {
        let prepared = try prepared()
        let error = #expect(throws: SystemCallError.self) {
            try prepared.handle.file(at: [UInt8](way.testDescription.utf8))
        }
        #expect(error?.errno == way.errno)
    }

    @Test func `what lies below is opened`() throws {
        let prepared = try prepared()
        #expect(
            try prepared.handle.file(at: [UInt8]("sub/file".utf8)).bytes(at: 0, count: 9) == [
                1, 2, 3,
            ])
        #expect(
            try prepared.handle.directory(at: [UInt8]("sub".utf8)).names() == [[UInt8]("file".utf8)]
        )
        #expect(
            try prepared.handle.directory(at: []).status().inode == prepared.handle.status().inode)
    }

    @Test func `a FIFO is opened without waiting`() throws {
        let prepared = try prepared()
        #expect(try prepared.handle.file(at: [UInt8]("fifo".utf8)).status().kind == .fifo)
    }

    @Test func `names are in the order of their bytes, also the second time`() throws {
        let prepared = try prepared()
        let expected = ["fifo", "leaf", "magic", "side", "sub", "up"].map { [UInt8]($0.utf8) }
        #expect(try prepared.handle.names() == expected)
        #expect(try prepared.handle.names() == expected)
        #expect(try prepared.handle.names(matching: "SUB") == [[UInt8]("sub".utf8)])
    }

    @Test func `a link is read and never followed`() throws {
        let prepared = try prepared()
        #expect(
            try prepared.handle.linkTarget(of: [UInt8]("leaf".utf8)) == [UInt8]("../secret".utf8))
        #expect(try prepared.handle.status(of: [UInt8]("leaf".utf8))?.kind == .symbolicLink)
        #expect(try prepared.handle.status(of: [UInt8]("none".utf8)) == nil)
    }

    @Test func `a descriptor is closed once, and no more than needed are open`() throws {
        let prepared = try prepared()
        func count() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let before = try count()
        for _ in 0..<500 {
            _ = try prepared.handle.directory(at: [UInt8]("sub".utf8)).names()
            _ = try prepared.handle.file(at: [UInt8]("sub/file".utf8)).bytes(at: 0, count: 1)
            _ = try? prepared.handle.file(at: [UInt8]("up/secret".utf8))
        }
        // Other tests run beside this one; a leak would be hundreds.
        #expect(try count() < before + 200)
    }

    @Test func `parts with data are found`() throws {
        let prepared = try prepared()
        try StockTool.shell(
            "truncate -s 1M hole; printf x | dd of=hole bs=1 seek=500000 conv=notrunc status=none",
            in: prepared.directory.file("in"))
        let file = try prepared.handle.file(at: [UInt8]("hole".utf8))
        let ranges = try #require(try file.dataRanges(size: 1 << 20))
        #expect(ranges.count == 1)
        #expect(ranges[0].contains(500_000))
        #expect(ranges[0].count <= 65_536)
        #expect(try file.dataRanges(size: 100) == [])
        #expect(
            try prepared.handle.file(at: [UInt8]("sub/file".utf8)).dataRanges(size: 3) == [0..<3])
    }

    @Test func `a file of too many parts is taken for one without holes`() throws {
        let prepared = try prepared()
        try StockTool.shell(
            """
            truncate -s 1M many
            for at in 0 4 8 12; do
                printf x | dd of=many bs=64K seek=$at conv=notrunc status=none
            done
            """, in: prepared.directory.file("in"))
        let file = try prepared.handle.file(at: [UInt8]("many".utf8))
        #expect(try file.dataRanges(size: 1 << 20)?.count == 4)
        #expect(try file.dataRanges(size: 1 << 20, most: 4)?.count == 4)
        #expect(try file.dataRanges(size: 1 << 20, most: 3) == nil)
        #expect(try file.dataRanges(size: 1 << 19, most: 3)?.count == 2)
    }

    @Test func `a lookup that never settles ends with an error`() throws {
        let site = try BareSite()
        try site.capture(to: "a")
        // EAGAIN, again and again.
        let result = try BuiltCommand.run(
            ["restore", site.directory.file("a"), site.directory.file("out")],
            environment: FaultInjection.environment("openat2:1+:11"))
        #expect([1, 2].contains(result.status), "\(result.status)")
        #expect(result.errors.contains("Resource temporarily unavailable"), "\(result.errors)")
        let once = try BuiltCommand.run(
            ["restore", site.directory.file("a"), site.directory.file("out")],
            environment: FaultInjection.environment("openat2:2:11"))
        #expect(once.status == 0, "\(once.errors)")
    }
}

@Suite("Byte buffer")
struct ByteBufferTests {
    @Test func `it grows and keeps its content`() {
        let buffer = ByteBuffer(capacity: 1)
        for number in 0..<1_000 { buffer.append([UInt8(truncatingIfNeeded: number)]) }
        #expect(buffer.bytes == (0..<1_000).map { UInt8(truncatingIfNeeded: $0) })
        buffer.truncate(to: 2)
        buffer.pad(toMultipleOf: 8)
        #expect(buffer.bytes == [0, 1, 0, 0, 0, 0, 0, 0])
        buffer.pad(toMultipleOf: 8)
        #expect(buffer.count == 8)
        buffer.removeAll()
        #expect(buffer.bytes == [])
    }

    @Test func `zeros are told from everything else`() {
        let buffer = ByteBuffer(capacity: 64)
        buffer.appendZeros(100)
        #expect(buffer.isZero(in: 0..<100))
        #expect(buffer.isZero(in: 0..<0))
        #expect(buffer.isZero(in: 50..<51))
        for position in [0, 1, 50, 99] {
            let other = ByteBuffer(capacity: 64)
            other.append((0..<100).map { $0 == position ? 1 : 0 })
            #expect(!other.isZero(in: 0..<100))
            #expect(other.isZero(in: position + 1..<100))
            #expect(other.isZero(in: 0..<position))
        }
        let same = ByteBuffer(capacity: 64)
        same.append([UInt8](repeating: 7, count: 100))
        #expect(!same.isZero(in: 0..<100))
    }

    @Test func `a range beyond the content is cut`() {
        let buffer = ByteBuffer(capacity: 64)
        buffer.append([1, 2, 3])
        #expect(buffer.bytes(in: 2..<90) == [3])
        #expect(buffer.bytes(in: 70..<90) == [])
    }
}
