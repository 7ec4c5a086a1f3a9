// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("Contributed files")
struct ContributedFileTests {
    private static let directory = StockTool.repository + "/contrib"

    @Test func `the example of a configuration captures two sites`() throws {
        let sites = try ConfiguredSites()
        let example = try bytes(of: Self.directory + "/sites.yaml")
        try sites.sample.directory.write(example, to: "site/site.yaml")
        for name in ["services", "notify"] {
            let path = try sites.sample.directory.write(
                Array("#!/bin/sh\necho \(name) \"$@\" $SMSBACKUP_STATUS >> log\n".utf8),
                to: "site/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        let result = try sites.run("capture")
        result.expect(0)
        #expect(result.errors == "")
        for code in ["A01", "B01"] {
            try BuiltCommand.run(["verify", "-q", sites.archive(code)]).expect(0)
        }
        #expect(try sites.text("log") == "services stop A01\nservices start A01 0\nnotify 0\n")
    }

    @Test func `the description has every key, and no other`() throws {
        let page = String(
            decoding: try bytes(of: StockTool.repository + "/docs/CONFIGURATION.md"), as: UTF8.self)
        for (heading, kind) in [("the file", "file"), ("a site", "site"), ("a hook", "hook")] {
            let start = try #require(page.range(of: "### Keys of \(heading)\n"))
            let section = page[start.upperBound...].prefix { $0 != "#" }
            let described = Set(
                section.matches(of: /^\| (`[^|]*) \|/.anchorsMatchLineEndings())
                    .flatMap { $0.1.matches(of: /`([a-z-]+)`/).map { String($0.1) } })
            #expect(described == (try keys(of: kind)))
        }
    }

    /// The keys that the command itself names when it meets one that it does not know.
    private func keys(of kind: String) throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let texts = [
            "file": "nonsense: 1\n", "site": "sites: [{nonsense: 1}]\n",
            "hook": "sites: [{before: [{nonsense: 1}]}]\n",
        ]
        let file = try directory.write(Array((texts[kind] ?? "").utf8), to: "site.yaml")
        let errors = try BuiltCommand.run(["plan", "--config", file]).errors
        let list = try #require(errors.firstMatch(of: /its keys are ([a-z, -]+)\n/))
        return Set(list.1.split(separator: ", ").map(String.init))
    }

    /// systemd checks words, values, and that each program is there.
    @Test(.enabled(if: StockTool.isThere("systemd-analyze")))
    func `systemd accepts the units`() throws {
        let directory = try TemporaryDirectory()
        var units: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.directory + "/systemd")
        {
            let text = String(
                decoding: try bytes(of: "\(Self.directory)/systemd/\(name)"), as: UTF8.self)
            let own = text.replacing("/usr/local/bin/smsbackup", with: BuiltCommand.path)
            units.append(try directory.write([UInt8](own.utf8), to: name))
        }
        #expect(units.count == 4)
        let good = try StockTool.run("systemd-analyze", ["verify", "--man=no"] + units)
        #expect(good.status == 0 && good.text + good.errors == "", "\(good.text)\(good.errors)")
        // The same check must see what is wrong.
        let text = String(decoding: try bytes(of: units[0]), as: UTF8.self)
        let path = try directory.write(
            [UInt8]((text + "\n[Service]\nNoSuchSetting=1\nExecStart=/no/such/program\n").utf8),
            to: "wrong.service")
        let wrong = try StockTool.run("systemd-analyze", ["verify", "--man=no", path])
        #expect(wrong.status != 0 || !wrong.errors.isEmpty)
    }

    /// The line of the unit as it stands there, in a root of a test's own.
    private struct Unit {
        let root: TemporaryDirectory
        let line: [String]
        /// Where systemd lets the unit write.
        let writable: [String]

        init(_ name: String) throws {
            root = try TemporaryDirectory()
            let text = String(
                decoding: try bytes(of: "\(ContributedFileTests.directory)/systemd/\(name)"),
                as: UTF8.self)
            func values(_ key: String) -> [String] {
                text.split(separator: "\n").filter { $0.hasPrefix(key + "=") }
                    .flatMap { $0.dropFirst(key.count + 1).split(separator: " ").map(String.init) }
            }
            let root = root
            line = values("ExecStart").map {
                $0.hasPrefix("/") ? root.file(String($0.dropFirst())) : $0
            }
            writable = values("ReadWritePaths") + values("StateDirectory").map { "/var/lib/" + $0 }
            for path in writable { try root.makeDirectory(String(path.dropFirst())) }
        }

        func run() throws -> StockTool.Result {
            // systemd starts the program itself, without a shell.
            #expect(line.first == root.file("usr/local/bin/smsbackup"))
            return try BuiltCommand.run([String](line.dropFirst()))
        }

        /// All files below the root.
        func files() throws -> Set<String> {
            let found = try StockTool.shell("find . -type f -printf '/%P\\n'", in: root.path)
            return Set(found.text.split(separator: "\n").map(String.init))
        }
    }

    @Test func `the unit's own line verifies, and writes where it may`() throws {
        let unit = try Unit("smsbackup-verify.service")
        let store = "var/backups/smsbackup"
        let metrics = unit.root.file("var/lib/smsbackup/verify.prom")
        func metric() throws -> String? {
            String(decoding: try bytes(of: metrics), as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("smsbackup_exit_status{") }?.split(separator: " ").last
                .map(String.init)
        }
        let empty = try unit.run()
        empty.expect(1)
        #expect(empty.errors.contains("nothing was checked"))
        #expect(try metric() == "1")

        let good = try bytes(of: try Session.archive)
        try unit.root.write(good, to: store + "/a.tar.zst")
        let before = try unit.files()
        try unit.run().expect(0)
        let written = try unit.files().subtracting(before)
        #expect(written == ["/\(store)/.smsbackup-verified.json"])
        #expect(try metric() == "0")
        for path in try unit.files() {
            #expect(unit.writable.contains { path.hasPrefix($0 + "/") }, "\(path)")
        }
        let status = try BuiltCommand.run(
            ["status", "--max-verification-age", "1d", unit.root.file(store)])
        status.expect(0)

        try unit.root.write(
            Damage.flippedBit(good.count * 4).applied(to: good), to: store + "/b.tar.zst")
        let damaged = try unit.run()
        damaged.expect(2)
        #expect(damaged.text.contains("b.tar.zst\": DAMAGED"))
        #expect(try metric() == "2")
    }
}
