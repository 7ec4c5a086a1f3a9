// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("GNU tar", .enabled(if: StockTool.isThere("tar")))
struct TarTests {
    /// A way to unpack an archive with GNU tar.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let line: String
        let codec: Compression.Codec

        init(_ codec: Compression.Codec, _ line: String) {
            testDescription = line
            self.line = line
            self.codec = codec
        }
    }

    static let ways = [
        Way(.zstd, #"tar xf "$1""#), Way(.gzip, #"tar xf "$1""#),
        Way(.zstd, #"tar --zstd -xf "$1""#), Way(.gzip, #"tar xzf "$1""#),
        Way(.zstd, #"zstd -dc "$1" | tar x"#), Way(.gzip, #"gzip -dc "$1" | tar x"#),
        Way(.zstd, #"tar --acls --xattrs --xattrs-include='*' -xpf "$1""#),
    ]

    /// What GNU tar says of names that are not UTF-8, and of times before 1970; it brings both back.
    private static let harmless = [
        "Ignoring unknown extended header keyword 'hdrcharset'", "implausibly old time stamp",
    ]

    @Test(arguments: ways) func `gives the identical tree, attributes and all`(way: Way) throws {
        let archived = try ArchivedSite.odd.get()
        let extraction = try Extraction(way.line, of: archived, way.codec)
        #expect(extraction.result.status == 0)
        let words = extraction.result.errors.split(separator: "\n").filter { line in
            !Self.harmless.contains { line.contains($0) }
        }
        #expect(words == [])
        // Whoever is not root gets what he unpacks, and without -p no set-id bits.
        var promise = Promise.all
        if !way.line.contains("--acls") { promise.remove(.accessControl) }
        if !Privileges.isRoot { promise.subtract([.owners, .setIDs]) }
        try extraction.completedPayload().expectEqual(archived.payload(), promise: promise)
    }

    @Test(.enabled(if: StockTool.isThere("getfattr")), arguments: Compression.Codec.allCases)
    func `brings back every extended attribute and access control list`(
        codec: Compression.Codec
    ) throws {
        let archived = try ArchivedSite.odd.get()
        let line = #"tar --acls --xattrs --xattrs-include='*' -xpf "$1""#
        let extraction = try Extraction(line, of: archived, codec)
        _ = try extraction.completedPayload()
        let found = try Attributes.listed(below: extraction.bag + "/data/A01/tree")
        let wanted = try Attributes.listed(below: archived.site.root)
        #expect(wanted.contains("user.nul=0x6100620a25"))
        #expect(wanted.contains("user:1234:r--"))
        #expect(found.difference(from: wanted).isEmpty)
    }

    /// GNU tar makes links that point upwards or to an absolute path last of all.
    @Test(arguments: Compression.Codec.allCases)
    func `directories with links that lead out of them keep their times`(
        codec: Compression.Codec
    ) throws {
        let site = try BareSite()
        try site.shell(
            """
            mkdir -p BOX/SUB BOX/ONLY && echo f > BOX/FILE && echo f > BOX/ONLY/FILE
            ln -s ../SYSTEM.MAP BOX/UP && ln -s /etc/passwd BOX/ABSOLUTE
            ln -s /x BOX/SUB/ABSOLUTE && ln -s ../.. BOX/ONLY/UP
            find . -depth -exec touch -h -d '1997-07-07 07:07:08.1234567Z' {} +
            """)
        let name = "XXX-test" + codec.fileExtension
        try site.capture(to: name, codec)
        for tool in ["tar -xf", "tar -xpf", "bsdtar -xf", "bsdtar -xpf"] {
            let directory = try TemporaryDirectory()
            let result = try StockTool.shell(
                "\(tool) \"$1\" && cp -a XXX-test/overlay/. XXX-test/data/",
                [site.directory.file(name)], in: directory.path)
            #expect(result.status == 0, "\(tool): \(result.errors)")
            let found = try TreeState(directory.file("XXX-test/data/XXX/tree"))
            #expect(found.nodes.count == 11)
            #expect(found.differences(from: try TreeState(site.root)) == [], "\(tool)")
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `says which option is missing when it cannot look at the name`(
        codec: Compression.Codec
    ) throws {
        let extraction = try Extraction(#"tar x < "$1""#, of: ArchivedSite.plain.get(), codec)
        #expect(extraction.result.status == 2)
        let option = codec == .zstd ? "--zstd" : "-z"
        #expect(
            extraction.result.errors.hasPrefix("tar: Archive is compressed. Use \(option) option"))
    }

    @Test(arguments: Compression.Codec.allCases)
    func `finds the members in the order that loses least`(codec: Compression.Codec) throws {
        let archived = try ArchivedSite.plain.get()
        let list = try StockTool.run("tar", ["tf", archived.archive(codec)])
        let names = list.text.split(separator: "\n").map { String($0.dropFirst(9)) }
        #expect(list.status == 0)
        #expect(names.contains("data/A01/database/SMSDUMP.DAT"))
        let order = [
            "smsbackup/archive.json", "smsbackup/RESTORE.txt",
            "data/A01/site-control/SITECTRL.CT0", "data/A01/system-map/SYSTEM.MAP",
            "data/A01/registry/sms-registry.reg", "data/A01/children/B01/System.map",
            "data/A01/extra/SMS.INI", "data/A01/tree/SYSTEM.MAP", "data/A01/database/SMSDUMP.DAT",
            "manifest-sha256.txt", "smsbackup/manifest.json", "tagmanifest-sha256.txt",
        ]
        let positions = order.map { names.firstIndex(of: $0) ?? -1 }
        #expect(positions == positions.sorted())
        #expect(positions.first ?? -1 >= 0)
    }
}

/// Extended attributes and access control lists as the stock tools print them.
enum Attributes {
    static func listed(below directory: String) throws -> [String] {
        let line = #"""
            find . ! -type l ! -type p -print0 | LC_ALL=C sort -z > "$1"
            xargs -0 getfattr -h -d -m '^user' -e hex < "$1"
            xargs -0 getfacl -n -p < "$1"
            """#
        let scratch = try TemporaryDirectory()
        let result = try StockTool.shell(line, [scratch.file("names")], in: directory)
        try #require(result.status == 0, "\(result.errors)")
        return result.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
