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
}
