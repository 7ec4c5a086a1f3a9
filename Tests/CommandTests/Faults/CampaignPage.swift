// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The page of campaigns, `docs/TESTING.md`.
enum CampaignPage {
    /// Writes tables between the two marks of a campaign.
    static func record(_ tables: [String], as name: String) throws {
        let path = StockTool.repository + "/docs/TESTING.md"
        let page = String(decoding: try bytes(of: path), as: UTF8.self)
        let start = try #require(page.range(of: "<!-- \(name) -->\n"))
        let stop = try #require(page.range(of: "<!-- end of \(name) -->"))
        let text =
            page[..<start.upperBound] + "\n" + tables.joined(separator: "\n") + "\n"
            + page[stop.lowerBound...]
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
