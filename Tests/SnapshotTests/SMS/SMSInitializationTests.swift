// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("SMS.INI")
struct SMSInitializationTests {
    @Test(.enabled(if: SMSSample.isPresent(SMSSample.initialization), "\(SMSSample.absent)"))
    func `the printed file says what the book says`() throws {
        let bytes = try #require(SMSSample.bytes(of: SMSSample.initialization))
        let parsed = SMSInitialization.parse(bytes)
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.sections.map(\.name) == ["Package Command Manager", "Servers", "SMS"])
        #expect(parsed.value.siteCode?.text == "SKZ")
        #expect(parsed.value.build == "786")
        #expect(parsed.value.copyListVersion == 835_643_765)
        #expect(parsed.value.uniqueID?.description == "SKZ01000")
        #expect(parsed.value.value(of: "server2", in: "SERVERS") == "STEVEPDC")
    }

    @Test func `blanks, comments and doubled names are read as Windows reads them`() {
        let text =
            "; made by hand\n\n [SMS] \n SiteCode = A01 \nempty=\n[Other]\nx=1=2\n[sms]\nx=3\n"
        let parsed = SMSInitialization.parse(crlf(text))
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.siteCode?.text == "A01")
        #expect(parsed.value.value(of: "EMPTY", in: "SMS") == "")
        #expect(parsed.value.value(of: "x", in: "Other") == "1=2")
        #expect(parsed.value.value(of: "x", in: "SMS") == "3")
        #expect(parsed.value.value(of: "y", in: "SMS") == nil)
        #expect(parsed.value.sections.map(\.line) == [3, 6, 8])
    }

    @Test(arguments: [
        ("a=1\n", "line 1: expected [section] first, found \"a=1\""),
        ("[SMS\na=1\n", "line 1: expected \"]\" after the name of a section, found \"[SMS\""),
        ("[SMS]\nword\n", "line 2: expected key=value, found \"word\""),
    ])
    func `a malformed line is named`(_ text: String, _ problem: String) {
        #expect(SMSInitialization.parse(crlf(text)).problems.map(\.description) == [problem])
    }
}
