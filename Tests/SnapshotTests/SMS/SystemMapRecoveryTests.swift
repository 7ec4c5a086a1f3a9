// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("System.map, damaged")
struct SystemMapRecoveryTests {
    /// A way to spoil the sample, the first problem that is then reported, and the files that are
    /// still found in the two directories.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let old: String
        let new: String
        let entries: [[SMSText]]

        init(
            _ problem: String, replacing old: String, by new: String,
            entries: [[SMSText]] = [
                ["AUDIT.RUL", "RUL2CFG.BAT"], ["GETDISK.EXE", "95GETDSK.EXE"],
            ]
        ) {
            testDescription = problem
            (self.old, self.new, self.entries) = (old, new, entries)
        }
    }

    static let cases = [
        Case(
            "line 1: expected PLATFORMS at the beginning, found \"PLATFRMS\"",
            replacing: "PLATFORMS", by: "PLATFRMS"),
        Case(
            "line 1: expected \",\" in PLATFORMS, found the string \"DEC ALPHA\"",
            replacing: "X86\", \"DEC", by: "X86\" \"DEC"),
        Case(
            "line 2: expected a string after \",\" in PLATFORMS, found \"COPYLISTS\"",
            replacing: "\"DEC ALPHA\"\nCOPY", by: "\"DEC ALPHA\",\nCOPY"),
        Case(
            "line 4: expected \"=\" after LANGUAGES, found the string \"ENGLISH\"",
            replacing: "LANGUAGES =", by: "LANGUAGES"),
        Case(
            "line 4: expected a quote after a string, found \"ENGLISH\"",
            replacing: "LANGUAGES = \"ENGLISH\"", by: "LANGUAGES = \"ENGLISH"),
        Case(
            "line 9: expected the name of a service in quotes, found \"BEGIN\"",
            replacing: "SERVICE \"SMS_ASYNC_RAS_SENDER\"\n", by: "SERVICE "),
        Case(
            "line 10: expected BEGIN, found \"FLAGS\"",
            replacing: "SENDER\"\nBEGIN", by: "SENDER\""),
        Case("line 11: expected a number in FLAGS, found \"many\"", replacing: "3789", by: "many"),
        Case(
            "line 11: expected FLAGS, MAIN, SUBCOMPONENT or END, found \"FLAG\"",
            replacing: "FLAGS = 3789", by: "FLAG = 3789"),
        Case(
            "line 14: expected END of the block of line 9, found \"PACKAGE\"",
            replacing: "END\nPACKAGE", by: "PACKAGE"),
        Case(
            "line 16: expected the path of a DIRECTORY in quotes, found \"PLATFORM\"",
            replacing: "DIRECTORY \"PRIMSITE.SRV\\AUDIT\"\n", by: "DIRECTORY "),
        Case(
            "line 19: expected BEGIN before the files of a DIRECTORY, found the string \"AUDIT.RUL\"",
            replacing: "UNIT = \"SCRIPTS\"\nBEGIN", by: "UNIT = \"SCRIPTS\""),
        Case(
            "line 20: expected a number in SIZE, found \"nine\"", replacing: "900, 900",
            by: "nine, 900"),
        Case(
            "line 20: expected SIZE, found a file without: \"AUDIT.RUL\"",
            replacing: "SIZE(1, 900, 900)", by: "SIZE(1, 900)"),
        Case(
            "line 20: expected \",\" before the next part of a file, found \"REMOTE\"",
            replacing: "\"AUDIT.RU_\", ", by: "\"AUDIT.RU_\" "),
        Case(
            "line 20: expected the name on the disc, found a file without: \"AUDIT.RUL\"",
            replacing: "\"AUDIT.RU_\", ", by: ""),
        Case(
            "line 20: expected YES or NO in REMOTE, found \"MAYBE\"",
            replacing: "\"AUDIT.RU_\", REMOTE=NO", by: "\"AUDIT.RU_\", REMOTE=MAYBE"),
        Case(
            "line 20: expected FLAGS, found a file without: \"AUDIT.RUL\"",
            replacing: ", FLAGS = 1\n   \"RUL", by: ",\n   \"RUL"),
        Case(
            "line 22: expected END of the block of line 16, found \"DIRECTORY\"",
            replacing: "END\nDIRECTORY \"SITE", by: "DIRECTORY \"SITE"),
        Case(
            "line 26: expected \"=\" after a copy list, found the string \"SMS\"",
            replacing: "\"WIN95:PCM\" = ", by: "\"WIN95:PCM\" "),
        Case(
            "line 27: expected \")\" after COPYLISTS, found \"COMPRESS\"",
            replacing: "\"WINDIR\"), COMPRESS=NO,\n   FLAGS", by: "\"WINDIR\", COMPRESS=NO,\n FLAGS"
        ),
        Case(
            "line 20: expected a file or END, found \"SIZE\"",
            replacing: "   \"AUDIT.RUL\", SIZE", by: "   SIZE",
            entries: [["RUL2CFG.BAT"], ["GETDISK.EXE", "95GETDSK.EXE"]]),
        Case(
            "line 20: expected a map without comments, found a comment",
            replacing: "   \"AUDIT.RUL\"", by: "; one file\n   \"AUDIT.RUL\""),
    ]

    @Test(arguments: cases)
    func `the first problem is named and reading goes on`(_ example: Case) throws {
        let parsed = SystemMap.parse(SystemMapSample.replacing(example.old, by: example.new))
        let problem = try #require(parsed.problems.first)
        #expect(problem.description == example.testDescription)
        #expect(parsed.value.directories.map { $0.entries.map(\.name) } == example.entries)
        #expect(!parsed.isTruncated)
    }
}
