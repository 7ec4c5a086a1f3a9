// SPDX-License-Identifier: Apache-2.0

public import Snapshot

/// A sample hierarchy of three sites, made by `Fixtures/make-site`.
public struct SampleSite: Sendable {
    /// The directory that holds everything.
    public let directory: TemporaryDirectory

    /// Makes the hierarchy: `A01/SMS`, `B01/SMS`, `C01/SMS` and `backup/`.
    ///
    /// `quirks`: whether it also holds what a file system can and a DOS site rarely does.
    public init(quirks: Bool = false, arguments: [String] = []) throws {
        directory = try TemporaryDirectory()
        let result = try StockTool.run(
            "\(StockTool.repository)/Fixtures/make-site",
            [directory.file("site")] + (quirks ? ["--quirks"] : []) + arguments)
        guard result.status == 0 else { throw Failure(message: result.errors) }
    }

    private struct Failure: Error {
        let message: String
    }

    /// What an administrator saves of the database, below `backup`.
    public static let databaseFiles = ["SMSDUMP.DAT", "MASTER.DMP", "sp_helpdb.rpt", "server.rpt"]

    /// The evening on which the hierarchy was saved; everything in it is of one moment then.
    public static let evening = Timestamp(wholeSeconds: 921_362_700)

    /// A path in the hierarchy.
    public func path(_ name: String) -> String { directory.file("site/\(name)") }

    /// The primary site's directory.
    public var root: String { path("A01/SMS") }

    /// Everything that a complete capture of the primary site needs.
    public var inputs: CaptureInputs {
        var inputs = CaptureInputs(site: [UInt8](root.utf8))
        inputs.registry = [[UInt8](path("backup/sms-registry.reg").utf8)]
        inputs.database = Self.databaseFiles.map { [UInt8](path("backup/\($0)").utf8) }
        inputs.children = ["B01", "C01"].map {
            CaptureInputs.Child(code: $0, path: [UInt8](path("\($0)/SMS").utf8))
        }
        return inputs
    }

    /// The same as arguments of the command.
    public var arguments: [String] {
        [
            root, "--registry", path("backup/sms-registry.reg"), "--database",
        ] + Self.databaseFiles.map { path("backup/\($0)") } + [
            "--child", "B01=\(path("B01/SMS"))",
            "C01=\(path("C01/SMS"))",
        ]
    }

    /// Options for a capture that gives the same bytes whenever it runs.
    public static func options(
        _ codec: Compression.Codec = .zstd, workers: Int = 2, name: String = "A01-test"
    ) throws -> CaptureOptions {
        guard let compression = Compression(codec) else { throw Failure(message: "no codec") }
        var options = CaptureOptions(
            compression: compression, workers: workers,
            moment: Timestamp(wholeSeconds: 1_000_000_000))
        options.name = name
        return options
    }
}
