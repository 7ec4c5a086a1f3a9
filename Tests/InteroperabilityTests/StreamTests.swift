// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

@Suite("Compressed stream")
struct StreamTests {
    /// A stock check and what it must say.
    struct Check: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let program: String
        let codec: Compression.Codec
        /// What standard output must contain.
        let says: String

        init(_ line: String, _ codec: Compression.Codec, says: String = "") {
            testDescription = line
            program = String(line.prefix { $0 != " " })
            self.codec = codec
            self.says = says
        }
    }

    static let checks = [
        Check(#"zstd -q -t "$1""#, .zstd),
        Check(#"zstd -l "$1""#, .zstd, says: "XXH64"),
        Check(#"gzip -t "$1""#, .gzip),
        Check(#"7zz t "$1""#, .zstd, says: "Everything is Ok"),
        Check(#"7zz t "$1""#, .gzip, says: "Everything is Ok"),
        Check(#"file -b "$1""#, .zstd, says: "Zstandard compressed data"),
        Check(#"file -b "$1""#, .gzip, says: "gzip compressed data"),
    ]

    @Test(arguments: checks.filter { StockTool.isThere($0.program) })
    func `a stock check finds it good`(check: Check) throws {
        let archive = try ArchivedSite.odd.get().archive(check.codec)
        let result = try StockTool.shell(check.testDescription, [archive])
        #expect(result.status == 0, "\(result.errors)")
        #expect(check.says.isEmpty || result.text.contains(check.says))
    }

    /// A stream reader of Python takes the end of the first frame for the end of everything.
    ///
    /// The first unit ends inside a file for its sake: it must say so and not deliver a short list.
    @Test(
        .enabled(if: StockTool.isThere("python3")),
        arguments: [("r:gz", true), ("r:*", true), ("r|gz", false), ("r|*", false)])
    func `Python's tarfile gives every member or raises`(mode: String, isWhole: Bool) throws {
        let archive = try ArchivedSite.odd.get().archive(.gzip)
        let script = """
            import sys, tarfile
            try:
                print(len(list(tarfile.open(sys.argv[1], sys.argv[2]))))
            except (tarfile.ReadError, EOFError) as error:
                print("raised", type(error).__name__)
            """
        let python = try StockTool.run("python3", ["-c", script, archive, mode])
        #expect(python.status == 0, "\(python.errors)")
        let listed = try StockTool.shell(#"gzip -dc "$1" | tar t | wc -l"#, [archive])
        let members = listed.text.filter(\.isNumber)
        #expect(Int(members) ?? 0 > 600)
        if isWhole {
            #expect(python.text == members + "\n")
        } else {
            #expect(python.text.hasPrefix("raised "))
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `smsbackup itself finds every oddity intact`(codec: Compression.Codec) throws {
        let archive = try ArchivedSite.odd.get().archive(codec)
        let report = try Verification(level: .full, workers: 2).run([UInt8](archive.utf8))
        #expect(report.findings == [])
    }

    @Test(.enabled(if: StockTool.isThere("zstd") && StockTool.isThere("gzip")))
    func `both compressions hold the same tar, but for what names them`() throws {
        let archived = try ArchivedSite.odd.get()
        let line = """
            list() { tar tvf "$1" --full-time --numeric-owner 2>&1 | \
            grep -v -e manifest -e smsbackup/archive.json -e smsbackup/RESTORE.txt; }
            diff <(list "$1") <(list "$2")
            """
        let result = try StockTool.shell(line, [archived.archive(.zstd), archived.archive(.gzip)])
        #expect(result.status == 0)
        #expect(result.text == "")
    }
}
