// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("BagIt bag", .enabled(if: StockTool.isThere("bagit.py")))
struct BagTests {
    /// A change to an extracted bag, as a line of shell in it.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let line: String
    }

    static let changes = [
        Change(
            testDescription: "a byte of the payload changed",
            line: "printf x | dd of=data/A01/system-map/SYSTEM.MAP seek=100 bs=1 conv=notrunc"),
        Change(
            testDescription: "a byte added to the payload",
            line: "printf x >> data/A01/registry/sms-registry.reg"),
        Change(
            testDescription: "a file removed",
            line: "rm data/A01/site-control/SITECTRL.CT0"),
        Change(
            testDescription: "manifest.json edited",
            line: "sed -i 's/A01/A02/' smsbackup/manifest.json"),
        Change(
            testDescription: "a file that the manifest does not know",
            line: "echo more > data/A01/tree/EXTRA.TXT"),
        Change(
            testDescription: "a line of the payload manifest removed",
            line: "sed -i 3d manifest-sha256.txt"),
    ]

    @Test(arguments: Compression.Codec.allCases)
    func `bagit.py finds the extracted archive valid`(codec: Compression.Codec) throws {
        for archived in [try ArchivedSite.odd.get(), try ArchivedSite.plain.get()] {
            let bag = try Extraction(#"tar xf "$1""#, of: archived, codec)
            for options in [[], ["--processes", "2"], ["--fast"]] {
                let result = try validate(bag, options)
                #expect(result.status == 0, "\(result.errors)")
            }
        }
    }

    @Test(arguments: changes) func `bagit.py finds every change`(change: Change) throws {
        let bag = try Extraction(#"tar xf "$1""#, of: ArchivedSite.plain.get(), .zstd)
        #expect(try validate(bag).status == 0)
        #expect(try bag.inBag(change.line).status == 0)
        #expect(try validate(bag).status != 0)
    }

    private func validate(
        _ extraction: Extraction, _ options: [String] = []
    ) throws -> StockTool.Result {
        try StockTool.run("bagit.py", ["--quiet", "--validate"] + options + [extraction.bag])
    }
}

@Suite("Checksums and overlay")
struct ChecksumTests {
    @Test(arguments: Compression.Codec.allCases)
    func `sha256sum proves payload, tag files and overlay`(codec: Compression.Codec) throws {
        let bag = try Extraction(#"tar xf "$1""#, of: ArchivedSite.odd.get(), codec)
        let lists = ["manifest-sha256.txt", "tagmanifest-sha256.txt", "smsbackup/overlay.sha256"]
        for list in lists {
            let result = try bag.inBag(#"sha256sum --strict --quiet -c "$1""#, [list])
            #expect(result.status == 0, "\(list): \(result.errors)")
            #expect(result.text == "")
        }
        // Every file of the bag is in exactly one of the lists, but for the last of the lists.
        let line = #"""
            comm -3 <(find . -type f | LC_ALL=C sort | grep -v '^./tagmanifest') \
                <(cat "$@" | sed -E 's/^\\?[0-9a-f]{64}  /.\//' | LC_ALL=C sort) | grep -v '\\\|%0A'
            """#
        let plain = try Extraction(#"tar xf "$1""#, of: ArchivedSite.plain.get(), codec)
        let unlisted = try plain.inBag(line, lists)
        #expect(unlisted.text == "", "\(unlisted.errors)")
    }

    @Test func `a site without oddities needs an overlay only for names that are not UTF-8`()
        throws
    {
        let bag = try Extraction(#"tar xf "$1""#, of: ArchivedSite.plain.get(), .zstd)
        let found = try bag.inBag("find overlay -type f | LC_ALL=C grep -av bersicht | grep -v %")
        #expect(found.text == "")
    }

    /// Each of these cannot be in a bag, or not for every validator.
    @Test(arguments: [
        "100%.txt", "a%0Ab", "trailing ", "tab\tname", "return\rname", "LINK%1", "LINK%2",
        "INNER.LNK",
        "SUB%/BELOW/FILE.TXT", "SUB%/BELOW/EMPTY",
    ])
    func `what a bag cannot hold lies in the overlay`(name: String) throws {
        let bag = try Extraction(#"tar xf "$1""#, of: ArchivedSite.odd.get(), .zstd)
        let places = try bag.inBag(
            #"ls -d data/A01/tree/ODD/"$1" overlay/A01/tree/ODD/"$1" 2>/dev/null || true"#, [name])
        #expect(places.text == "overlay/A01/tree/ODD/\(name)\n")
    }

    @Test func `what is below a name that no bag can hold is in the overlay, once`() throws {
        let bag = try Extraction(#"tar xf "$1""#, of: ArchivedSite.odd.get(), .zstd)
        let found = try bag.inBag("find . -path '*FIRST*' | LC_ALL=C sort")
        let overlay = "./overlay/A01/tree/FIRST"
        #expect(
            found.text == """
                ./data/A01/tree/FIRST
                \(overlay)
                \(overlay)/ONLY%
                \(overlay)/ONLY%/INSIDE
                \(overlay)/ONLY%/INSIDE/FILE.TXT

                """)
        let members = try StockTool.shell(
            #"tar tf "$1" 2>/dev/null | LC_ALL=C sort | uniq -d"#,
            [try ArchivedSite.odd.get().archive(.zstd)])
        #expect(members.text == "")
    }
}
