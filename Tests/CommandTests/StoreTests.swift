// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

/// `verify` over many archives: which are looked at, and what is said of the others.
@Suite("verify, stores")
struct StoreTests {
    /// A directory with so many copies of archives of bare sites, each another archive.
    struct Vault {
        let directory: TemporaryDirectory
        var path: String { directory.path }

        init(_ count: Int = 3) throws {
            directory = try TemporaryDirectory()
            let site = try BareSite()
            for number in 0..<count {
                try site.capture(to: "\(number).tar.zst", number % 2 == 0 ? .zstd : .gzip) {
                    $0.moment = .init(
                        wholeSeconds: SampleSite.evening.seconds - Int64(number) * 86_400)
                }
                let content = try bytes(of: site.directory.file("\(number).tar.zst"))
                try directory.write(content, to: name(number))
            }
        }

        func name(_ number: Int) -> String {
            "a\(number)" + (number % 2 == 0 ? ".tar.zst" : ".tar.gz")
        }

        func file(_ number: Int) -> String { directory.file(name(number)) }

        func damage(_ number: Int) throws {
            let good = try bytes(of: file(number))
            try directory.write(
                // In the first unit: the end of the archive and its manifest stay as they are.
                Damage.flippedBit(100 * 8).applied(to: good), to: name(number))
        }

        /// The numbers of the archives that a run named intact.
        func checked(_ result: StockTool.Result) -> [Int] {
            result.text.split(separator: "\n").filter { $0.contains(": intact (") }.compactMap {
                $0.split(separator: "\"").first.flatMap { $0.split(separator: "/").last }
                    .flatMap { Int($0.dropFirst().prefix { $0.isNumber }) }
            }
        }
    }

    @Test func `a directory stands for its archives, and for nothing else in it`() throws {
        let vault = try Vault()
        try vault.directory.write([UInt8]("notes".utf8), to: "README")
        try vault.directory.write([1], to: ".hidden.tar.zst")
        let copy = try bytes(of: vault.file(0))
        try vault.directory.write(copy, to: "renamed")
        try vault.directory.makeDirectory("below")
        try vault.directory.write(copy, to: "below/deep.tar.zst")
        let result = try BuiltCommand.run(["verify", vault.path])
        result.expect(3)
        #expect(vault.checked(result).prefix(3) == [0, 1, 2])
        #expect(result.text.contains("/renamed\": intact"))
        #expect(!result.text.contains("deep"))
        #expect(!result.text.contains("README"))
        let all = try BuiltCommand.run(["verify", "--recursive", vault.path])
        #expect(all.text.contains("/below/deep.tar.zst\": intact"))
        // A damaged archive is not passed over as a stranger.
        try vault.directory.write([], to: "lost.tar.gz.age")
        try BuiltCommand.run(["verify", vault.path]).expect(2)
    }

    @Test(arguments: ["1", "2", "5"]) func `the order does not depend on the threads`(
        jobs: String
    ) throws {
        let vault = try Vault(5)
        try vault.damage(3)
        let result = try BuiltCommand.run(["verify", "-j", jobs, vault.path])
        result.expect(2)
        #expect(vault.checked(result) == [0, 1, 2, 4].sorted { vault.name($0) < vault.name($1) })
        #expect(result.text.contains("a3.tar.gz\": DAMAGED"))
    }

    @Test func `a list names the archives, with line feeds or NUL bytes`() throws {
        let vault = try Vault()
        for (separator, options) in [("\n", []), ("\0", ["--null"])] {
            let text = [vault.file(2), "", vault.file(0), vault.file(2)]
                .joined(separator: separator)
            let list = try vault.directory.write([UInt8](text.utf8), to: "list")
            let fromFile = try BuiltCommand.run(["verify", "--files-from", list] + options)
            fromFile.expect(3)
            #expect(vault.checked(fromFile) == [2, 0])
            let fromInput = try StockTool.shell(
                #""$1" verify --files-from - "${@:3}" < "$2""#,
                [BuiltCommand.path, list] + options)
            #expect(vault.checked(fromInput) == [2, 0])
        }
    }

    @Test func `a run that checked nothing has failed`() throws {
        let directory = try TemporaryDirectory()
        let empty = try directory.write([], to: "empty")
        for arguments in [
            [directory.path], ["--files-from", empty], ["--newest", "1", directory.path],
        ] {
            for format in ["text", "json", "jsonl"] {
                let result = try BuiltCommand.run(["verify", "--format", format] + arguments)
                result.expect(1)
                result.expectMessage("error: there was no archive to verify: nothing was checked")
            }
        }
        let missing = try BuiltCommand.run(["verify", directory.file("none")])
        missing.expect(1)
        missing.expectMessage("error: there is no archive")
        try BuiltCommand.run(["verify", "--files-from", directory.file("none")]).expect(1)
    }

