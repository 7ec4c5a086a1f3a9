// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Copy list")
struct CopyListTests {
    @Test(arguments: [
        "CopyListVersion=835643765\n", "[Copy List]\ncopylistversion = 835643765\n",
        "; CopyListVersion: 835643765", "\tCOPYLISTVERSION 835643765  \nx\n",
    ])
    func `the version is found however the line is written`(_ text: String) {
        let parsed = CopyList.parse(crlf(text))
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.version == 835_643_765)
    }

    @Test func `lines are counted without blank ones`() {
        let parsed = CopyList.parse(crlf("[Copy List]\n\nCopyListVersion=1\n \n[Files]\n"))
        #expect(parsed.value == CopyList(version: 1, versionLine: 3, lineCount: 3))
    }

    @Test(arguments: [
        ("", "line 1: expected a line with CopyListVersion, found none in 0 lines"),
        ("a\nb\n", "line 2: expected a line with CopyListVersion, found none in 2 lines"),
        (
            "CopyListVersions=1\n",
            "line 1: expected a line with CopyListVersion, found none in 1 lines"
        ),
        ("CopyListVersion=\n", "line 1: expected a number as CopyListVersion, found \"\""),
        (
            "CopyListVersion=1\nCopyListVersion=2\n",
            "line 2: expected one CopyListVersion, 1, found 2"
        ),
    ])
    func `a list without one version is reported`(_ text: String, _ problem: String) {
        #expect(CopyList.parse(crlf(text)).problems.map(\.description) == [problem])
    }
}
