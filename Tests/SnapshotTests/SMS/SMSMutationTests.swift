// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Spoils good files at random.
///
/// The only answers that count are: it returns, and soon.
@Suite("SMS parsers on spoiled files")
struct SMSMutationTests {
    /// A few thousand in an ordinary run, 200,000 in a campaign.
    static let count =
        ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full" ? 200_000 : 3_000

    /// Copied into the files: what the grammars give a meaning to.
    static let words = [
        "<", ">", "\"", "(", ")", "#", "#182(", "=", ",", "\r\n", "\n", "\0", "\u{1A}", "BEGIN_X",
        "END_X",
        "BEGIN_COMPONENT", "END_SITE_ACCOUNT", "PROPERTY", "OUTBOX", "BEGIN", "END", "SIZE(",
        "FLAGS",
        "COPYLISTS(", "DIRECTORY", "99999999999999999999", "-1", "[", "]",
    ].map { [UInt8]($0.utf8) }

    private static func mutated(
        _ original: [UInt8], _ random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...64, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3: bytes.removeSubrange(start...)
            case 4: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: start)
            default: bytes[start] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }

    private static func run(
        _ name: String, _ originals: [[UInt8]], _ parse: ([UInt8]) -> [SMSParseProblem]
    ) throws {
        let seed: UInt64 = 0x5317_E5E7
        var random = SeededGenerator(seed: seed)
        var slowest = Duration.zero
        for number in 0..<count {
            let original = try #require(originals.randomElement(using: &random))
            let bytes = mutated(original, &random)
            let duration = ProcessorTime.least(below: .seconds(2)) {
                let problems = parse(bytes)
                #expect(
                    problems.count <= SMSProblemLog.limit + 8, "\(name), seed \(seed), \(number)")
                #expect(problems.allSatisfy { $0.line >= 1 })
            }
            slowest = max(slowest, duration)
        }
        #expect(slowest < .seconds(2), "\(name), seed \(seed)")
    }

    @Test func `a spoiled site control file is read to its end`() throws {
        try Self.run("site control file", [SiteControlSample.bytes]) {
            let parsed = SiteControlFile.parse($0)
            _ = SiteControlAcceptance(of: parsed.value)
            _ = parsed.value.childCodesNamedByAddresses
            return parsed.problems
        }
    }

    @Test func `a spoiled System.map is read to its end`() throws {
        try Self.run("System.map", [SystemMapSample.bytes]) { SystemMap.parse($0).problems }
    }

    @Test func `a spoiled SMS.INI or copy list is read to its end`() throws {
        let text = "[SMS]\nSiteCode=A01\nCopyListVersion=835643765\nSMS Unique ID=A0101000\n"
        try Self.run("SMS.INI", [crlf(text)]) {
            let parsed = SMSInitialization.parse($0)
            _ = parsed.value.uniqueID?.next
            return parsed.problems + CopyList.parse($0).problems
        }
    }

    /// Files of one kind of damage only, where a parser that looks ahead would look again and again.
    @Test(arguments: [
        "<", ">", "<\n", "<a\n", "#", "#9(\n", "#9(a\n", "BEGIN_X\n", "BEGIN_COMPONENT\n",
        "<a><b>\n",
        "\"", "\"\n", "\"a\n", "\"a\nb", "DIRECTORY \"", "COPYLISTS(", "SIZE(", "END ", "(", "a",
        " ", "\n",
        "PROPERTY<", "TRANSACTION ", "[\n", "=\n", "\0",
    ])
    func `the time grows with the size only`(_ unit: String) {
        let once =
            SiteControlSample.header + String(repeating: unit, count: 8_000 / unit.utf8.count)
        let large =
            SiteControlSample.header + String(repeating: unit, count: 64_000 / unit.utf8.count)
        let duration = { (text: String) in
            ProcessorTime.measure {
                _ = SiteControlFile.parse([UInt8](text.utf8))
                _ = SystemMap.parse([UInt8](text.utf8))
                _ = SMSInitialization.parse([UInt8](text.utf8))
                _ = CopyList.parse([UInt8](text.utf8))
            }
        }
        let (small, big) = (duration(once), duration(large))
        // Eight times the size; a quadratic parser would take 64 times as long. The floor is for
        // what takes no time at all.
        #expect(big < max(small * 24, .seconds(2)))
    }
}

/// SplitMix64: the same numbers on every machine for the same seed.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
