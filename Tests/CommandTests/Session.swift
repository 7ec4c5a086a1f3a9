// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// What the tests of the command share: the archived site, and what every message must look like.
enum Session {
    /// The archived site without oddities.
    static var site: ArchivedSite { get throws { try ArchivedSite.plain.get() } }

    /// Its zstd archive.
    static var archive: String { get throws { try site.zstdArchive } }

    /// Arguments of a complete capture.
    static var inputs: [String] { get throws { try site.site.arguments } }

    /// The same without some of the options and their values.
    static func inputs(without options: String...) throws -> [String] {
        var isLeftOut = false
        return try inputs.filter { argument in
            if argument.hasPrefix("--") { isLeftOut = options.contains(argument) }
            return !isLeftOut
        }
    }

    /// A copy of the archived site that a test may spoil.
    static func copyOfSite() throws -> (directory: TemporaryDirectory, root: String) {
        let directory = try TemporaryDirectory()
        let copy = try StockTool.run("cp", ["-a", try site.site.root, directory.file("SMS")])
        try #require(copy.status == 0, "\(copy.errors)")
        return (directory, directory.file("SMS"))
    }
}

extension StockTool.Result {
    /// Checks the status, and that every line on standard error has the form of a message.
    func expect(
        _ status: Int32, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(self.status == status, "\(text)\(errors)", sourceLocation: sourceLocation)
        for line in errors.split(separator: "\n") where self.status != 64 {
            let kind = ["error", "hint", "warning", "notice"].first {
                line.hasPrefix("smsbackup: \($0): ")
            }
            #expect(kind != nil, "\(line)", sourceLocation: sourceLocation)
            #expect(!line.hasSuffix("."), "\(line)", sourceLocation: sourceLocation)
        }
    }

    /// Checks that standard error holds a line, whole or from its start.
    func expectMessage(_ start: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let isThere = errors.split(separator: "\n").contains { $0.hasPrefix("smsbackup: " + start) }
        #expect(isThere, "\(errors)", sourceLocation: sourceLocation)
    }
}
