// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// What a job that runs every night meets sooner or later: what it may not read, and signals.
@Suite("Nightly jobs")
struct NightlyTests {
    /// A directory that anybody may read, with copies of an archive.
    private struct Store {
        let directory: TemporaryDirectory
        var path: String { directory.path }

        init(_ names: [String]) throws {
            directory = try TemporaryDirectory()
            for name in names {
                let source = try name.contains(".gz") ? Session.site.gzipArchive : Session.archive
                try run("cp", [source, directory.file(name)])
            }
            try run("chmod", ["-R", "a+rX", path])
        }

        func file(_ name: String) -> String { directory.file(name) }

        @discardableResult
        func run(_ tool: String, _ arguments: [String]) throws -> StockTool.Result {
            let result = try StockTool.run(tool, arguments)
            try #require(result.status == 0, "\(result.errors)")
            return result
        }

        /// A new identity of age, for which a file is encrypted into another one.
        func encrypt(_ name: String, to sealed: String, key: String) throws {
            try run("age-keygen", ["-o", file(key)])
            let recipient = try run("age-keygen", ["-y", file(key)]).text
            try run(
                "age",
                ["-r", recipient.trimmingCharacters(in: .newlines), "-o", file(sealed), file(name)])
        }

        /// The archives that the record of this directory tells of.
        func recorded() throws -> Set<String> {
            let record = try JSONSerialization.jsonObject(
                with: Data(bytes(of: file(".smsbackup-verified.json"))))
            let archives = try #require(
                (record as? [String: Any])?["archives"] as? [[String: Any]])
            return Set(archives.compactMap { $0["name"] as? String })
        }
    }

    /// A copy of the site and what lies beside it, in which a line of shell was run.
    private static func site(_ line: String) throws -> (TemporaryDirectory, root: String) {
        let directory = try TemporaryDirectory()
        let source = try Session.site.site.path("A01")
        let copy = try StockTool.run("cp", ["-a", source, directory.file("A01")])
        try #require(copy.status == 0, "\(copy.errors)")
        let root = directory.file("A01/SMS")
        let result = try StockTool.shell(
            "set -e; chmod -R a+rX ../..; " + line, in: root)
        try #require(result.status == 0, "\(result.errors)")
        return (directory, root)
    }

    @Test(
        .enabled(if: OrdinaryUser.isThere, "only root can become another user"),
        arguments: [["diff"], ["verify", "--level", "quick", "--against"]])
    func `what may not be read in the live site is no difference`(command: [String]) throws {
        let store = try Store(["a.tar.zst"])
        let (directory, root) = try Self.site(
            "chmod 000 NETMON/X86/NAL.DLL SITE.SRV/MAINCFG.BOX; echo new > ADDED; chmod 644 ADDED")
        defer { withExtendedLifetime(directory) {} }
        let archive = store.file("a.tar.zst")
        let arguments =
            command == ["diff"] ? [archive, root] : ["--against", root, archive]
        let result = try OrdinaryUser.run(command.filter { $0 != "--against" } + arguments)
        result.expect(1)
        for name in ["NETMON/X86/NAL.DLL", "SITE.SRV/MAINCFG.BOX"] {
            let isTold = result.errors.split(separator: "\n").contains {
                $0.hasPrefix("smsbackup: error: could not be compared: ") && $0.contains(name)
                    && $0.contains("Permission denied")
            }
            #expect(isTold, "\(name): \(result.errors)")
            #expect(!result.text.contains(name), "\(result.text)")
        }
        #expect(result.text.contains("ADDED"), "\(result.text)")
        #expect(!result.text.contains("no difference"))
        #expect(!result.text.contains("the site is as it was"))
    }

    @Test(
        .enabled(if: OrdinaryUser.isThere, "only root can become another user"),
        arguments: ["text", "json", "nagios"])
    func `an archive that may not be read does not hide the others`(format: String) throws {
        let store = try Store(["a.tar.zst", "b.tar.gz", "c.tar.zst"])
        try store.run("chmod", ["000", store.file("b.tar.gz")])
        let result = try OrdinaryUser.run(["verify", "--format", format, store.path])
        // A plugin has a status of its own for what could not be done.
        #expect(result.status == (format == "nagios" ? 3 : 1), "\(result.text)")
        let said = result.text + result.errors
        #expect(said.contains("Permission denied"), "\(said)")
        #expect(said.contains("b.tar.gz"))
        #expect(!said.lowercased().contains("damaged"), "\(said)")
        switch format {
        case "text": #expect(result.text.count(of: ": intact (full)") == 2)
        case "json": #expect(result.text.count(of: "\"verdict\" : \"intact\"") == 2)
        default: #expect(result.text.hasPrefix("SMSBACKUP UNKNOWN: "), "\(result.text)")
        }
    }

    @Test(arguments: [["diff"], ["diff", "--json"], ["verify", "--level", "quick", "--against"]])
    func `an interrupted comparison says nothing and leaves nothing`(command: [String]) throws {
        let store = try Store(["a.tar.zst"])
        let root = try Session.site.site.root
        let archive = store.file("a.tar.zst")
        let arguments =
            command.contains("diff") ? command + [archive, root] : command + [root, archive]
        // The signal comes while the live site's files are read.
        let result = try BuiltCommand.run(
            arguments, in: store.path,
            environment: FaultInjection.environment("read:300:interrupt"))
        #expect(result.status == 130, "\(result.text)\(result.errors)")
        result.expectMessage("error: interrupted")
        #expect(!result.text.contains("no difference") && !result.text.contains("as it was"))
        #expect(!result.text.contains("\"report\""))
        #expect(try store.directory.names() == ["a.tar.zst"])
    }

    @Test func `what was verified before an interruption is in a valid record`() throws {
        let names = (0..<6).map { "a\($0).tar.zst" }
        let store = try Store(names)
        let command = ["verify", "-j", "1", "--record", store.path]
        let counted = store.path + ".count"
        defer { try? FileManager.default.removeItem(atPath: counted) }
        var environment = FaultInjection.environment("none:1:5")
        environment["SMSBACKUP_FAULT_COUNT"] = counted
        try BuiltCommand.run(command, environment: environment).expect(0)
        let calls = String(decoding: try bytes(of: counted), as: UTF8.self).count(of: "pread\n")
        #expect(calls > 60)
        for part in 1..<6 {
            try store.run("rm", ["-f", store.file(".smsbackup-verified.json")])
            let result = try BuiltCommand.run(
                command,
                environment: FaultInjection.environment("pread:\(calls * part / 6):interrupt"))
            #expect(result.status == 130, "\(result.errors)")
            let told = result.text.count(of: ": intact (full)")
            #expect(told < names.count)
            if told > 0 {
                #expect(try store.recorded() == Set(names.prefix(told)), "\(part)")
            }
            let left = try store.directory.names().filter { !names.contains($0) }
            #expect(left == (told > 0 ? [".smsbackup-verified.json"] : []))
            // The next run goes on with it.
            let next = try BuiltCommand.run(["verify", "--sample", "1/6", "--record", store.path])
            next.expect(0)
            #expect(try store.recorded().count == told + 1)
        }
    }

    @Test(.enabled(if: StockTool.isThere("age")))
    func `encrypted archives are verified with the others of their directory`() throws {
        let store = try Store(["a.tar.zst", "b.tar.gz"])
        let keys = try Store([])
        try store.encrypt("a.tar.zst", to: "c.tar.zst.age", key: "mine")
        try store.encrypt("b.tar.gz", to: "d.tar.gz.age", key: "other")
        for key in ["mine", "other"] {
            try store.run("mv", [store.file(key), keys.file(key)])
        }
        let both = ["-i", keys.file("mine"), "-i", keys.file("other")]
        let all = try BuiltCommand.run(["verify", "--record", store.path] + both)
        all.expect(0)
        #expect(all.text.count(of: ": intact (full)") == 4)
        #expect(
            try store.recorded() == ["a.tar.zst", "b.tar.gz", "c.tar.zst.age", "d.tar.gz.age"])
        for (options, intact) in [([], 2), (Array(both.prefix(2)), 3)] {
            let some = try BuiltCommand.run(["verify", store.path] + options)
            some.expect(1)
            #expect(some.text.count(of: ": intact (full)") == intact)
            #expect(!some.text.contains("DAMAGED"))
            some.expectMessage("error: ")
            #expect(some.errors.contains("d.tar.gz.age"))
        }
        // A damaged one is damaged with its key, and beside others.
        let sealed = try bytes(of: store.file("c.tar.zst.age"))
        try store.directory.write(
            Damage.flippedBit(sealed.count / 2 * 8).applied(to: sealed), to: "c.tar.zst.age")
        let damaged = try BuiltCommand.run(["verify", store.path] + both)
        damaged.expect(2)
        #expect(damaged.text.count(of: ": intact (full)") == 3)
        #expect(damaged.text.contains("c.tar.zst.age\": [encryption] "), "\(damaged.text)")
    }

    @Test(.enabled(if: StockTool.isThere("age")))
    func `encrypted archives are compared with their identities`() throws {
        let store = try Store(["a.tar.zst", "b.tar.gz"])
        try store.encrypt("a.tar.zst", to: "c.age", key: "one")
        try store.encrypt("b.tar.gz", to: "d.age", key: "two")
        let (sealed, other) = (store.file("c.age"), store.file("d.age"))
        let keys = ["-i", store.file("one"), "-i", store.file("two")]
        try BuiltCommand.run(["diff", sealed, other] + keys).expect(0)
        try BuiltCommand.run(["diff", sealed, store.file("b.tar.gz")] + keys.prefix(2)).expect(0)
        let inputs = try Session.inputs
        try BuiltCommand.run(["diff", sealed] + inputs + keys).expect(0)
        try BuiltCommand.run(["verify", sealed, "--against"] + inputs + keys).expect(0)
        for options in [[], Array(keys.prefix(2)), Array(keys.suffix(2))] {
            let result = try BuiltCommand.run(["diff", sealed, other] + options)
            result.expect(1)
            #expect(result.text == "")
            #expect(result.errors.contains("is encrypted") || result.errors.contains("decrypted"))
        }
        // Another site's archive differs, through the encryption as well.
        let site = try BareSite()
        try site.write([1], to: "NEW.DAT")
        try site.capture(to: "x.tar.zst")
        let bare = try BuiltCommand.run(
            ["diff", sealed, site.directory.file("x.tar.zst")] + keys)
        bare.expect(2)
        #expect(bare.text.contains("NEW.DAT"), "\(bare.text)")
    }
}
