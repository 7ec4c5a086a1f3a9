// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("A configuration that cannot be used")
struct ConfigurationProblemTests {
    /// A text, and everything that is said of it, in order.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let messages: [String]

        init(_ name: String, _ text: String, _ messages: String...) {
            testDescription = name
            self.text = text
            self.messages = messages
        }
    }

    private static let alias =
        "anchors (&name) and aliases (*name) have no place in a configuration; write out what they stand for"
    private static let fileKeys =
        "its keys are version, output, codec, level, staleness-hours, sites"
    private static let example =
        "expected keys and values such as version: 1, sites: [{code: A01, root: DIRECTORY}]"

    static let cases = [
        Case(
            "empty", "", "line 1, column 1: the file says nothing; write version, output and sites"),
        Case(
            "only a remark", "# nothing\n",
            "line 1, column 1: the file says nothing; write version, output and sites"),
        Case("a text", "sites\n", "line 1, column 1: the configuration is a text, \(example)"),
        Case("a list", "- a\n", "line 1, column 1: the configuration is a list, \(example)"),
        Case(
            "nothing that is needed", "output: x\n",
            "line 1, column 1: the configuration needs sites; add sites: [{code: A01, root: DIRECTORY}]",
            "line 1, column 1: the configuration needs version; add version: 1"),
        Case(
            "another version", "version: 2\nsites: [{code: A01, root: x}]\n",
            "line 1, column 10: version is 2, expected 1"),
        Case(
            "no sites", "version: 1\nsites: []\n",
            "line 2, column 8: sites is empty; write [{code: A01, root: DIRECTORY}]"),
        Case(
            "sites that say nothing", "version: 1\nsites:\n",
            "line 2, column 7: sites is nothing, expected a list of sites; write sites: [{code: A01, root: DIRECTORY}]"
        ),
        Case(
            "sites by name", "version: 1\nsites: {A01: x}\n",
            "line 2, column 8: sites is keys and values, expected a list of sites; write sites: [{code: A01, root: DIRECTORY}]"
        ),
        Case(
            "unknown keys",
            "version: 1\nsites:\n  - code: A01\n    root: x\n    regsitry: [x]\n    colour: red\nretention: 3\n",
            "line 5, column 5: \"regsitry\" is no key of a site; write registry",
            "line 6, column 5: \"colour\" is no key of a site; its keys are code, root, parent, registry, database, children, extras, allow-missing, allow-unreadable, absent, output, codec, level, staleness-hours, before, after",
            "line 7, column 1: \"retention\" is no key of the configuration; \(fileKeys)"),
        Case(
            "keys that stand twice",
            "version: 1\nversion: 1\nsites:\n  - code: A01\n    root: x\n    root: y\n    \"codec\": zip\n    'codec': gzip\n",
            "line 1, column 1: \"version\" stands more than once in the same place; keep one",
            "line 5, column 5: \"root\" stands more than once in the same place; keep one",
            "line 7, column 5: \"codec\" stands more than once in the same place; keep one"),
        Case(
            "keys that stand twice and other mistakes",
            "version: 1\nsites:\n  - {code: A01, root: x, root: y, level: many}\n",
            "line 3, column 17: \"root\" stands more than once in the same place; keep one",
            "line 3, column 42: level is a text, expected a whole number; write level: 3"),
        Case(
            "an anchor", "version: 1\nsites: &all [{code: A01, root: x}]\n",
            "line 2, column 8: \(alias)"),
        Case(
            "an alias", "version: 1\noutput: &here x\nsites:\n  - {code: A01, root: *here}\n",
            "line 2, column 9: \(alias)"),
        Case("an alias of nothing", "version: 1\nsites: *all\n", "line 2, column 8: \(alias)"),
        Case(
            "a merge", "version: 1\nsites:\n  - {code: A01, root: x, <<: {level: 3}}\n",
            "line 3, column 26: \"<<\" is no key of a site; its keys are code, root, parent, registry, database, children, extras, allow-missing, allow-unreadable, absent, output, codec, level, staleness-hours, before, after"
        ),
        Case(
            "a tag", "version: !!int 1\nsites: [{code: !site A01, root: x}]\n",
            "line 1, column 10: tags (\"tag:yaml.org,2002:int\") have no place in a configuration; leave it out",
            "line 2, column 16: tags (\"!site\") have no place in a configuration; leave it out"),
        Case(
            "a tab", "version: 1\nsites:\n\t- code: A01\n",
            "line 3, column 1: no value can begin with this character; indent with blanks, and put text that begins with it in quotes"
        ),
        Case(
            "a text that begins with @", "version: 1\noutput: @x\n",
            "line 2, column 9: no value can begin with this character; indent with blanks, and put text that begins with it in quotes"
        ),
        Case(
            "brackets left open", "version: 1\nsites: [\n",
            "line 3, column 1: this is no YAML: while parsing a flow node, did not find expected node content"
        ),
        Case(
            "two documents", "version: 1\n---\nversion: 1\n",
            "line 2, column 1: a second document begins here; write one"),
        Case(
            "a control character", "version: 1\nsites: \u{1B}[31m\n",
            "line 2, column 8: a control character (U+001B); remove it"),
        Case(
            "a separator of lines", "version: 1\u{2028}sites: []\n",
            "line 1, column 11: a control character (U+2028); remove it"),
        Case(
            "paths of the wrong kind",
            """
            version: 1
            output: [x]
            sites:
              - code: A01
                root: {x: y}
                registry: sms.reg
                database: [true, ~, "", [x], "a\\0b"]
                extras: 7
                children: [B01]
            """,
            "line 2, column 9: output is a list, expected a text; write output: DIRECTORY",
            "line 5, column 11: root is keys and values, expected a text; write root: DIRECTORY",
            "line 6, column 15: registry is a text, expected a list of files; write registry: [FILE]",
            "line 7, column 16: database is a truth value, expected a text; write \"true\" in quotes if it is one",
            "line 7, column 22: database says nothing; write database: [FILE]",
            "line 7, column 25: database says nothing; write database: [FILE]",
            "line 7, column 29: database is a list, expected a text; write database: [FILE]",
            "line 7, column 34: database holds a NUL, which no path and no argument can hold",
            "line 8, column 13: extras is a number, expected a list of paths; write extras: [PATH]",
            "line 9, column 15: children is a list, expected codes with paths; write children: {B01: PATH}"
        ),
        Case(
            "words, numbers and truth values",
            """
            version: "1"
            codec: lz4
            level: 20
            staleness-hours: 1.5
            sites:
              - code: A1
                root: x
                allow-missing: [tapes]
                allow-unreadable: yes
                staleness-hours: 876601
                codec: gzip
                level: 10
            """,
            "line 1, column 10: version is a text, expected a whole number; write version: 1",
            "line 2, column 8: codec is \"lz4\", expected one of zstd, gzip",
            "line 3, column 8: level is 20, expected a number from 1 to 19",
            "line 4, column 18: staleness-hours is a text, expected a whole number; write staleness-hours: 24",
            "line 6, column 11: \"A1\" is no site code; write three capital letters or digits, such as A01",
            "line 8, column 21: allow-missing is \"tapes\", expected one of site-control, system-map, registry, child, extra, tree, database",
            "line 9, column 23: allow-unreadable is a text, expected true or false; write allow-unreadable: true",
            "line 10, column 22: staleness-hours is 876601, expected a number from 0 to 876600",
            "line 12, column 12: gzip has the levels 1 to 9"),
        Case(
            "hooks",
            """
            version: 1
            sites:
              - code: A01
                root: x
                before: net stop sms
                after:
                  - net start sms
                  - command: net start sms
                  - {command: []}
                  - {command: [""]}
                  - {comand: [x], timeout: 10m}
                  - {command: [x], timeout: 0, optional: 1}
            """,
            "line 5, column 13: before is a text, expected a list of hooks; write before: [{command: [PROGRAM, ARGUMENT]}]",
            "line 7, column 9: a hook is a text, expected keys and values such as command: [PROGRAM, ARGUMENT]",
            "line 8, column 18: command is a text, expected a list of texts: a program and its arguments; write command: [PROGRAM, ARGUMENT]",
            "line 9, column 19: command names no program; write command: [PROGRAM, ARGUMENT]",
            "line 10, column 19: command names no program; write command: [PROGRAM, ARGUMENT]",
            "line 11, column 9: a hook needs command; add command: [PROGRAM, ARGUMENT]",
            "line 11, column 10: \"comand\" is no key of a hook; write command",
            "line 11, column 32: timeout is a text, expected a whole number; write timeout: 60",
            "line 12, column 33: timeout is 0, expected a number from 1 to 86400",
            "line 12, column 46: optional is a number, expected true or false; write optional: true"
        ),
        Case(
            "sites that do not go together",
            """
            version: 1
            sites:
              - {code: A01, root: x, children: {B01: y, b02: z}}
              - {code: A01, root: x}
              - {code: B01, root: y, parent: A01}
              - {code: C01, root: z, parent: D01}
              - {code: E01, root: z, parent: E01}
            """,
            "line 3, column 5: B01 is a site of this file and is given to its parent anyhow; leave it out of children",
            "line 3, column 45: \"b02\" is no site code; write three capital letters or digits, such as A01",
            "line 4, column 5: site A01 stands in the file already; give each site once",
            "line 6, column 5: the parent of C01, D01, is no other site of this file; leave parent out",
            "line 7, column 5: the parent of E01, E01, is no other site of this file; leave parent out"
        ),
    ]

    @Test(arguments: cases) func `is named line by line, all of it at once`(bad: Case) throws {
        try expect([UInt8](bad.text.utf8), bad.messages)
    }

    @Test func `bytes that are no UTF-8 are placed`() throws {
        try expect(
            Array("version: 1\noutput: z\u{FC}".utf8) + [0xFF, 0x0A],
            [
                "line 2, column 11: the file is not UTF-8 here; a path with other bytes has to be given on the command line"
            ])
    }

    @Test func `a few lines that stand for millions are refused at once`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
        for level in 1..<40 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n"
        }
        // As keys they would also be compared.
        text += "? *a39\n: 1\n? *a38\n: 2\n"
        try expect([UInt8](text.utf8), ["line 5, column 15: \(Self.alias)"])
    }

    @Test func `nesting without end is refused`() throws {
        for text in [
            "a: " + String(repeating: "[", count: 100_000), String(repeating: "- ", count: 50_000),
        ] {
            let result = try run([UInt8](text.utf8))
            #expect(result.status == 64)
            #expect(
                result.errors.hasSuffix(": what begins here is nested too deeply\n"),
                "\(result.errors)")
        }
        let deepest = try run(
            Array(
                ("a: " + String(repeating: "[", count: 990) + String(repeating: "]", count: 990))
                    .utf8))
        #expect(deepest.status == 64)
        #expect(deepest.errors.contains("\"a\" is no key of the configuration"))
    }

    @Test func `a file that is too large is not read`() throws {
        let result = try run([UInt8](repeating: UInt8(ascii: "#"), count: 262_145))
        #expect(result.status == 64)
        #expect(result.errors.contains("has more than 262144 bytes\n"))
        let full = try run([UInt8](repeating: UInt8(ascii: "#"), count: 262_144))
        #expect(full.errors.contains("the file says nothing"))
    }

    @Test func `more problems than anybody reads are counted`() throws {
        let text = (0..<70).map { "key\($0 + 100): 1\n" }.joined()
        let result = try run([UInt8](text.utf8))
        #expect(result.errors.split(separator: "\n").count == 51)
        #expect(result.errors.hasSuffix("\nsmsbackup: hint: 22 more problems below these\n"))
    }

    @Test func `a file that is not there is an error and no wrong usage`() throws {
        let result = try BuiltCommand.run(["plan", "--config", "/nowhere/site.yaml"])
        result.expect(1)
        result.expectMessage("error: cannot read configuration file \"/nowhere/site.yaml\": open")
        let device = try BuiltCommand.run(["plan", "--config", "/dev/zero"])
        #expect(device.status == 64)
        device.expectMessage("error: configuration file \"/dev/zero\" is a device, expected a file")
    }

    private func run(_ text: [UInt8]) throws -> StockTool.Result {
        let directory = try TemporaryDirectory()
        return try BuiltCommand.run(
            ["plan", "--config", try directory.write(text, to: "site.yaml")])
    }

    private func expect(_ text: [UInt8], _ messages: [String]) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "site.yaml")
        let result = try BuiltCommand.run(["plan", "--config", path])
        #expect(result.status == 64)
        #expect(result.text == "")
        let expected = messages.map { "smsbackup: error: \"\(path)\" \($0)\n" }.joined()
        #expect(result.errors == expected)
    }
}
