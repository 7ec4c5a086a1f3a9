// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

@Suite("Whole file")
struct WholeFileTests {
    @Test func `is read up to its limit, with the directory that it is named in`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("below")
        let path = try directory.write([1, 2, 3], to: "below/file")
        let link = directory.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let file = try WholeFile([UInt8](path.utf8), limit: 3, title: "file")
        #expect(file.bytes == [1, 2, 3])
        #expect(file.directory == [UInt8](directory.file("below").utf8))
        let linked = try WholeFile([UInt8](link.utf8), limit: 3, title: "file")
        #expect(linked.directory == [UInt8](directory.path.utf8))
    }

    @Test func `one that is too large, no file, or not there is refused`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1, 2, 3], to: "file")
        let cases = [
            (path, "list \"\(path)\" has more than 2 bytes"),
            ("/dev/zero", "list \"/dev/zero\" is a device, expected a file"),
            (directory.path, "list \"\(directory.path)\" is a directory, expected a file"),
            (
                path + "x",
                "cannot read list \"\(path)x\": open \"\(path)x\": No such file or directory"
            ),
        ]
        for (path, message) in cases {
            let error = #expect(throws: SnapshotError.self) {
                try WholeFile([UInt8](path.utf8), limit: 2, title: "list")
            }
            #expect(error.map { "\($0)" } == message)
        }
    }
}
