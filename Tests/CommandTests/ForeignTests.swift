// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// Sessions with a tar that another program wrote.
@Suite("Foreign archives")
struct ForeignTests {
    private let directory: TemporaryDirectory
    private var tar: String { directory.file("tree.tar.gz") }
    private var out: String { directory.file("out") }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("tree/INBOX")
        try directory.write([UInt8]("map\n".utf8), to: "tree/SYSTEM.MAP")
        try directory.write([UInt8]("more\n".utf8), to: "tree/INBOX/A.TXT")
        try #require(mkfifo(directory.file("tree/QUEUE.PIP"), 0o600) == 0)
        let made = try StockTool.shell(
            "tar --sort=name -czf tree.tar.gz tree", in: directory.path)
        try #require(made.status == 0, "\(made.errors)")
    }

    private static let unproved =
        "warning: it is a tar in gzip that smsbackup did not write: no digest proves"

    @Test func `list shows the entries and says that nothing is proved`() throws {
        let result = try BuiltCommand.run(["list", tar])
        result.expect(3)
        #expect(result.text == "tree/\ntree/INBOX/\ntree/INBOX/A.TXT\ntree/SYSTEM.MAP\n")
        result.expectMessage(Self.unproved)
        result.expectMessage(
            "warning: \"tree/QUEUE.PIP\": it is a FIFO, which a restore leaves out")
        let long = try BuiltCommand.run(["list", "-l", tar, "SYSTEM.MAP"])
        #expect(long.text.contains(" 4 ") && long.text.hasSuffix(" tree/SYSTEM.MAP\n"))
        #expect(!long.text.contains("e3b0c442"))
    }

    @Test func `list as JSON has no digests`() throws {
        let result = try BuiltCommand.run(["list", "--json", tar])
        result.expect(3)
        let document = try JSONSerialization.jsonObject(with: Data(result.output))
        let report = try #require((document as? [String: Any])?["report"] as? [[String: Any]])
        #expect(report.count == 4)
        #expect(report.allSatisfy { $0["sha256"] == nil })
        #expect(report.compactMap { $0["size"] as? Int } == [5, 4])
    }

    @Test func `verify has a finding, which an option makes a warning`() throws {
        let result = try BuiltCommand.run(["verify", tar])
        result.expect(2)
        #expect(result.text.contains("[archive-foreign] it is a tar in gzip"))
        #expect(result.text.contains("NOT PROVED: not made by smsbackup, 5 entries read"))
        for word in ["intact", "verified"] { #expect(!result.text.contains(word)) }
        let allowed = try BuiltCommand.run(["verify", "--allow-foreign", tar])
        allowed.expect(3)
        #expect(allowed.text.contains("0 intact"))
        #expect(allowed.text.contains("1 not made by smsbackup, NOT PROVED"))
    }

    @Test func `real damage is a finding whatever is allowed`() throws {
        let good = try bytes(of: tar)
        // Behind the compressed data stand its CRC-32 and its length.
        for (name, damage) in [
            ("crc", Damage.flippedBit((good.count - 6) * 8)), ("cut", .cut(good.count - 20)),
        ] {
            let path = try directory.write(damage.applied(to: good), to: name)
            let result = try BuiltCommand.run(["verify", "--allow-foreign", path])
            result.expect(2)
            #expect(result.text.contains(name == "crc" ? "[decompression]" : "[length]"))
            #expect(result.text.contains("DAMAGED, NOT PROVED"))
            try BuiltCommand.run(["list", path]).expect(2)
        }
    }

    @Test func `verify as JSON tells what was read`() throws {
        let result = try BuiltCommand.run(["verify", "--json", "--allow-foreign", tar])
        result.expect(3)
        let document = try JSONSerialization.jsonObject(with: Data(result.output))
        let report = (document as? [String: Any])?["report"] as? [String: Any]
        let archive = try #require((report?["archives"] as? [[String: Any]])?.first)
        #expect(archive["verdict"] as? String == "foreign")
        #expect(archive["restorable"] as? String == "unknown")
        let foreign = try #require(archive["foreign"] as? [String: Any])
        #expect(foreign["compression"] as? String == "gzip")
        #expect(foreign["entries"] as? Int == 5)
        #expect(foreign["frames"] as? Int == 1)
        #expect(foreign["readToEnd"] as? Bool == true)
    }

    @Test(arguments: [false, true])
    func `nothing is recorded, and no job counts it as a success`(isAllowed: Bool) throws {
        let store = try directory.makeDirectory("store")
        let name = directory.file("store/tree.tar.gz")
        try FileManager.default.copyItem(atPath: tar, toPath: name)
        let metrics = directory.file("job.prom")
        let option = isAllowed ? ["--allow-foreign"] : []
        let result = try BuiltCommand.run(
            ["verify", "--record", "--metrics", metrics] + option + [store])
        result.expect(isAllowed ? 3 : 2)
        let journal = directory.file("store/.smsbackup-verified.json")
        #expect(!FileManager.default.fileExists(atPath: journal))
        let page = try Exposition(bytes(of: metrics))
        let labels = ["command": "verify", "store": "job"]
        #expect(page["smsbackup_last_success_timestamp_seconds", labels] == nil)
        let archive = labels.merging(["archive": name, "site": ""]) { $1 }
        #expect(page["smsbackup_archive_intact", archive] == 0)
        for (state, count) in [
            ("intact", 0), ("faulty", isAllowed ? 0 : 1), ("foreign", isAllowed ? 1 : 0),
        ] {
            let state = labels.merging(["state": state]) { $1 }
            #expect(page["smsbackup_verify_archives", state] == Int64(count))
        }
        let plugin = try BuiltCommand.run(["verify", "--format", "nagios"] + option + [store])
        #expect(plugin.status == (isAllowed ? 1 : 2))
        #expect(plugin.text.hasPrefix("SMSBACKUP \(isAllowed ? "WARNING" : "CRITICAL"): "))
    }

    @Test func `restore brings it back, and says what it could not look at`() throws {
        let result = try BuiltCommand.run(["restore", tar, out])
        result.expect(3)
        result.expectMessage(Self.unproved)
        result.expectMessage("warning: \"tree/QUEUE.PIP\": a FIFO is left out")
        #expect(result.text.hasPrefix("restored 4 entries, "))
        #expect(try directory.names(in: "out") == ["tree"])
        for name in ["tree/SYSTEM.MAP", "tree/INBOX/A.TXT", "tree/INBOX", "tree"] {
            let (found, wanted) = (
                try TreeState("\(out)/\(name)").nodes["."],
                try TreeState(directory.file(name)).nodes["."]
            )
            #expect(found?.content == wanted?.content && found?.mode == wanted?.mode)
            #expect(found?.seconds == wanted?.seconds)
        }
    }

    @Test func `a dry run lists what would be made, and makes nothing`() throws {
        let result = try BuiltCommand.run(["restore", "--dry-run", tar, out])
        result.expect(3)
        #expect(result.text.hasPrefix("create  tree/\ncreate  tree/INBOX/\n"))
        #expect(!FileManager.default.fileExists(atPath: out))
        let json = try BuiltCommand.run(["restore", "--dry-run", "--json", tar, out])
        json.expect(3)
        let document = try JSONSerialization.jsonObject(with: Data(json.output))
        let report = (document as? [String: Any])?["report"] as? [String: Any]
        #expect((report?["actions"] as? [Any])?.count == 4)
        #expect(report?["site"] == nil)
    }

    @Test func `patterns select`() throws {
        let result = try BuiltCommand.run(["restore", tar, out, "SYSTEM.MAP"])
        result.expect(3)
        #expect(result.text.contains("4 not selected"))
        #expect(try directory.names(in: "out/tree") == ["SYSTEM.MAP"])
        let none = try BuiltCommand.run(["restore", tar, directory.file("none"), "NO.SUCH"])
        none.expect(1)
        none.expectMessage("error: nothing in ")
    }

    @Test func `a directory that comes behind its files gets its attributes`() throws {
        let line = """
            chmod 711 tree; touch -d @835643765 tree
            tar -cf late.tar --no-recursion tree/SYSTEM.MAP tree
            """
        #expect(try StockTool.shell(line, in: directory.path).status == 0)
        let late = directory.file("late.tar")
        let plan = try BuiltCommand.run(["restore", "--dry-run", late, out])
        #expect(
            plan.text.hasPrefix("create  tree/SYSTEM.MAP\ncreate  tree/\nwould restore 2 entries"))
        let result = try BuiltCommand.run(["restore", late, out])
        result.expect(3)
        #expect(result.text.hasPrefix("restored 2 entries"))
        let found = try TreeState("\(out)/tree").nodes["."]
        #expect(found?.seconds == 835_643_765 && found.map { $0.mode & 0o777 } == 0o711)
    }

    @Test func `what is refused and not selected does not matter`() throws {
        let line = "tar -P -cf out.tar --transform='s,tree/INBOX,../INBOX,' tree"
        #expect(try StockTool.shell(line, in: directory.path).status == 0)
        let archive = directory.file("out.tar")
        try BuiltCommand.run(["restore", archive, out, "SYSTEM.MAP"]).expect(3)
        let all = try BuiltCommand.run(["restore", archive, directory.file("all")])
        all.expect(2)
        #expect(all.text.contains("[refused-entry] \"../INBOX/A.TXT\": its name leads upwards"))
        #expect(try !directory.names().contains("INBOX"))
    }

    @Test func `a directory that holds something is not written into`() throws {
        try directory.makeDirectory("out")
        try directory.write([1], to: "out/SOMETHING")
        for options in [[], ["--dry-run"], ["--overwrite", "always"]] {
            let result = try BuiltCommand.run(["restore", tar, out] + options)
            result.expect(1)
            result.expectMessage("error: \"\(out)\" is not empty: it holds \"SOMETHING\"")
        }
        #expect(try directory.names(in: "out") == ["SOMETHING"])
    }

    @Test(arguments: [
        ["--in-place"], ["--component", "tree"], ["--child", "B01"], ["--root", "X"],
        ["--accept-duplicate-ids"], ["--to-stdout"],
    ])
    func `what needs a manifest is refused`(options: [String]) throws {
        let place = options == ["--to-stdout"] ? [] : [out]
        let result = try BuiltCommand.run(["restore", tar] + place + options)
        #expect(result.status == 64)
        #expect(result.errors.contains("was not made by smsbackup"), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    @Test func `an archive that is cut off gives back what comes before`() throws {
        try directory.write(noise(200_000), to: "tree/Z.DAT")
        let made = try StockTool.shell(
            "tar --sort=name -cf - tree | gzip > tree.tar.gz", in: directory.path)
        #expect(made.status == 0)
        let path = try directory.write(
            Damage.cut(100_000).applied(to: bytes(of: tar)), to: "cut")
        let result = try BuiltCommand.run(["restore", path, out])
        result.expect(2)
        #expect(result.text.contains("[length] it ends in the middle of compressed data"))
        #expect(result.text.contains("not restored: \"tree/Z.DAT\""))
        #expect(try directory.names(in: "out/tree") == ["INBOX", "SYSTEM.MAP"])
    }

    @Test(arguments: ["show", "show --checklist", "cat", "diff", "diff, the newer one"])
    func `commands that need a manifest say what it is`(command: String) throws {
        let arguments: [String] =
            switch command {
            case "show": ["show", tar]
            case "show --checklist": ["show", "--checklist", tar]
            case "cat": ["cat", tar, "tree/SYSTEM.MAP"]
            case "diff": ["diff", tar, try Session.archive]
            default: ["diff", try Session.archive, tar]
            }
        let result = try BuiltCommand.run(arguments)
        result.expect(1)
        result.expectMessage(
            "error: \"\(tar)\" was not made by smsbackup: it is a tar in gzip, without a manifest")
        #expect(result.text.isEmpty)
    }

    @Test func `a damaged archive of ours is no foreign one`() throws {
        let cut = try Damage.cut(2_000).applied(to: bytes(of: Session.archive))
        let path = try directory.write(cut, to: "cut.tar.zst")
        let commands: [(arguments: [String], status: Int32)] = [
            (["show", path], 2), (["cat", path, "x"], 2), (["diff", path, path], 1),
        ]
        for command in commands {
            let result = try BuiltCommand.run(command.arguments)
            result.expect(command.status)
            #expect(!result.errors.contains("was not made by smsbackup"), "\(result.errors)")
            result.expectMessage("error: archive \"\(path)\" is damaged")
        }
    }
}
