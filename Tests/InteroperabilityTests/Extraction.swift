// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

/// What a stock tool made of an archive, in a directory of its own.
struct Extraction {
    let directory: TemporaryDirectory
    let result: StockTool.Result

    /// Runs a line of shell in an empty directory; `$1` is the archive.
    init(
        _ line: String, of archived: ArchivedSite, _ codec: Compression.Codec
    ) throws {
        directory = try TemporaryDirectory()
        result = try StockTool.shell(line, [archived.archive(codec)], in: directory.path)
    }

    /// The extracted bag.
    var bag: String { directory.file(ArchivedSite.name) }

    /// Runs a line of shell in the bag.
    @discardableResult
    func inBag(_ line: String, _ arguments: [String] = []) throws -> StockTool.Result {
        try StockTool.shell(line, arguments, in: bag)
    }

    /// Completes the tree as RESTORE.txt says, and reads the site's part of the payload.
    func completedPayload() throws -> TreeState {
        let copy = try inBag("test ! -e overlay || cp -a overlay/. data/")
        try #require(copy.status == 0, "\(copy.errors)")
        return try TreeState(bag + "/data/A01")
    }
}

/// What a tool promises to bring back, besides names and content.
struct Promise: OptionSet {
    let rawValue: Int

    static let nanoseconds = Promise(rawValue: 1)
    static let owners = Promise(rawValue: 2)
    static let linkTimes = Promise(rawValue: 4)
    static let directoryTimes = Promise(rawValue: 8)
    static let timesBefore1970 = Promise(rawValue: 16)
    static let setIDs = Promise(rawValue: 32)
    static let accessControl = Promise(rawValue: 64)
    static let all: Promise = [
        .nanoseconds, .owners, .linkTimes, .directoryTimes, .timesBefore1970, .setIDs,
        .accessControl,
    ]
}

extension TreeState {
    /// Compares an extracted payload with the site it was taken from, as far as a tool promises.
    ///
    /// Directories that exist in the archive only have no counterpart in the site; only their names
    /// are known.
    func expectEqual(
        _ site: TreeState, promise: Promise = .all,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let generated: Set = [
            ".", "site-control", "system-map", "registry", "children", "children/B01",
            "children/C01", "extra", "database",
        ]
        var found = self
        for name in generated {
            #expect(found.nodes.removeValue(forKey: name) != nil, sourceLocation: sourceLocation)
        }
        found.nodes = found.nodes.mapValues { $0.reduced(to: promise) }
        var wanted = site
        if !promise.contains(.accessControl) {
            // The bits of the group are then those of the owning group, no longer those of the mask.
            for path in ["tree/ATTRIBUT/ACL.DAT", "tree/ATTRIBUT/ACL32.DAT"] {
                wanted.nodes[path]?.mode = found.nodes[path]?.mode ?? 0
            }
        }
        wanted.nodes = wanted.nodes.mapValues { $0.reduced(to: promise) }
        #expect(found.differences(from: wanted) == [], sourceLocation: sourceLocation)
    }
}

extension TreeState.Node {
    fileprivate func reduced(to promise: Promise) -> TreeState.Node {
        var node = self
        let kind = mode & UInt32(S_IFMT)
        if !promise.contains(.nanoseconds) { node.nanoseconds = 0 }
        if !promise.contains(.owners) { (node.owner, node.group) = (0, 0) }
        if !promise.contains(.setIDs) { node.mode &= ~0o6000 }
        let isForgotten =
            (kind == UInt32(S_IFLNK) && !promise.contains(.linkTimes))
            || (kind == UInt32(S_IFDIR) && !promise.contains(.directoryTimes))
            || (seconds < 0 && !promise.contains(.timesBefore1970))
        if isForgotten { (node.seconds, node.nanoseconds) = (0, 0) }
        return node
    }
}
