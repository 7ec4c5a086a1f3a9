// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The page on testing says which test knows which damage; a test that is renamed must not get lost
/// there.
@Suite("Tests that the page names")
struct NamedTestsTests {
    @Test func `each exists`() throws {
        let page = String(
            decoding: try bytes(of: StockTool.repository + "/docs/TESTING.md"), as: UTF8.self)
        let start = try #require(page.range(of: "| Damage | Test |\n|---|---|\n"))
        let rows = page[start.upperBound...].split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .prefix { $0.hasPrefix("| ") }
        #expect(rows.count == 17)
        let sources = try StockTool.shell(
            #"grep -rhoP "func \`[^\`]+\`" --include=*.swift Tests"#, in: StockTool.repository)
        let tests = Set(sources.text.split(separator: "\n").map { $0.dropFirst("func ".count) })
        #expect(tests.count > 500)
        for row in rows {
            let names = try #require(row.split(separator: " | ").last).matches(of: /`[^`]+`/)
                .map(\.0)
            #expect(!names.isEmpty, "\(row)")
            for name in names { #expect(tests.contains(name), "\(row)") }
        }
    }
}
