// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("Usage")
struct UsageTests {
    /// A command line that makes no sense, and what is said of it.
    struct Misuse: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let message: String

        init(_ line: String, _ message: String) {
            arguments = line.split(separator: " ", omittingEmptySubsequences: false).map {
                $0 == "''" ? "" : String($0)
            }
            self.message = message
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let misuses = [
        Misuse("dump", "Unexpected argument 'dump'"),
        Misuse("plan", "Missing expected argument '<site>'"),
        Misuse("plan ''", "the path of the site is empty"),
        Misuse("plan x --frob", "Unknown option '--frob'"),
        Misuse("plan x --child B01", "--child takes CODE=PATH, found \"B01\""),
        Misuse("plan x --allow-missing all", "The value 'all' is invalid for '--allow-missing"),
        Misuse("capture x -o ''", "the path after --output is empty"),
        Misuse("capture x --codec lz4", "The value 'lz4' is invalid for '--codec"),
        Misuse("capture x --level 20", "zstd has the levels 1 to 19"),
        Misuse("capture x --codec gzip --level 10", "gzip has the levels 1 to 9"),
        Misuse("capture x --jobs 0", "--jobs takes a number from 1 to 256"),
        Misuse("capture x -j 257", "--jobs takes a number from 1 to 256"),
        Misuse("verify", "Missing expected argument '<archives> ...'"),
        Misuse("verify ''", "the path of an archive is empty"),
        Misuse("verify x --null", "--null belongs to --files-from"),
        Misuse("verify x --newest 0", "--newest takes a number from 1"),
        Misuse("verify x --sample 0/7", "The value '0/7' is invalid for '--sample"),
        Misuse("verify x --sample 7", "The value '7' is invalid for '--sample"),
        Misuse("verify x --max-age 5", "The value '5' is invalid for '--max-age"),
        Misuse("verify x --time-budget -1h", "Missing value for '--time-budget"),
        Misuse("verify x --format xml", "The value 'xml' is invalid for '--format"),
        Misuse("verify x --json --format nagios", "--json and --format exclude one another"),
        Misuse("verify x --metrics ''", "the path after --metrics is empty"),
        Misuse("status", "Missing expected argument '<directories> ...'"),
        Misuse("status ''", "the path of a directory is empty"),
        Misuse("status x --keep 0", "--keep takes a number from 1"),
        Misuse("status x --min-level most", "The value 'most' is invalid for '--min-level"),
        Misuse("verify x --level paranoid", "The value 'paranoid' is invalid for '--level"),
        Misuse("restore x", "Missing expected argument '<destination>'"),
        Misuse("restore x ''", "the destination is empty"),
        Misuse("restore x y --overwrite maybe", "The value 'maybe' is invalid for '--overwrite"),
        Misuse("restore x y --component all", "The value 'all' is invalid for '--component"),
        Misuse("salvage x", "Missing expected argument '<destination>'"),
        Misuse("salvage '' y", "the path of the archive is empty"),
        Misuse("salvage x ''", "the destination is empty"),
        Misuse("list", "Missing expected argument '<archive>'"),
        Misuse("show", "Missing expected argument '<archive>'"),
        Misuse(
            "show x --manifest --restore-guide",
            "--manifest, --checklist and --restore-guide exclude one another"),
    ]

    @Test(arguments: misuses) func `is wrong: status 64 and the reason`(misuse: Misuse) throws {
        let result = try BuiltCommand.run(misuse.arguments)
        #expect(result.status == 64)
        #expect(result.text == "")
        #expect(
            result.errors.hasPrefix("smsbackup: error: " + misuse.message), "\(result.errors)")
    }

    @Test func `help and version go to standard output`() throws {
        for arguments in [["--help"], ["--version"], []] {
            let result = try BuiltCommand.run(arguments)
            #expect(result.status == 0)
            #expect(result.text.contains("smsbackup"))
            #expect(result.errors == "")
        }
    }

    @Test func `a moment that is no number is wrong usage`() throws {
        let result = try BuiltCommand.run(
            ["capture"] + Session.inputs, environment: ["SOURCE_DATE_EPOCH": "yesterday"])
        #expect(result.status == 64)
        result.expectMessage("error: SOURCE_DATE_EPOCH is \"yesterday\"")
    }
}
