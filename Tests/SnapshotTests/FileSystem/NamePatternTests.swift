// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Name pattern")
struct NamePatternTests {
    struct Trial: CustomTestStringConvertible, Sendable {
        let pattern: String
        let path: [UInt8]
        let isMatch: Bool
        var testDescription: String {
            "\(pattern) \(isMatch ? "matches" : "does not match") \(ScreenText.escaped(path))"
        }

        init(_ pattern: String, _ path: String, _ isMatch: Bool) {
            self.init(pattern, [UInt8](path.utf8), isMatch)
        }

        init(_ pattern: String, _ path: [UInt8], _ isMatch: Bool) {
            self.pattern = pattern
            self.path = path
            self.isMatch = isMatch
        }

        static let all = [
            Trial("*.dll", "A01/tree/A.DLL", true),
            Trial("A.DLL", "A01/tree/a.dll", true),
            Trial("A.DL", "A01/tree/A.DLL", false),
            Trial("tree", "A01/tree/A.DLL", true),
            Trial("*", "A01", true),
            Trial("A?1", "a01/x", true),
            Trial("[ab]01", "B01", true),
            Trial("[!a]01", "A01", false),
            Trial("A01/*", "A01/tree", true),
            Trial("A01/*", "A01/tree/deep/er", true),
            Trial("A01/*/er", "A01/tree/deep/er", false),
            Trial("A01/*/*/er", "A01/tree/deep/er", true),
            Trial("tree/deep", "A01/tree/deep", false),
            Trial("/A01/tree/", "a01/TREE", true),
            Trial("A01/tree", "A01/trees", false),
            Trial("", "A01", false),
            Trial("/", "A01", false),
            Trial(".*", ".hidden", true),
            Trial("*", ".hidden", true),
            Trial("\\*", "*", true),
            Trial("\\*", "a", false),
            Trial("[", "[", true),
            Trial("a*", [0x61, 0xFF, 0x0A], true),
            Trial("a?", [0x61, 0xFF], true),
        ]
    }

    @Test(arguments: Trial.all)
    func `a pattern is matched as a shell does, without regard to case`(trial: Trial) throws {
        let path = try #require(EntryPath(bytes: trial.path))
        #expect(NamePattern(trial.pattern).matches(path) == trial.isMatch)
    }

    /// Patterns, and what lies above and beside what they match.
    static let above = [
        ("A01/tree/A.DLL", ["A01", "a01/TREE"], ["A0", "A01/tre", "A01/trees", "B01", "tree"]),
        ("A01/*/er", ["A01", "A01/x", "a01/y/z"], ["A0", "B01"]),
        ("A01/t*", ["A01", "A01/t", "A01/tree"], ["A01/x", "A"]),
        ("a/[bc]/d", ["a", "a/b"], ["b"]),
        ("a/\\*/d", ["a", "a/*"], ["b"]),
        ("*.dll", ["A01", "x/y"], []),
        ("é/x", ["é", "É", "a"], []),
    ]

    @Test(arguments: above)
    func `a directory is passed over only where nothing below it can match`(
        source: String, above: [String], beside: [String]
    ) {
        let pattern = NamePattern(source)
        for path in above {
            let canMatch = pattern.canMatch(below: path.utf8.span)
            #expect(canMatch, "\(path)")
        }
        for path in beside {
            let canMatch = pattern.canMatch(below: path.utf8.span)
            #expect(!canMatch, "\(path)")
        }
    }

    @Test(arguments: Trial.all.filter(\.isMatch))
    func `something below each directory above a match can match`(trial: Trial) throws {
        var path = try #require(EntryPath(bytes: trial.path))
        while let parent = path.parent {
            let canMatch = NamePattern(trial.pattern).canMatch(below: parent.bytes.span)
            #expect(canMatch)
            path = parent
        }
    }
}
