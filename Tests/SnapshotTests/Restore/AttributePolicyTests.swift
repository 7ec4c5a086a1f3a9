// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Which attributes come back")
struct AttributePolicyTests {
    static let isRoot = geteuid() == 0

    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.shell(
            """
            echo a > PLAIN; echo a > OWNED; echo a > SUID; chmod 4755 SUID; mkdir SGID
            chmod 2755 SGID; ln -s PLAIN LINK
            if [ "$(id -u)" = 0 ]; then chown 1234:5678 OWNED; chown -h 1234:5678 LINK; fi
            """)
        try site.capture(to: "a")
        return site
    }

    private func stat(_ format: String, _ name: String, _ site: BareSite) throws -> String {
        try StockTool.shell(
            "stat -c '\(format)' out/XXX/tree/\(name)", in: site.directory.path
        ).text.trimmingCharacters(in: .newlines)
    }

    @Test func `set-id bits come back only when they are asked for`() throws {
        let site = try site()
        let without = try site.restore("a", to: "out")
        #expect(without.attributes.kinds.map(\.kind) == [.setIDs])
        #expect(without.attributes.kinds[0].found.count == 2)
        #expect(try stat("%a", "SUID", site) == "755")
        #expect(try stat("%a", "SGID", site) == "755")
        try StockTool.shell("rm -rf out", in: site.directory.path)
        let with = try site.restore("a", to: "out") { $0.attributes.restoresSetIDs = true }
        #expect(with.attributes.isEmpty)
        #expect(try stat("%a", "SUID", site) == "4755")
        #expect(try stat("%a", "SGID", site) == "2755")
    }

    @Test(.enabled(if: isRoot, "only root gives files away"))
    func `owners are the numbers, root or whoever restores`() throws {
        for (owners, expected) in [
            (AttributePolicy.Owners.numeric, "1234:5678"), (.root, "0:0"), (.none, "0:0"),
        ] {
            let site = try site()
            let report = try site.restore("a", to: "out") {
                $0.attributes.owners = owners
                $0.attributes.restoresSetIDs = true
            }
            #expect(report.attributes.isEmpty, "\(owners)")
            #expect(try stat("%u:%g", "OWNED", site) == expected, "\(owners)")
            #expect(try stat("%u:%g", "LINK", site) == expected, "\(owners)")
        }
    }

    @Test(.enabled(if: isRoot, "only root gives files away"))
    func `owners by name are those of this machine`() throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        // The archive's numbers are another machine's; the names count.
        forgery.units[0][0].entry.attributes.ownerID = 4_711
        forgery.units[0][0].entry.attributes.groupID = 4_712
        forgery.units[0][0].entry.attributes.ownerName = [UInt8]("daemon".utf8)
        forgery.units[0][0].entry.attributes.groupName = [UInt8]("daemon".utf8)
        forgery.units[0][1].entry.attributes.ownerID = 4_713
        forgery.units[0][1].entry.attributes.ownerName = [UInt8]("nobody-of-that-name".utf8)
        try forgery.write(to: "a", in: directory.path)
        var options = RestoreOptions(workers: 2)
        options.attributes.owners = .names
        let report = try Restoration(options)
            .run([UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8))
        let owners = try StockTool.shell(
            "stat -c '%U:%G %u' bad good", in: directory.file("out/XXX/tree")
        ).text
        #expect(owners == "daemon:daemon 1\nUNKNOWN:root 4713\n")
        let told = report.attributes.kinds.flatMap(\.found.examples)
        #expect(told.map(\.attribute) == [.owner])
        #expect(told.first?.message.contains("\"nobody-of-that-name\"") == true)
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"))
    func `an ordinary user is told the number of foreign files, not each`() throws {
        let site = try BareSite()
        try site.shell("mkdir MANY; cd MANY; for n in $(seq 400); do echo $n > $n; done")
        try site.capture(to: "a")
        try StockTool.shell(
            "chmod 755 .; chmod 644 a; mkdir -m 777 out1 out2 out3", in: site.directory.path)
        func restore(_ words: [String]) throws -> MeasuredCommand {
            try MeasuredCommand(
                MeasuredCommand.asOrdinaryUser + [BuiltCommand.path, "restore"] + words,
                in: site.directory.path)
        }
        let archive = site.directory.file("a")
        let text = try restore([archive, site.directory.file("out1")])
        #expect(text.status == 3)
        // The files, the map twice, and the directories that the site itself has.
        #expect(text.text.contains("owner: 404 entries in all"), "\(text.text)")
        #expect(text.text.split(separator: "\n").count < 40)
        let json = try restore([archive, site.directory.file("out2"), "--json"])
        #expect(json.text.contains("\"count\" : 404"), "\(json.text.prefix(900))")
        #expect(json.text.components(separatedBy: "\"message\" : \"the owner is").count == 101)
        // Who does not want the owners has lost nothing.
        let own = try restore([archive, site.directory.file("out3"), "--owners", "none"])
        #expect(own.status == 0, "\(own.text)")
    }

    @Test(arguments: ["000", "777"]) func `the umask does not leak in`(mask: String) throws {
        let site = try BareSite()
        try site.shell("mkdir DIR; echo a > DIR/FILE; chmod 750 DIR; chmod 641 DIR/FILE")
        try site.capture(to: "a")
        try StockTool.shell("chmod 755 .; chmod 644 a; mkdir -m 777 out", in: site.directory.path)
        let words = OrdinaryUser.isThere ? MeasuredCommand.asOrdinaryUser : []
        let run = try MeasuredCommand(
            ["sh", "-c", "umask \(mask); exec \"$@\"", "sh"] + words
                + [
                    BuiltCommand.path, "restore", "--owners", "none", site.directory.file("a"),
                    site.directory.file("out"),
                ], in: site.directory.path)
        #expect(run.status == 0, "\(run.text)")
        #expect(try stat("%a", "DIR", site) == "750")
        #expect(try stat("%a", "DIR/FILE", site) == "641")
    }

    @Test(.enabled(if: isRoot, "only root can mount"))
    func `what the destination cannot hold is counted`() throws {
        let site = try BareSite()
        try site.shell(
            "echo a > FILE; setfattr -n user.DOSATTRIB -v 0x2001 FILE; setfacl -m u:7:r FILE")
        try site.capture(to: "a")
        // A ramfs has neither extended attributes of users nor lists.
        let line =
            "mkdir out && mount -t ramfs none out && \"$1\" restore a out --json"
        let result = try StockTool.run(
            "unshare", ["-m", "bash", "-c", line, "bash", BuiltCommand.path],
            in: site.directory.path)
        guard !result.errors.contains("mount") && !result.errors.contains("unshare") else { return }
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.text.contains("user.DOSATTRIB"))
        #expect(result.text.contains("extended-attribute"))
        #expect(result.text.contains("access-control-list"))
    }
}
