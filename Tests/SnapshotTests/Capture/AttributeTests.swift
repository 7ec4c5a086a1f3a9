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
}
