// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Same input, same bytes")
struct DeterminismTests {
    /// Fills a site; the order in which its files are made must not matter.
    private func fill(_ site: BareSite, reversed: Bool) throws {
        let numbers = reversed ? [Int](0..<40).reversed() : [Int](0..<40)
        for number in numbers {
            try site.write(
                noise(20_000 + number, seed: UInt64(number % 7)),
                to: "BOX\(number % 5)/F\(number / 5).DAT")
        }
        var large = noise(100_000)
        for _ in 0..<6 { large += large }
        try site.write([UInt8](large.prefix(5_000_000)), to: "LARGE.BIN")
        try site.shell(
            """
            ln BOX1/F1.DAT BOX2/LINK; ln -s x SYM; echo odd > $'o\\xff%'
            truncate -s 3M SPARSE; setfattr -n user.b -v 1 SPARSE; setfattr -n user.a -v 2 SPARSE
            find . -exec touch -h -d '1996-06-24 19:16:05.123456789 UTC' {} +
            """)
    }

    @Test(arguments: Compression.Codec.allCases)
    func `the number of threads does not matter`(codec: Compression.Codec) throws {
        let site = try BareSite()
        try fill(site, reversed: false)
        for workers in [1, 2, 5] { try site.capture(to: "a\(workers)", codec, workers: workers) }
        let first = try bytes(of: site.directory.file("a1"))
        #expect(try isSame(bytes(of: site.directory.file("a2")), first))
        #expect(try isSame(bytes(of: site.directory.file("a5")), first))
        #expect(try site.verify("a1").findings == [])
    }

    @Test func `the order of the directory does not matter`() throws {
        let site = try BareSite()
        try fill(site, reversed: false)
        let before = try StockTool.shell("ls -U BOX1", in: site.root).text
        try site.capture(to: "a1")
        try site.shell("rm -rf -- *; printf 'map\\r\\n' > SYSTEM.MAP")
        try fill(site, reversed: true)
        let after = try StockTool.shell("ls -U BOX1", in: site.root).text
        #expect(before != after, "the order is the same: this proves nothing")
        try site.capture(to: "a2")
        #expect(
            try isSame(bytes(of: site.directory.file("a1")), bytes(of: site.directory.file("a2"))))
    }

    struct Surroundings: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let line: String
    }

    static let surroundings = [
        Surroundings(testDescription: "another umask", line: "umask 077"),
        Surroundings(testDescription: "no umask", line: "umask 0"),
        Surroundings(testDescription: "another time zone", line: "export TZ=Pacific/Kiritimati"),
        Surroundings(testDescription: "another locale", line: "export LC_ALL=C LANG=C"),
        Surroundings(testDescription: "no such locale", line: "export LC_ALL=tr_TR.UTF-8"),
        Surroundings(testDescription: "no environment", line: "unset LC_ALL LANG HOME USER PATH"),
        Surroundings(testDescription: "five threads", line: "set -- \"$@\" --jobs 5"),
    ]

    @Test(arguments: surroundings)
    func `the surroundings do not matter`(surroundings: Surroundings) throws {
        let site = try BareSite()
        try fill(site, reversed: false)
        for (number, line) in ["true", surroundings.line].enumerated() {
            let result = try StockTool.shell(
                "export SOURCE_DATE_EPOCH=1000000000; out=$1; shift; \(line); exec \"$@\" -o \"$out\"",
                [site.directory.file("a\(number)"), BuiltCommand.path, "capture"] + site.arguments
                    + ["--name", "XXX-test"])
            #expect([0, 3].contains(result.status), "\(result.errors)")
        }
        #expect(
            try isSame(bytes(of: site.directory.file("a0")), bytes(of: site.directory.file("a1"))))
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a stream has the bytes of the file`(codec: Compression.Codec) throws {
        let site = try BareSite()
        try fill(site, reversed: false)
        let arguments =
            ["capture"] + site.arguments + ["--name", "XXX-test", "--codec", codec.rawValue]
        let environment = ["SOURCE_DATE_EPOCH": "1000000000"]
        try BuiltCommand.run(
            arguments + ["-o", site.directory.file("a")], environment: environment)
        let piped = try StockTool.shell(
            "out=$1; shift; \"$@\" -o - | cat > \"$out\"",
            [site.directory.file("b"), "env", "SOURCE_DATE_EPOCH=1000000000", BuiltCommand.path]
                + arguments)
        #expect([0, 3].contains(piped.status), "\(piped.errors)")
        #expect(
            try isSame(bytes(of: site.directory.file("a")), bytes(of: site.directory.file("b"))))
    }
}
