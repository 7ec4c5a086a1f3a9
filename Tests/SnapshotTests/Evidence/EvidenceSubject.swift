// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// The sample site on the evening on which it was saved, to be broken by a test.
struct EvidenceSubject {
    let site: SampleSite
    var inputs: CaptureInputs

    init(quirks: Bool = false) throws {
        site = try SampleSite(quirks: quirks)
        inputs = site.inputs
    }

    /// Runs a line of shell in the directory that holds the sites and `backup`.
    ///
    /// What it changes gets the time of the evening, unless the line gives it another one.
    func shell(_ line: String) throws {
        let evening = "find . .. -newermt 2020-01-01 -exec touch -hd '1999-03-13 21:00 UTC' {} +"
        let result = try StockTool.shell("set -e; \(line); \(evening)", in: site.path("."))
        try #require(result.status == 0, "\(result.errors)")
    }

    /// What a plan finds.
    func planned(_ depth: EvidenceReading.Depth = .thorough) throws -> SiteEvidence {
        try EvidenceReading(Capture.plan(inputs), depth: depth) { false }
            .evidence(at: SampleSite.evening)
    }

    /// Captures the site into the file `name`.
    @discardableResult
    func capture(
        to name: String = "a", workers: Int = 2, _ change: (inout CaptureOptions) -> Void = { _ in }
    ) throws -> CaptureReport {
        var options = CaptureOptions(
            compression: compression(.zstd), workers: workers, moment: SampleSite.evening)
        options.name = "A01-test"
        change(&options)
        return try Capture(inputs, options: options).run(to: .file(path(name)))
    }

    /// Verifies the archive `name`.
    func verify(
        _ name: String = "a", _ level: VerificationLevel = .deep
    ) throws -> VerificationReport {
        try Verification(level: level, workers: 2).run(path(name))
    }

    /// The judgement that the archive `name` stores.
    func stored(_ name: String = "a") throws -> Judgement {
        let archive = try ArchiveJudgement(of: path(name))
        #expect(archive.isStored)
        return archive.judgement
    }

    /// A path beside the sites, as the library takes it.
    func path(_ name: String) -> [UInt8] { [UInt8](site.directory.file(name).utf8) }

    /// One of the archive's own files, as tar unpacks it.
    func tagFile(_ path: String, of name: String = "a") throws -> [UInt8] {
        let result = try StockTool.shell(
            "zstd -dcq \"$1\" | tar xOf - --occurrence=1 \"A01-test/$2\" 2>/dev/null",
            [site.directory.file(name), path])
        return result.output
    }
}
