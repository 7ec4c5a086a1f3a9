// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

/// Spoils good files at random.
///
/// What counts is that every answer comes, and comes soon; and that
/// it does not depend on how the bytes are cut.
@Suite("Dumps and sidecars, spoiled", .timeLimit(.minutes(30)))
struct DumpMutationCampaign {
    private static let seed: UInt64 = 0x5EED_D0E5

    @Test func `spoiled tape format is judged without a trap`() {
        var random = DumpRandom(seed: Self.seed)
        var options = TapeImage.Options()
        options.pageCount = 1
        let whole = TapeImage.backup(options)
        var valid = 0
        for _ in 0..<DumpDamage.count {
            let bytes = DumpDamage.spoiled(whole, &random)
            let dump = dumpRead(bytes)
            let sizes = (0..<3).map { _ in Int.random(in: 1...3_000, using: &random) }
            #expect(dumpRead(bytes, in: sizes) == dump, "seed \(Self.seed), \(sizes)")
            valid += dump.verdict == .valid ? 1 : 0
        }
        // Damage to page data, log and padding is invisible to a walk, and nothing else is.
        print("tape format, spoiled: \(valid) of \(DumpDamage.count) still look whole")
    }

    @Test(.enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)))
    func `spoiled samples are judged without a trap`() throws {
        let names = DumpSample.names("mtf").filter { !$0.hasSuffix(".bak") }
        let samples = try names.map { try DumpSample.bytes(of: $0) }
        var random = DumpRandom(seed: Self.seed)
        for turn in 0..<DumpDamage.count {
            let bytes = DumpDamage.spoiled(samples[turn % samples.count], &random)
            #expect(dumpRead(bytes).size == bytes.count)
        }
    }

    @Test func `spoiled reports are read without a trap`() {
        let text = """
            1> 2>  name                     db_size       status
             ------------------------ ------------- --------
             SMS                           60.00 MB x

             device_fragments size usage
             ---------------- ---- -----
             A                1 MB log only
            Sort Order = 52
            Microsoft SQL Server  6.50 - 6.50.201 (Intel X86)
            """
        let whole = [UInt8](text.replacing("\n", with: "\r\n").utf8)
        var random = DumpRandom(seed: Self.seed)
        for _ in 0..<DumpDamage.count {
            let bytes = DumpDamage.spoiled(whole, &random)
            _ = DatabaseSidecar(parsing: bytes)?.warnings
            _ = dumpRead(bytes)
        }
    }
}
