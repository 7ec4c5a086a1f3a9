// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Files of a site's directory")
struct TreeFilesTests {
    private func file(_ path: String) throws -> TreeFiles.File {
        var files = TreeFiles()
        // Not the first: its path then begins where another one ends.
        files.append(path: "x".utf8, size: 0, modified: Timestamp(wholeSeconds: 0))
        files.append(path: path.utf8, size: 1, modified: Timestamp(wholeSeconds: 0))
        return try #require(files.last)
    }

    @Test(arguments: [
        ("SITE.SRV/a", true), ("site.srv/a/b", true), ("Site.Srv\\a", true), ("SITE.SRV/", false),
        ("SITE.SRV", false), ("SITE.SRVX/a", false), ("x/SITE.SRV/a", false), ("", false),
    ])
    func `a file lies below a directory without regard to case`(path: String, isBelow: Bool) throws
    {
        #expect(try file(path).isBelow("SITE.SRV/") == isBelow)
    }

    @Test(arguments: [
        ("a/BAD/x", true), ("a/bad/b/x", true), ("a/b/BaD/x", true), ("a/BAD/BAD", true),
        ("a/BAD", false), ("a/BAD/", false), ("BAD/x", false), ("a/BADS/x", false),
        ("a/XBAD/x", false), ("a/BA/D/x", false), ("", false), ("/", false), ("a/BA", false),
    ])
    func `a file lies below a directory of a name`(path: String, isBelow: Bool) throws {
        #expect(try file(path).isBelow(anyNamed: "BAD") == isBelow)
    }

    @Test(arguments: [
        ("A", true), ("ABCDEFGH.DLL", true), ("abcdefgh", true), ("AB.", true), ("A.BC", true),
        ("ABCDEFGHI", false), ("A.DLLX", false), (".DLL", false), ("A.B.C", false), ("", false),
        ("A B", false), ("A+B", false), ("A.B=", false), ("A\u{1F}", false), ("É.TXT", true),
    ])
    func `a name is of the form 8.3 or is told`(name: String, isShort: Bool) throws {
        var files = TreeFiles()
        files.append(path: name.utf8, size: 1, modified: Timestamp(wholeSeconds: 0))
        var evidence = SiteEvidence(captured: Timestamp(wholeSeconds: 0))
        evidence.tree = files
        let check = try #require(NameChecks.checks(evidence).first)
        #expect(check.found.contains("longer than 8.3") != isShort, "\(check.found)")
    }
}