    @Test func `the newest are checked, and the others are named`() throws {
        let vault = try Vault()
        let result = try BuiltCommand.run(["verify", "--newest", "1", vault.path])
        result.expect(3)
        #expect(vault.checked(result) == [0])
        for number in [1, 2] {
            #expect(result.text.contains("\"\(vault.file(number))\": NOT CHECKED (not-newest)"))
        }
        #expect(result.text.contains("checked 1 of 3 archives: 1 intact (full), "))
        #expect(result.text.contains(", 2 NOT CHECKED"))
    }

    @Test func `an age beyond the limit is a finding, below it nothing`() throws {
        let vault = try Vault()
        let arguments = ["verify", "--newest", "1", vault.path, "--max-age"]
        let later = String(SampleSite.evening.seconds + 7_200)
        try BuiltCommand.run(arguments + ["3h"], environment: ["SOURCE_DATE_EPOCH": later])
            .expect(3)
        let old = try BuiltCommand.run(
            arguments + ["1h"], environment: ["SOURCE_DATE_EPOCH": later])
        old.expect(2)
        #expect(old.text.contains("[too-old] site XXX: "))
        // An archive from the future is never young.
        let before = String(SampleSite.evening.seconds - 200_000)
        let early = try BuiltCommand.run(
            arguments + ["1h"], environment: ["SOURCE_DATE_EPOCH": before])
        early.expect(2)
        #expect(early.text.contains("[future-date] site XXX: "))
    }

    @Test(arguments: [false, true]) func `samples cover a store in turn`(isRecorded: Bool) throws {
        let vault = try Vault(5)
        var checked: Set<Int> = []
        for day in 0..<3 {
            let now = String(SampleSite.evening.seconds + Int64(day) * 86_400)
            let result = try BuiltCommand.run(
                ["verify", "--sample", "1/3", vault.path] + (isRecorded ? ["--record"] : []),
                environment: ["SOURCE_DATE_EPOCH": now])
            result.expect(3)
            #expect(vault.checked(result).count == 2)
            #expect(result.text.count(of: "NOT CHECKED (not-sampled)") == 3)
            checked.formUnion(vault.checked(result))
        }
        #expect(checked == [0, 1, 2, 3, 4])
    }

    @Test func `when the time is over, one was checked and the others are named`() throws {
        let vault = try Vault()
        var first: Set<Int> = []
        for day in 0..<3 {
            let now = String(SampleSite.evening.seconds + Int64(day) * 86_400)
            let result = try BuiltCommand.run(
                ["verify", "-j", "1", "--time-budget", "0s", vault.path],
                environment: ["SOURCE_DATE_EPOCH": now])
            result.expect(3)
            #expect(vault.checked(result).count == 1)
            #expect(result.text.count(of: "NOT CHECKED (time-budget)") == 2)
            first.formUnion(vault.checked(result))
        }
        #expect(first == [0, 1, 2])
    }

    @Test func `nothing is written unless it is asked for`() throws {
        let vault = try Vault(1)
        try BuiltCommand.run(["verify", vault.path]).expect(3)
        #expect(try vault.directory.names() == [vault.name(0)])
        try BuiltCommand.run(["verify", "--record", vault.path]).expect(3)
        #expect(
            try vault.directory.names() == [".smsbackup-verified.json", vault.name(0)])
        // What is no record is not replaced, and a record that cannot be written is a failure.
        try vault.directory.write([1], to: ".smsbackup-verified.json")
        let result = try BuiltCommand.run(["verify", "--record", vault.path])
        result.expect(1)
        result.expectMessage("error: ")
        #expect(try bytes(of: vault.directory.file(".smsbackup-verified.json")) == [1])
    }

    @Test func `what was left out is in the document, and never among the archives`() throws {
        let vault = try Vault()
        let result = try BuiltCommand.run(["verify", "--json", "--newest", "1", vault.path])
        result.expect(3)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
        let report = try #require(document["report"] as? [String: Any])
        #expect((report["archives"] as? [Any])?.count == 1)
        let left = try #require(report["notChecked"] as? [[String: String]])
        #expect(left.map { $0["archive"] } == [vault.file(1), vault.file(2)].sorted())
        #expect(left.allSatisfy { $0["reason"] == "not-newest" })
    }
}

extension String {
    /// How often a text occurs.
    func count(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
