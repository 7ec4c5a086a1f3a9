// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Attributes through an archive")
struct AttributeTests {
    /// Makes a small secondary site, which needs little, and runs a line of shell in it.
    private func site(_ line: String) throws -> (SampleSite, CaptureInputs) {
        let site = try SampleSite()
        let prepared = try StockTool.shell(line, in: site.path("B01/SMS"))
        #expect(prepared.status == 0, "\(prepared.errors)")
        var inputs = CaptureInputs(site: [UInt8](site.path("B01/SMS").utf8))
        inputs.registry = [[UInt8](site.path("backup/sms-registry-B01.reg").utf8)]
        return (site, inputs)
    }

    /// Captures, verifies and restores the site; nothing may be wrong with it.
    private func roundTrip(
        _ inputs: CaptureInputs, of site: SampleSite, _ codec: Compression.Codec
    ) throws -> (archive: String, destination: String) {
        let archive = site.directory.file("a\(codec.fileExtension)")
        _ = try Capture(inputs, options: SampleSite.options(codec, name: "B01-test"))
            .run(to: .file([UInt8](archive.utf8)))
        let verified = try Verification(level: .full, workers: 2).run([UInt8](archive.utf8))
        #expect(verified.findings == [])
        let destination = site.directory.file("out")
        let report = try Restoration(RestoreOptions(workers: 2))
            .run([UInt8](archive.utf8), to: [UInt8](destination.utf8))
        #expect(report.notRestored == [])
        #expect(report.findings == [])
        #expect(report.warnings == [])
        return (archive, destination)
    }

