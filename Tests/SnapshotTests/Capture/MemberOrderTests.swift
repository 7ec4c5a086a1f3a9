// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Order of the members")
struct MemberOrderTests {
    private func listing(_ site: BareSite) throws -> SourceListing {
        var listing = SourceListing()
        try listing.add(
            .directory(DirectoryHandle.open([UInt8](site.root.utf8))),
            to: #require(EntryPath("XXX/tree")), component: .tree)
        return listing
    }

    /// The paths in the order of the archive, below the tree.
    private func order(_ site: BareSite) throws -> [String] {
        let listing = try listing(site)
        return MemberOrder(listing, largestTwin: UnitSchedule.largestTwin).indices.map {
            let path = listing.entryPath(of: Int($0))
            return path?.droppingFirst(3)?.description ?? "."
        }
    }

    @Test func `a file moves forward to its first twin`() throws {
        let site = try BareSite()
        for box in ["A", "B", "C"] {
            try site.write(noise(600), to: "\(box)/CLIENT.DLL")
            try site.write(noise(700, seed: UInt64(box.utf8.first ?? 0)), to: "\(box)/\(box).DAT")
        }
        try site.write(noise(600, seed: 4), to: "C/client.dll")
        #expect(
            try order(site) == [
                "A/A.DAT", "A/CLIENT.DLL", "B/CLIENT.DLL", "C/CLIENT.DLL", "C/client.dll",
                "B/B.DAT",
                "C/C.DAT", "SYSTEM.MAP", "C", "B", "A", ".",
            ])
    }

    @Test func `names alone or sizes alone make no twins`() throws {
        let site = try BareSite()
        try site.write(noise(600), to: "A/X.DLL")
        try site.write(noise(601), to: "B/X.DLL")
        try site.write(noise(600), to: "B/Y.DLL")
        try site.write(noise(100), to: "A/S.TXT")
        try site.write(noise(100), to: "B/S.TXT")
        #expect(
            try order(site) == [
                "A/S.TXT", "A/X.DLL", "B/S.TXT", "B/X.DLL", "B/Y.DLL", "SYSTEM.MAP", "B", "A", ".",
            ])
    }

    @Test func `names are in the order of their bytes, directories behind what they hold`() throws {
        let site = try BareSite()
        for name in ["b", "B", "a/z", "a.b", "\u{E9}", "a b"] { try site.write([1], to: name) }
        #expect(
            try order(site) == [
                "B", "SYSTEM.MAP", "a/z", "a b", "a.b", "b", "\u{E9}", "a", ".",
            ])
    }

    @Test func `the first name in the archive carries the bytes`() throws {
        let site = try BareSite()
        try site.shell("echo x > Z; ln Z A; mkdir B; ln Z B/M; echo y > single")
        let listing = try listing(site)
        let order = MemberOrder(listing, largestTwin: 1 << 20)
        let links = order.hardLinks.map { link, target in
            [link, target].map {
                listing.entryPath(of: Int($0))?.droppingFirst(3)?.description ?? ""
            }
        }
        #expect(Set(links.map { $0[1] }).count == 1)
        #expect(links.count == 2)
        #expect(links.allSatisfy { $0[1] == "A" })
    }

    @Test func `what a bag cannot hold is listed in the overlay, with the directories above`()
        throws
    {
        let site = try BareSite()
        try site.shell("mkdir -p D/E; echo a > D/E/$'a\\n'; echo b > D/b; ln -s b D/link")
        let listing = try listing(site)
        let paths = listing.items.indices.compactMap { listing.entryPath(of: $0)?.description }
        #expect(
            paths == [
                "data/XXX/tree", "data/XXX/tree/D", "data/XXX/tree/D/E", "overlay/XXX/tree",
                "overlay/XXX/tree/D", "overlay/XXX/tree/D/E", "overlay/XXX/tree/D/E/a\\n",
                "data/XXX/tree/D/b", "overlay/XXX/tree/D/link", "data/XXX/tree/SYSTEM.MAP",
            ])
    }

    @Test func `two spellings of one name both go to the overlay`() throws {
        let site = try BareSite()
        try site.shell(
            "mkdir $'caf\\xc3\\xa9'; echo 1 > $'caf\\xc3\\xa9/in'; echo 2 > $'cafe\\xcc\\x81'")
        let listing = try listing(site)
        let overlay = listing.items.indices.filter { listing.items[$0].isInOverlay }
            .compactMap { listing.entryPath(of: $0)?.description }
        #expect(
            Set(overlay) == [
                "overlay/XXX/tree", "overlay/XXX/tree/cafe\u{301}", "overlay/XXX/tree/caf\u{E9}",
                "overlay/XXX/tree/caf\u{E9}/in",
            ])
    }
}

