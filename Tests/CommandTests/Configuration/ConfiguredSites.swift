// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport

/// A sample hierarchy with a directory for archives and a configuration file beside it.
struct ConfiguredSites {
    /// The hierarchy.
    let sample: SampleSite

    init() throws {
        sample = try SampleSite()
        try sample.directory.makeDirectory("site/archives")
    }

    /// The line that names the dump of site A01 and what goes with it.
    static let database =
        "    database: [\(SampleSite.databaseFiles.map { "backup/\($0)" }.joined(separator: ", "))]\n"

    /// The lines of site A01 without a child, which needs `children` for C01 and B01 or sites of
    /// them.
    static let a01 = """
          - code: A01
            root: A01/SMS
            registry: [backup/sms-registry.reg]
        \(database)
        """
    static let b01 = """
          - code: B01
            parent: A01
            root: B01/SMS
            registry: [backup/sms-registry-B01.reg]
            absent: [SMS_PKGx]

        """
    static let c01 = """
          - code: C01
            parent: A01
            root: C01/SMS
            registry: [backup/sms-registry-C01.reg]
            absent: [SMS_PKGx]

        """

    /// The path of the file.
    var file: String { sample.path("site.yaml") }

    /// Writes the configuration: the head, and the sites below it.
    @discardableResult
    func write(head: String = "output: archives\n", _ sites: String...) throws -> String {
        let text = "version: 1\n\(head)sites:\n\(sites.joined())"
        return try sample.directory.write([UInt8](text.utf8), to: "site/site.yaml")
    }

    /// Runs a command with the configuration, at one moment.
    func run(_ command: String, _ arguments: String...) throws -> StockTool.Result {
        try BuiltCommand.run(
            [command, "--config", file] + arguments, environment: ["SOURCE_DATE_EPOCH": "921362700"]
        )
    }

    /// The names of the archives.
    func archives() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sample.path("archives")).sorted()
    }

    /// The path of the archive of a site.
    func archive(_ code: String) -> String {
        sample.path("archives/\(code)-19990313T220500Z.tar.zst")
    }

    /// What lies in a file of the hierarchy, as text.
    func text(_ name: String) throws -> String {
        String(decoding: try bytes(of: sample.path(name)), as: UTF8.self)
    }
}
