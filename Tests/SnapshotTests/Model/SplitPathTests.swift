// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Testing

@Suite struct SplitPathTests {
    @Test(arguments: [
        ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b c", "/a", "b c"),
        ("//a", "/", "a"), ("a//b", "a/", "b"), ("a/", "a", ""), ("/", "/", ""), ("", ".", ""),
        ("..", ".", ".."),
    ])
    func `a path is cut at its last slash`(_ path: String, _ directory: String, _ name: String) {
        let parts = SplitPath([UInt8](path.utf8))
        #expect(String(decoding: parts.directory, as: UTF8.self) == directory)
        #expect(String(decoding: parts.name, as: UTF8.self) == name)
    }

    @Test(arguments: [
        ("a//", ".", "a"), ("/a/", "/", "a"), ("a/b/", "a", "b"), ("/", "/", ""),
        ("///", "/", ""), ("a", ".", "a"),
    ])
    func `slashes behind a directory are no name`(
        _ path: String, _ directory: String, _ name: String
    ) {
        let parts = SplitPath(ofDirectory: [UInt8](path.utf8))
        #expect(String(decoding: parts.directory, as: UTF8.self) == directory)
        #expect(String(decoding: parts.name, as: UTF8.self) == name)
    }
}