    @Test(
        .enabled(if: StockTool.isThere("setfacl") && StockTool.isThere("getfattr")),
        arguments: Compression.Codec.allCases)
    func `access control lists and odd attribute names come back`(codec: Compression.Codec) throws {
        let (site, inputs) = try site(
            """
            mkdir ACL && touch ACL/file ACL/plain && chmod 640 ACL/file
            setfacl -m u:1234:rwx,g:99:r ACL/file && setfacl -d -m u:1234:rwx,g:99:r ACL
            setfattr -n 'user.DosStream.My Info:$DATA' -v one ACL/plain
            setfattr -n 'user.a=b%3Dc' -v two ACL/plain
            setfattr -n 'user.é' -v 0x00ff00 ACL/plain
            """)
        let (_, destination) = try roundTrip(inputs, of: site, codec)
        for directory in [site.path("B01/SMS/ACL"), destination + "/B01/tree/ACL"] {
            let list = try StockTool.run(
                "getfacl", ["-n", "--omit-header", ".", "file", "plain"], in: directory)
            #expect(
                list.text == """
                    user::rwx
                    group::r-x
                    other::r-x
                    default:user::rwx
                    default:user:1234:rwx
                    default:group::r-x
                    default:group:99:r--
                    default:mask::rwx
                    default:other::r-x

                    user::rw-
                    user:1234:rwx
                    group::r--
                    group:99:r--
                    mask::rwx
                    other::---

                    user::rw-
                    group::r--
                    other::r--


                    """)
            let attributes = try StockTool.run(
                "getfattr", ["-d", "-m", "user", "-e", "hex", "plain"], in: directory)
            #expect(attributes.text.contains("user.DosStream.My Info:$DATA=0x6f6e65"))
            #expect(attributes.text.contains("user.a\\075b%3Dc=0x74776f"))
            #expect(attributes.text.contains("=0x00ff00"))
        }
    }

    @Test(
        .enabled(if: StockTool.isThere("setfacl") && StockTool.isThere("getfacl")),
        arguments: Compression.Codec.allCases)
    func `numbers of users from 2^31 on come back in lists`(codec: Compression.Codec) throws {
        let (site, inputs) = try site(
            """
            mkdir ACL && touch ACL/file && chmod 640 ACL/file
            setfacl -m u:3000000000:rw,g:2147483648:r,u:1234:r ACL/file
            setfacl -d -m u:4294967294:rx,g:99:r ACL
            """)
        let (archive, destination) = try roundTrip(inputs, of: site, codec)
        let stock = try StockTool.shell(
            #"tar --acls --xattrs --xattrs-include='*' -xpf "$1""#, [archive],
            in: site.directory.path)
        #expect(stock.status == 0, "\(stock.errors)")
        let lists = try [
            site.path("B01/SMS/ACL"), destination + "/B01/tree/ACL",
            site.directory.file("B01-test/data/B01/tree/ACL"),
        ].map {
            try StockTool.run("getfacl", ["-n", "--omit-header", ".", "file"], in: $0).text
        }
        #expect(lists[0].contains("user:3000000000:rw-"))
        #expect(lists[0].contains("default:user:4294967294:r-x"))
        #expect(lists[1] == lists[0])
        #expect(lists[2] == lists[0])
    }

    @Test(.enabled(if: Self.holdsLargeAttributes), arguments: Compression.Codec.allCases)
    func `what no header has room for is named, and all else comes back`(
        codec: Compression.Codec
    ) throws {
        let site = try BareSite()
        // Of 60,000 bytes there is room for 13.
        try site.shell(
            """
            touch FULL FITS NONE; mkdir DIR; truncate -s 9M LARGE
            \(Self.give) FULL DIR LARGE FITS; setfattr -x user.a23 FITS
            """)
        let report = try site.capture(to: "a", codec)
        let told = report.warnings.filter { $0.kind == .attribute }
        #expect(
            Set(told.map { String(decoding: $0.subject, as: UTF8.self) })
                == Set(["FULL", "DIR", "LARGE"].map { "\(site.root)/\($0)" }))
        for warning in told {
            #expect(warning.needsAttention)
            #expect(
                warning.message.hasPrefix(
                    "extended attribute \"user.a23\": too large: a tar header"))
        }
        #expect(try site.verify("a").findings == [])
        try site.restore("a", to: "out")
        let show = "getfattr -d FULL DIR LARGE FITS NONE"
        let restored = try StockTool.shell(show, in: site.directory.file("out/XXX/tree"))
        try site.shell("setfattr -x user.a23 FULL DIR LARGE")
        let expected = try StockTool.shell(show, in: site.root)
        #expect(isSame(restored.output, expected.output))
        #expect(restored.output.count > 4 * 13 * 60_000)
        // Stock tools read the headers.
        let listed = try StockTool.run("bsdtar", ["-tf", site.directory.file("a")])
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(listed.text.contains("/tree/LARGE\n"))
    }

    @Test(.enabled(if: Self.holdsLargeAttributes))
    func `what no archive has room for is no difference of the site`() throws {
        let site = try BareSite()
        try site.shell("touch FULL; \(Self.give) FULL")
        try site.capture(to: "a")
        let compared = try BuiltCommand.run([
            "verify", site.directory.file("a"), "--against", site.root,
        ])
        #expect(compared.status == 3, "\(compared.text)\(compared.errors)")
        try site.shell("setfattr -x user.a12 FULL")
        let changed = try BuiltCommand.run([
            "verify", site.directory.file("a"), "--against", site.root,
        ])
        #expect(changed.status == 2, "\(changed.text)\(changed.errors)")
    }

    /// The start of a line of shell that gives files 14 attributes of 60,000 bytes.
    private static let give =
        "give() { v=$(head -c 60000 /dev/zero | tr '\\0' x); for n in $(seq 10 23); do setfattr -n user.a$n -v $v \"$@\"; done; }; give"

    /// Whether the file system of the tests takes a megabyte of attributes; ext4 does not.
    private static let holdsLargeAttributes: Bool = {
        guard let directory = try? TemporaryDirectory() else { return false }
        let result = try? StockTool.shell("set -e; touch f; \(give) f", in: directory.path)
        return result?.status == 0
    }()
}
