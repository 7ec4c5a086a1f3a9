// SPDX-License-Identifier: Apache-2.0

import Glibc
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Recent directory")
struct RecentDirectoryTests {
    @Test func `a directory is opened once for its files`() throws {
        let place = try TemporaryDirectory()
        for name in ["one", "two"] {
            try place.makeDirectory("a/\(name)")
            try place.write([UInt8](name.utf8), to: "a/\(name)/f")
        }
        let root = try DirectoryHandle.open([UInt8](place.path.utf8))
        let recent = RecentDirectory()
        func content(_ path: String) throws -> (directory: DirectoryHandle, text: String) {
            let (directory, name) = try recent.parent(of: [UInt8](path.utf8), below: root)
            let bytes = try directory.file(at: name).bytes(at: 0, count: 100)
            return (directory, String(decoding: bytes, as: UTF8.self))
        }
        let first = try content("a/one/f")
        let again = try content("a/one/f")
        let other = try content("a/two/f")
        #expect([first.text, again.text, other.text] == ["one", "one", "two"])
        #expect(first.directory === again.directory)
        #expect(first.directory !== other.directory)
        recent.forget()
        #expect(try content("a/two/f").directory !== other.directory)
    }

    @Test func `another root has another directory of that name`() throws {
        let place = try TemporaryDirectory()
        for root in ["r", "s"] {
            try place.makeDirectory("\(root)/d")
            try place.write([UInt8](root.utf8), to: "\(root)/d/f")
        }
        let recent = RecentDirectory()
        for root in ["r", "s", "r"] {
            let handle = try DirectoryHandle.open([UInt8]("\(place.path)/\(root)".utf8))
            let (directory, name) = try recent.parent(of: [UInt8]("d/f".utf8), below: handle)
            #expect(try directory.file(at: name).bytes(at: 0, count: 9) == [UInt8](root.utf8))
        }
    }

    @Test func `what lies in the root needs no other directory`() throws {
        let place = try TemporaryDirectory()
        let root = try DirectoryHandle.open([UInt8](place.path.utf8))
        let (directory, name) = try RecentDirectory().parent(of: [1, 2], below: root)
        #expect(directory === root)
        #expect(name == [1, 2])
    }

    @Test func `a link is never followed`() throws {
        let place = try TemporaryDirectory()
        try place.makeDirectory("real")
        #expect(symlink("real", "\(place.path)/link") == 0)
        let root = try DirectoryHandle.open([UInt8](place.path.utf8))
        #expect(throws: SystemCallError.self) {
            try RecentDirectory().parent(of: [UInt8]("link/f".utf8), below: root)
        }
    }
}
