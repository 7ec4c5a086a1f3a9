// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Site control file, damaged")
struct SiteControlRecoveryTests {
    /// A way to spoil the sample, and the first problem that is then reported.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let kind: SMSParseProblem.Kind

        init(
            _ problem: String, _ kind: SMSParseProblem.Kind = .malformed,
            replacing old: String, by new: String
        ) {
            testDescription = problem
            bytes = SiteControlSample.replacing(old, by: new)
            self.kind = kind
        }

        init(_ problem: String, _ kind: SMSParseProblem.Kind, text: String) {
            testDescription = problem
            bytes = crlf(text)
            self.kind = kind
        }
    }

    static let cases = [
        Case(
            "line 1: expected SITE CONTROL FILE [build][syntax], found nothing",
            .malformed, text: ""),
        Case(
            "line 1: expected SITE CONTROL FILE [build][syntax], found \"REGEDIT4\"",
            .malformed, text: "REGEDIT4\n"),
        Case(
            "line 1: expected SITE CONTROL FILE [build][syntax], found \"SITE CONTROL FILE [786\"",
            replacing: "[786][1.08]", by: "[786"),
        Case(
            "line 5: expected \">\" after a value, found \"<Site properties changed\"",
            replacing: "changed>", by: "changed"),
        Case(
            "line 6: expected \"<\" before a value, found \"A01>\"",
            replacing: "<A01>\n  <A01>\n  <921145337>", by: "A01>\n  <A01>\n  <921145337>"),
        Case(
            "line 3: expected 6 fields in FILE_DEFINITION, found 5",
            replacing: "  <921145337>\n", by: ""),
        Case(
            "line 3: expected a number as time of the file, found \"yesterday\"",
            replacing: "921145337", by: "yesterday"),
        Case(
            "line 3: expected a number as time of the file, found \"99999999999\"",
            replacing: "921145337", by: "99999999999"),
        Case(
            "line 3: expected 0 or 1 as posted flag of the file, found \"7\"",
            replacing: "<1>\nEND_FILE", by: "<7>\nEND_FILE"),
        Case(
            "line 12: expected 78 hexadecimal digits as account, found 77 digits",
            replacing: "<DOMA>\n  <5", by: "<DOMA>\n  <"),
        Case(
            "line 12: expected 78 hexadecimal digits as account, found 78 characters, not all of them digits",
            replacing: "<DOMA>\n  <5", by: "<DOMA>\n  <Z"),
        Case(
            "line 34: expected a number as value of a property, found \"\"",
            replacing: "<786><><0>", by: "<786><><>"),
        Case(
            "line 34: expected 4 fields in PROPERTY, found 3",
            replacing: "<786><><0>", by: "<786><0>"),
        Case(
            "line 34: expected \"<\" before a value, found \">\"",
            replacing: "<786><><0>", by: "<786>><0>"),
        Case(
            "line 40: expected END_PROPERTY_LIST, found \"BEGIN_DOMAIN\"",
            replacing: "END_PROPERTY_LIST\n", by: ""),
        Case(
            "line 39: expected END_PROPERTY_LIST, found END_PROPRTY_LIST",
            replacing: "END_PROPERTY", by: "END_PROPRTY"),
        Case(
            "line 41: expected a statement, found \"BEGN_DOMAIN\"",
            replacing: "BEGIN_DOMAIN", by: "BEGN_DOMAIN"),
        Case(
            "line 48: expected #length(address) after ADDRESS, found \"ADDRESS\"",
            replacing: "  #\(SiteControlSample.addressString.utf8.count)"
                + "\(SiteControlSample.addressString)\nADDRESS <A01><c01>",
            by: "ADDRESS <A01><c01>"),
        Case(
            "line 50: expected a site code as destination of ADDRESS, found \"C0001\"",
            replacing: "<c01>", by: "<C0001>"),
        Case(
            "line 1: expected text to the end of the file, found 3 NUL bytes in its place",
            .truncated, text: "SITE CONTROL FILE [786][1.08]\0\0\0"),
    ]

    @Test(arguments: cases)
    func `the first problem is named with its line`(_ example: Case) throws {
        let parsed = SiteControlFile.parse(example.bytes)
        let problem = try #require(parsed.problems.first)
        #expect(problem.description == example.testDescription)
        #expect(problem.kind == example.kind)
    }

    @Test func `a wrapped field is joined and noted`() throws {
        let half = String(SiteControlSample.secret78.prefix(40))
        let rest = String(SiteControlSample.secret78.dropFirst(40))
        var text = SiteControlSample.text
        let account = SiteControlSample.account
        let start = try #require(text.firstRange(of: account))
        let wrapped = account.split(separator: SiteControlSample.secret78, maxSplits: 1)
            .joined(separator: half + "\n\n" + rest)
            .split(separator: "Head office").joined(separator: "Head\n  office")
        text.replaceSubrange(start, with: wrapped)
        let parsed = SiteControlFile.parse(crlf(text))
        #expect(parsed.value.account?.encryptedAccount.digitCount == 78)
        #expect(parsed.value.account?.siteName == "Head office")
        #expect(parsed.problems.map(\.kind) == [.notice, .notice])
    }

    @Test func `a lost bracket costs its field and no other`() {
        let parsed = SiteControlFile.parse(SiteControlSample.replacing("changed>", by: "changed"))
        #expect(parsed.value.fileDefinition?.comment == "Site properties changed")
        #expect(parsed.value.fileDefinition?.gmtTime == 921_145_337)
        // Printed like this in Q277745.
        let printed = SiteControlFile.parse(SiteControlSample.replacing("<786><>", by: "<786>>"))
        #expect(printed.value.versionProperty == "786")
        #expect(printed.value.property(named: "Version")?.number == 0)
    }

    @Test func `a lost end costs its block and no other`() {
        for name in ["FILE_DEFINITION", "SITE_ACCOUNT", "PROPERTY_LIST", "DOMAIN", "COMPONENT"] {
            let parsed = SiteControlFile.parse(
                SiteControlSample.replacing("END_\(name)\n", by: ""))
            var expected = SiteControlFile.parse(SiteControlSample.bytes).value
            expected.byteCount = parsed.value.byteCount
            #expect(parsed.problems.map(\.kind) == [.malformed], "\(name)")
            #expect(parsed.value.withoutLines == expected.withoutLines, "\(name)")
        }
    }

    @Test func `text that looks like a block within a field is text`() {
        let bytes = SiteControlSample.replacing("<Head office>", by: "<BEGIN_DOMAIN>")
        let parsed = SiteControlFile.parse(bytes)
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.account?.siteName == "BEGIN_DOMAIN")
    }

    @Test func `a cut within a block or line is reported as such`() {
        let bytes = SiteControlSample.bytes
        var unseen: [Int] = []
        for length in 0..<bytes.count {
            let parsed = SiteControlFile.parse([UInt8](bytes.prefix(length)))
            if !parsed.isTruncated { unseen.append(length) }
        }
        // What remains are cuts between statements; acceptance then finds what is missing.
        for length in unseen {
            let parsed = SiteControlFile.parse([UInt8](bytes.prefix(length)))
            let isAtSender = length > bytes.count - 4
            #expect(SiteControlAcceptance(of: parsed.value).isAccepted == isAtSender, "\(length)")
        }
        #expect(unseen.count < bytes.count / 20)
    }
}

extension SiteControlFile {
    /// The values in the file without where they stand, as far as these tests need it.
    fileprivate var withoutLines: [String] {
        [
            "\(String(describing: fileDefinition?.comment)) \(String(describing: account?.organization))",
            "\(properties.map(\.name)) \(propertyLists.map(\.values)) \(domains.map(\.logonServers.count))",
            "\(addresses.map(\.destination)) \(outboxes.map(\.name)) \(components.map(\.name))",
            "\(senders.map(\.outboxes)) \(byteCount)",
        ]
    }
}
