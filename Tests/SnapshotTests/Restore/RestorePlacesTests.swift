// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Places below a destination")
struct RestorePlacesTests {
    /// Whether each path was new, in turn.
    private func inserted(_ paths: [String], into places: inout RestorePlaces) -> [Bool] {
        paths.map { places.insert(path($0)) }
    }

    @Test func `a place is taken once`() {
        var places = RestorePlaces()
        let isNew = inserted(["a/B", "a/B", "a/b"], into: &places)
        #expect(isNew == [true, false, true])
        #expect(places.contains(path("a/b")))
        #expect(!places.contains(path("a")))
    }

    @Test func `names that differ in case are one place where the destination says so`() {
        var places = RestorePlaces()
        places.ignoresCase = true
        // Only the letters of ASCII, as they are compared everywhere: other bytes stay.
        let isNew = inserted(
            ["Dir/README", "DIR/readme", "dir/\u{C4}", "dir/\u{E4}"], into: &places)
        #expect(isNew == [true, false, true, true])
    }

    @Test func `this destination tells names in case apart`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("XXX")
        let tree = try DestinationTree([UInt8](directory.path.utf8))
        #expect(!tree.ignoresCase(of: path("XXX")))
        // A link of the other spelling is what a destination that ignores case looks like.
        try StockTool.shell("mkdir YYY; touch a; ln a A", in: directory.path)
        #expect(tree.ignoresCase(of: path("a")))
    }

    @Test func `directories are made from the top, and each is told once`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("a/b")
        let tree = try DestinationTree([UInt8](directory.path.utf8))
        var made: [String] = []
        try tree.makeDirectories(path("a/b/c/d")) { made.append($0.description) }
        #expect(made == ["a/b/c", "a/b/c/d"])
        try tree.makeDirectories(path("a/b/c/d")) { made.append($0.description) }
        #expect(made.count == 2)
    }
}
