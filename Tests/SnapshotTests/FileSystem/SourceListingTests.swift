// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

@Suite("Source listing")
struct SourceListingTests {
    @Test func `an item of a million has 64 bytes`() {
        #expect(MemoryLayout<SourceListing.Item>.stride == 64)
    }

    private func listing(
        of site: BareSite, workers: Int, isInterrupted: @escaping () -> Bool = { false }
    ) throws -> SourceListing {
        var listing = SourceListing()
        try listing.add(
            .directory(DirectoryHandle.open([UInt8](site.root.utf8))),
            to: #require(EntryPath("XXX/tree")), component: .tree, workers: workers,
            isInterrupted: isInterrupted)
        return listing
    }

    private func paths(_ listing: SourceListing) -> [String] {
        listing.items.indices.map { listing.entryPath(of: $0)?.description ?? "?" }
    }

    /// Some levels, among them one with many more directories than threads, and an empty one.
    private func wideSite() throws -> BareSite {
        let site = try BareSite()
        for box in 0..<100 {
            try site.write(noise(box), to: "BOX\(box)/A/QUEUE.DAT")
            try site.write(noise(1), to: "BOX\(box)/A.LOG")
            if box.isMultiple(of: 7) { try site.write(noise(2), to: "BOX\(box)/A/DEEP/ER/X") }
        }
        try site.shell("mkdir EMPTY")
        return site
    }

    @Test func `a directory comes before what it holds, and that before the next name`() throws {
        let site = try BareSite()
        for name in ["B/Z", "B/A/Y", "A", "B.X", "C"] { try site.write([1], to: name) }
        let tree = "data/XXX/tree"
        #expect(
            paths(try listing(of: site, workers: 3)) == [
                tree, "\(tree)/A", "\(tree)/B", "\(tree)/B/A", "\(tree)/B/A/Y", "\(tree)/B/Z",
                "\(tree)/B.X", "\(tree)/C", "\(tree)/SYSTEM.MAP",
            ])
    }

    @Test(arguments: [2, 3, 8])
    func `the listing does not depend on the number of threads`(_ workers: Int) throws {
        let site = try wideSite()
        // What goes to the overlay, with directories above it that are listed twice.
        try site.shell("ln -s QUEUE.DAT BOX3/A/LINK; ln -s A.LOG BOX98/LINK")
        let alone = try listing(of: site, workers: 1)
        let together = try listing(of: site, workers: workers)
        #expect(paths(alone).count == 1 + 100 * 4 + 15 * 3 + 2 + 2 + 4)
        #expect(paths(together) == paths(alone))
        #expect(together.items.map(\.parent) == alone.items.map(\.parent))
        #expect(together.items.map(\.status?.size) == alone.items.map(\.status?.size))
    }

    @Test func `whoever asks to stop is heard while directories are listed`() throws {
        let site = try wideSite()
        let asked = Mutex(0)
        let error = #expect(throws: SnapshotError.self) {
            try listing(of: site, workers: 2) {
                asked.withLock { count in
                    count += 1
                    return count > 5
                }
            }
        }
        #expect(error?.kind == .interrupted)
        #expect(asked.withLock { $0 } == 6)
    }
}