@Suite("Schedule of the units")
struct UnitScheduleTests {
    /// The steps for files with these sizes, each in a directory of its own so that names repeat.
    private func steps(
        _ files: [(name: String, size: Int)], _ codec: Compression.Codec = .zstd
    ) throws -> [String] {
        let site = try BareSite()
        try site.shell("rm SYSTEM.MAP")
        for (index, file) in files.enumerated() {
            try site.shell("mkdir D\(index) && truncate -s \(file.size) D\(index)/\(file.name)")
        }
        var listing = SourceListing()
        try listing.add(
            .directory(DirectoryHandle.open([UInt8](site.root.utf8))),
            to: #require(EntryPath("t")), component: .tree)
        let order = MemberOrder(listing, largestTwin: UnitSchedule.largestTwin)
        var schedule = UnitSchedule(listing, order, codec)
        var steps: [String] = []
        while let step = schedule.next() {
            switch step {
            case .items(let positions, let repeats, _):
                // The directories stand behind the files.
                let known = positions.clamped(to: 0..<files.count)
                if !known.isEmpty { steps.append("\(known)" + (repeats ? " twins" : "")) }
            case .largeFile(let position): steps.append("large \(position)")
            }
        }
        return steps
    }

    private func differentFiles(_ sizes: [Int]) throws -> [String] {
        try steps(sizes.enumerated().map { ("F\($0.offset)", $0.element) })
    }

    private func twins(
        _ count: Int, of size: Int, _ codec: Compression.Codec = .zstd
    ) throws -> [String] {
        try steps(Array(repeating: ("F", size), count: count), codec)
    }

    @Test func `small files share a unit until it is full`() throws {
        #expect(try differentFiles([1, 2, 3]) == ["0..<3"])
        #expect(try differentFiles([1_000_000, 1_000_000, 1_000_000]) == ["0..<2", "2..<3"])
        #expect(try differentFiles([]) == [])
    }

    @Test func `a file that alone fills a unit has units of its own`() throws {
        let border = (2 << 20) - 1_536
        #expect(try differentFiles([1, border + 1, 1]) == ["0..<1", "large 1", "2..<3"])
        #expect(try differentFiles([1, border, 1]) == ["0..<1", "1..<2", "2..<3"])
        #expect(try differentFiles([5 << 20, 5 << 20]) == ["large 0", "large 1"])
    }

    @Test func `twins are not divided while there is room for them in one unit`() throws {
        #expect(try twins(5, of: 1_000) == ["0..<5"])
        #expect(try twins(2, of: 200_000) == ["0..<2 twins"])
        #expect(try twins(3, of: 1_000_000) == ["0..<3 twins"])
        #expect(try twins(3, of: 5 << 20) == ["0..<3 twins"])
        #expect(try twins(4, of: 5 << 20) == ["0..<3 twins", "large 3"])
        #expect(try twins(2, of: (8 << 20) - 1_536) == ["0..<2 twins"])
        #expect(try twins(2, of: (8 << 20) - 1_535) == ["large 0", "large 1"])
        #expect(try twins(17, of: 200_000) == ["0..<10 twins", "10..<17 twins"])
        #expect(try twins(17, of: 1_048_576) == ["0..<15 twins", "15..<17 twins"])
    }

    @Test func `twins begin a unit of their own when they do not fit any more`() throws {
        let files = [("A", 1_500_000), ("B", 900_000), ("B", 900_000), ("C", 10)]
        #expect(try steps(files) == ["0..<1", "1..<4 twins"])
    }

    @Test func `a codec that does not look back far has ordinary units`() throws {
        #expect(try twins(3, of: 5 << 20, .gzip) == ["large 0", "large 1", "large 2"])
        #expect(try twins(3, of: 1_000_000, .gzip) == ["0..<2 twins", "2..<3"])
    }
}
