// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Moving and removing directories")
struct DirectoryMovingTests {
    private let directory: TemporaryDirectory
    private let handle: DirectoryHandle

    init() throws {
        directory = try TemporaryDirectory()
        handle = try DirectoryHandle.open([UInt8](directory.path.utf8))
    }

    private func name(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

    @Test func `two directories are exchanged`() throws {
        try directory.makeDirectory("a/one")
        try directory.makeDirectory("sub/b/two")
        let sub = try handle.directory(at: name("sub"))
        #expect(try handle.exchange(name("a"), with: name("b"), in: sub))
        #expect(try directory.names(in: "a") == ["two"])
        #expect(try directory.names(in: "sub/b") == ["one"])
        #expect(throws: SystemCallError.self) {
            try handle.exchange(name("a"), with: name("none"), in: sub)
        }
    }

    @Test func `nothing is moved over what is there`() throws {
        try directory.makeDirectory("a")
        try directory.makeDirectory("sub/b")
        let sub = try handle.directory(at: name("sub"))
        #expect(throws: SystemCallError.self) {
            try handle.move(name("a"), to: sub, named: name("b"))
        }
        try handle.move(name("a"), to: sub, named: name("c"))
        #expect(try directory.names(in: "sub") == ["b", "c"])
    }

    @Test func `a tree is removed, and what its links lead to is not`() throws {
        try directory.write([1], to: "kept")
        try directory.makeDirectory("outside")
        try StockTool.shell(
            """
            mkdir -p tree/x/y tree/empty; echo 1 > tree/x/y/f; ln -s ../../kept tree/x/l
            ln -s ../outside tree/d; mkfifo tree/p; touch outside/f; chmod 500 tree/x/y tree
            i=0; d=tree/deep; while [ $i -lt 300 ]; do d=$d/dddddddddddddddddddd; i=$((i+1)); done
            chmod 700 tree; mkdir -p "$d"
            """, in: directory.path)
        try handle.removeTree(named: name("tree"))
        #expect(try directory.names() == ["kept", "outside"])
        #expect(try directory.names(in: "outside") == ["f"])
        #expect(throws: SystemCallError.self) { try handle.removeTree(named: name("none")) }
    }

    @Test func `directories are found whatever their case`() throws {
        for path in ["A/smsid", "a/SMSID", "A/other", "b/SmsID"] {
            try directory.makeDirectory(path)
        }
        try directory.write([1], to: "A/SMSId")
        let path = ["a", "SmsId"].map { [UInt8]($0.utf8)[...] }
        let found = try handle.directories(matching: path).map {
            String(decoding: $0.path.dropFirst(directory.path.utf8.count), as: UTF8.self)
        }
        #expect(found == ["/A/smsid", "/a/SMSID"])
        #expect(try handle.directories(matching: [[0x7A]]).isEmpty)
    }

    @Test func `a journal is replaced whole, over what a killed run left`() throws {
        let journal = JournalFile(handle, named: name("j"))
        #expect(try journal.bytes(limit: 10) == nil)
        try directory.write([9, 9], to: "j.new")
        try journal.replace(with: [1, 2, 3])
        #expect(try directory.names() == ["j"])
        try journal.replace(with: [4])
        #expect(try journal.bytes(limit: 10) == [4])
        #expect(throws: SystemCallError.self) { try journal.bytes(limit: 0) }
        try journal.remove()
        try journal.remove()
        #expect(try directory.names() == [])
        try directory.makeDirectory("j")
        #expect(throws: SystemCallError.self) { try journal.bytes(limit: 10) }
    }

    @Test func `room is counted in blocks`() throws {
        var needed = FileSystemRoom(bytes: 0, inodes: nil, blockSize: 4_096)
        for size in [0, 1, 4_096, 4_097] as [UInt64] { needed.add(size) }
        #expect(needed.bytes == 4 * 4_096)
        #expect(needed.inodes == 4)
        func free(_ bytes: UInt64, _ inodes: UInt64?) -> FileSystemRoom {
            FileSystemRoom(bytes: bytes, inodes: inodes, blockSize: 512)
        }
        #expect(free(16_384, 4).holds(needed))
        #expect(free(16_384, nil).holds(needed))
        #expect(!free(16_383, 4).holds(needed))
        #expect(!free(16_384, 3).holds(needed))
        needed.add(.max)
        needed.add(.max)
        #expect(needed.bytes > UInt64.max / 2)
        #expect(try FileSystemRoom(of: handle).bytes > 0)
    }
}
