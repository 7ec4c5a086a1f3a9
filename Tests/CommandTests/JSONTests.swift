// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("JSON documents")
struct JSONTests {
    /// A run of the command, and the status it must end with.
    struct Run: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let command: String
        let status: Int32
        let arguments: @Sendable (TemporaryDirectory) throws -> [String]

        init(
            _ name: String, _ command: String, _ status: Int32,
            _ arguments: @escaping @Sendable (TemporaryDirectory) throws -> [String]
        ) {
            testDescription = name
            self.command = command
            self.status = status
            self.arguments = arguments
        }
    }

    static let runs = [
        Run("plan, ready", "plan", 0) { _ in try Session.inputs },
        Run("plan, everything missing", "plan", 2) { directory in [directory.path] },
        Run("plan, a declared absence", "plan", 3) { _ in
            try Session.inputs(without: "--database") + ["--allow-missing", "database"]
        },
        Run("plan of a secondary site", "plan", 0) { _ in
            let site = try Session.site.site
            return [
                site.path("B01/SMS"), "--registry", site.path("backup/sms-registry-B01.reg"),
                "--absent", "SMS_PKGx",
            ]
        },
        Run("plan, by configuration", "plan", 1) { directory in
            try configuration(in: directory)
        },
        Run("capture, by configuration", "capture", 1) { directory in
            try configuration(in: directory)
        },
        Run("capture", "capture", 0) { directory in
            try Session.inputs + ["-o", directory.file("a.tar.zst")]
        },
        Run("verify, intact", "verify", 0) { _ in [try Session.archive] },
        Run("verify, deep", "verify", 3) { _ in ["--level", "deep", try Session.archive] },
        Run("verify, damaged", "verify", 2) { directory in
            let good = try bytes(of: Session.archive)
            let damage = Damage.flippedBit(good.count * 4)
            return [
                try directory.write(damage.applied(to: good), to: "damaged.tar.zst"),
                try Session.archive,
            ]
        },
        Run("verify, not there", "verify", 1) { directory in
            [directory.file("none"), try Session.archive]
        },
        Run("verify, only the newest, of the future", "verify", 2) { _ in
            ["--newest", "1", "--max-age", "1h", try Session.archive, try Session.site.gzipArchive]
        },
        Run("status", "status", 0) { _ in ["--keep", "1", try Session.archive] },
        Run("status, never verified", "status", 2) { _ in
            ["--min-level", "full", try Session.archive]
        },
        Run("restore", "restore", 0) { directory in
            [try Session.archive, directory.file("out")]
        },
        Run("restore over what exists", "restore", 2) { directory in
            try BuiltCommand.run(["restore", "-q", Session.archive, directory.file("out")])
            return [
                try Session.archive, directory.file("out"), "SYSTEM.MAP", "--overwrite", "never",
            ]
        },
        Run("restore, a plan", "restore", 0) { directory in
            [try Session.archive, directory.file("out"), "--dry-run"]
        },
        Run("restore, a plan with what is refused", "restore", 2) { directory in
            [
                try Session.archive, directory.file("out"), "--dry-run", "--current-registry",
                try Session.site.site.path("backup/sms-registry.reg"),
            ]
        },
        Run("drill", "drill", 3) { _ in [try Session.archive] },
        Run("drill, a command that fails", "drill", 2) { directory in
            [
                try Session.archive, "--scratch", directory.path, "--keep", "--run", "sh", "-c",
                "echo no; exit 1",
            ]
        },
        Run("drill, damaged", "drill", 2) { directory in
            let good = try bytes(of: Session.archive)
            let damage = Damage.flippedBit(good.count * 4)
            return [try directory.write(damage.applied(to: good), to: "damaged.tar.zst")]
        },
        Run("salvage", "salvage", 0) { directory in
            [try Session.archive, directory.file("out")]
        },
        Run("salvage, damaged", "salvage", 2) { directory in
            let good = try bytes(of: Session.archive)
            let damage = Damage.flippedBit(good.count * 4)
            return [
                try directory.write(
                    damage.applied(to: [UInt8](good.dropLast(400))), to: "damaged.tar.zst"),
                directory.file("out"),
            ]
        },
        Run("list", "list", 0) { _ in [try Session.archive] },
        Run("list with every oddity", "list", 0) { _ in
            [try ArchivedSite.odd.get().zstdArchive]
        },
        Run("show", "show", 0) { _ in [try Session.archive] },
        Run("show, checklist", "show", 0) { _ in ["--checklist", try Session.archive] },
        Run("show, restore guide", "show", 0) { _ in ["--restore-guide", try Session.archive] },
    ]

    /// A file with three sites: one that is fine, its parent, and one that is not there.
    private static func configuration(in directory: TemporaryDirectory) throws -> [String] {
        let site = try Session.site.site
        let text = """
            version: 1
            output: .
            sites:
              - code: A01
                root: \(site.root)
                allow-missing: [registry, database, child]
                before: [{command: [sh, -c, "echo no; exit 1"], optional: true}]
              - code: B01
                parent: A01
                root: \(site.path("B01/SMS"))
                registry: [\(site.path("backup/sms-registry-B01.reg"))]
              - {code: D01, root: none}
            """
        return ["--config", try directory.write([UInt8](text.utf8), to: "site.yaml")]
    }

    @Test(arguments: runs)
    func `is one document with version, command, status and report`(run: Run) throws {
        let directory = try TemporaryDirectory()
        let arguments = try [run.command, "--json"] + run.arguments(directory)
        let result = try BuiltCommand.run(arguments)
        #expect(result.status == run.status, "\(result.errors)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
        #expect(Set(document.keys) == ["smsbackup_json", "command", "status", "report"])
        #expect(document["smsbackup_json"] as? Int == 1)
        #expect(document["command"] as? String == run.command)
        #expect(document["status"] as? Int == Int(run.status))
        #expect(result.output.last == UInt8(ascii: "\n"))
    }

    /// What a reader of docs/JSON.md does not find there he may not use.
    @Test(arguments: runs) func `holds no field that docs/JSON.md does not name`(run: Run) throws {
        let directory = try TemporaryDirectory()
        let arguments = try [run.command, "--json"] + run.arguments(directory)
        let result = try BuiltCommand.run(arguments)
        let page = String(
            decoding: try bytes(of: StockTool.repository + "/docs/JSON.md"), as: UTF8.self)
        let documented = Set(
            page.matches(of: /^\| `([A-Za-z_0-9]+)`/.anchorsMatchLineEndings())
                .map { String($0.1) })
        let found = keys(in: try JSONSerialization.jsonObject(with: Data(result.output)))
        #expect(found.subtracting(documented) == [])
    }

    @Test func `every example in docs/JSON.md is a document`() throws {
        let page = String(
            decoding: try bytes(of: StockTool.repository + "/docs/JSON.md"), as: UTF8.self)
        let examples = page.matches(of: /```json\n((?:[^`]|\n)*)```/).map { String($0.1) }
        #expect(examples.count == 10)
        var commands: [String] = []
        for example in examples {
            let value = try JSONSerialization.jsonObject(with: Data(example.utf8))
            let document = try #require(value as? [String: Any])
            #expect(Set(document.keys) == ["smsbackup_json", "command", "status", "report"])
            commands.append(document["command"] as? String ?? "")
        }
        #expect(
            commands == [
                "plan", "capture", "verify", "status", "restore", "drill", "salvage", "diff",
                "list", "show",
            ])
    }

    @Test func `a command that could not be done prints no document`() throws {
        let directory = try TemporaryDirectory()
        for arguments in [
            ["plan", "--json", directory.file("none")], ["show", "--json", directory.file("none")],
            ["restore", "--json", directory.file("none"), directory.path],
        ] {
            let result = try BuiltCommand.run(arguments)
            result.expect(1)
            #expect(result.text == "")
            result.expectMessage("error: ")
        }
    }

    @Test func `a capture to a stream prints no document into it`() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.file("a.tar.zst")
        let result = try BuiltCommand.run(
            ["capture", "--json"] + Session.inputs + ["-o", "-"], output: archive)
        #expect(result.status == 0)
        try BuiltCommand.run(["verify", "-q", archive]).expect(0)
    }

    private func keys(in value: Any) -> Set<String> {
        if let object = value as? [String: Any] {
            return object.values.map(keys).reduce(Set(object.keys)) { $0.union($1) }
        }
        if let array = value as? [Any] {
            return array.map(keys).reduce([]) { $0.union($1) }
        }
        return []
    }
}
