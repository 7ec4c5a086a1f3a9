// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// Malformed exports; the name of a case is the message that it must give.
@Suite("Malformed registry exports")
struct RegistryExportMalformedTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let severity: RegistryProblem.Severity

        init(
            _ message: String, _ body: String, _ severity: RegistryProblem.Severity = .damage,
            end: String = "\n\n"
        ) {
            self.init(
                message,
                bytes: SiteRegistry.text("REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\X]\n" + body + end),
                severity)
        }

        init(_ message: String, bytes: [UInt8], _ severity: RegistryProblem.Severity = .damage) {
            testDescription = message
            self.bytes = bytes
            self.severity = severity
        }
    }

    static let cut = [
        Case(
            "line 4: expected a quote behind the text of value \"a\", found the end of the file",
            "\"a\"=\"b", end: ""),
        Case(
            "line 4: expected a quote behind the name of a value, found the end of the file",
            "\"a", end: ""),
        Case(
            "line 4: expected \"=\" behind the name of a value, found the end of the file",
            "\"a\"", end: ""),
        Case("line 4: expected the data of a value, found the end of the file", "\"a\"=", end: ""),
        Case(
            "line 4: expected a text in quotes, dword:, hex: or hex(n):, found the end of the file",
            "\"a\"=dwo", end: ""),
        Case(
            "line 4: expected 8 hex digits, found 4 and the end of the file",
            "\"a\"=dword:0000", end: ""),
        Case(
            "line 4: expected one to eight hex digits, found the end of the file",
            "\"a\"=dword:", end: ""),
        Case(
            "line 4: expected a byte behind the last comma, found the end of the file",
            "\"a\"=hex:00,", end: ""),
        Case(
            "line 4: expected 2 hex digits, found 1 and the end of the file",
            "\"a\"=hex:00,1", end: ""),
        Case(
            "line 4: expected more bytes of value \"a\", found the end of the file",
            "\"a\"=hex:00,\\", end: "\n"),
        Case(
            "line 5: expected the name of a key between \"[\" and \"]\", found the end of the file",
            "\n[HKEY_LOCAL_MACHINE\\X\\Y", end: ""),
        Case(
            "line 4: expected the empty line that ends an export, found the end of the file",
            "\"a\"=\"b\"", end: "\n"),
        Case(
            "line 4: expected the empty line that ends an export, found the end of the file",
            "\"a\"=\"b\"", end: ""),
        Case(
            "line 5: expected LF behind CR at the end of a line, found the end of the file",
            "\"a\"=\"b\"", end: "\n\r"),
        Case("expected at least one key, found none", bytes: SiteRegistry.text("REGEDIT4\n\n")),
        Case(
            "line 1: expected an even number of bytes in UTF-16, found 23",
            bytes: SiteRegistry.wide(SiteRegistry.text("REGEDIT4\n")) + [0x0D]),
    ]

    static let broken = [
        Case(
            "line 5: expected more bytes of value \"a\", found something that is no list of bytes",
            "\"a\"=hex:00,\\\n\"b\"=\"c\""),
        Case(
            "line 4: expected a quote behind the text of value \"a\", found the end of the line",
            "\"a\"=\"b\n\n[HKEY_LOCAL_MACHINE\\X\\Y]"),
        Case("line 4: expected text, found a zero character", "\"a\"=\"\0\""),
        Case(
            "line 5: expected the name of a key between \"[\" and \"]\", found the end of the line",
            "\n[HKEY_LOCAL_MACHINE\\X\\\nY]"),
        Case(
            "line 5: expected the name of a key between \"[\" and \"]\", found the end of the line",
            "\n[ HKEY_LOCAL_MACHINE\\X\\Y]"),
    ]

    static let doubtful = [
        Case(
            "line 4: expected one to eight hex digits, found something else at value \"a\", "
                + "which importers drop", "\"a\"=dword:12g4", .warning),
        Case(
            "line 4: expected bytes of two hex digits with commas between them, found something "
                + "else at value \"a\", which importers drop", "\"a\"=hex:00,4g", .warning),
        Case(
            "line 4: expected hex(n): with the number of a type, found something else at value "
                + "\"a\", which importers drop", "\"a\"=hex(100000000):00", .warning),
        Case(
            "line 4: expected a text in quotes, dword:, hex: or hex(n):, found something else at "
                + "value \"a\", which importers drop", "\"a\"=dWord:00000001", .warning),
        Case(
            "line 4: expected nothing behind the text, found something else at value \"a\", "
                + "which importers drop", "\"a\"=\"b\"c", .warning),
        Case(
            "line 4: expected a key, a value or a comment, found a line of 5 characters that is "
                + "none", "other", .warning),
        Case(
            "line 5: expected each value once, found value \"A\" again",
            "\"a\"=\"b\"\n\"A\"=\"c\"", .notice),
        Case(
            "line 5: expected each key once, found \"HKEY_LOCAL_MACHINE\\x\" again",
            "\n[HKEY_LOCAL_MACHINE\\x]", .notice),
        Case(
            "line 5: expected a root key such as HKEY_LOCAL_MACHINE, found \"HKLM\"",
            "\n[HKLM\\X]", .warning),
        Case(
            "line 3: expected a key before the first value, found value \"a\"",
            bytes: SiteRegistry.text("REGEDIT4\n\n\"a\"=\"b\"\n\n[HKEY_LOCAL_MACHINE\\X]\n\n"),
            .warning),
        Case(
            "line 2: expected an empty line, as NT 4 demands, found text",
            bytes: SiteRegistry.text("REGEDIT4\n[HKEY_LOCAL_MACHINE\\X]\n\n"), .warning),
        Case(
            "expected a byte order mark before UTF-16, found none; importers refuse the text",
            bytes: SiteRegistry.wide(SiteRegistry.export, mark: false), .warning),
        Case(
            "expected a text that every importer reads, found UTF-8 with a byte order mark, "
                + "which some refuse", bytes: [0xEF, 0xBB, 0xBF] + SiteRegistry.export, .warning),
    ]

    @Test(arguments: cut + broken + doubtful) func `each gives its own message`(_ example: Case) {
        let export = RegistryExport(bytes: example.bytes)
        let problem = export.problems.kept.first { $0.description == example.testDescription }
        #expect(problem != nil, "found: \(export.problems.kept.map(\.description))")
        #expect(problem?.severity == example.severity)
        #expect((export.verdict == .damaged) == (export.problems.count(of: .damage) > 0))
    }

    @Test(arguments: cut) func `a cut is never valid`(_ example: Case) {
        #expect(RegistryExport(bytes: example.bytes).verdict == .damaged)
    }

    @Test func `an export is never valid when its end is missing`() {
        let whole = SiteRegistry.export
        var validLengths: [Int] = []
        for length in 0..<whole.count
        where RegistryExport(bytes: Array(whole.prefix(length))).verdict == .valid {
            validLengths.append(length)
        }
        // Between two keys an export looks whole; the format has nothing that could tell.
        let betweenKeys = whole.indices.filter {
            whole[..<$0].suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) && $0 > 12
        }
        #expect(validLengths == betweenKeys)
    }
}
