// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// Spoils good logs at random.
///
/// What counts is that every answer comes, and comes soon.
@Suite("Logs and attributes, spoiled", .timeLimit(.minutes(30)))
struct LogMutationCampaign {
    private static let seed: UInt64 = 0x5EED_106A

    @Test func `spoiled event logs are read without a trap`() {
        let whole = EventLogTests.log((1...6).map { EventLogTests.record($0, texts: ["a", "b"]) })
        var random = DumpRandom(seed: Self.seed)
        for _ in 0..<DumpDamage.count {
            let bytes = DumpDamage.spoiled(whole, &random)
            guard let log = EventLog(parsing: bytes) else { continue }
            #expect(log.recordCount * 56 <= bytes.count, "seed \(Self.seed)")
        }
    }

    @Test func `spoiled logs of components are read without a trap`() {
        let whole = [UInt8](SiteLogTests.hierarchy.utf8)
        var random = DumpRandom(seed: Self.seed)
        for _ in 0..<DumpDamage.count {
            let bytes = DumpDamage.spoiled(whole, &random)
            let log = HierarchyManagerLog(parsing: bytes)
            #expect((log?.sites.count ?? 0) <= 12, "seed \(Self.seed)")
            _ = SenderLog(parsing: bytes)
        }
    }

    @Test func `spoiled logs of Setup are read without a trap`() {
        let text = "<11-22-1996 13:42:14> Executing script A.SQL\r\n"
        let whole = [UInt8]((text + "<11-22-1996 13:42:14> Script returns code 0\r\n").utf8)
        var random = DumpRandom(seed: Self.seed)
        for _ in 0..<DumpDamage.count {
            _ = SetupLog(parsing: DumpDamage.spoiled(whole, &random))
        }
    }

    @Test func `spoiled attributes are read without a trap`() {
        let whole: [UInt8] =
            [0x30, 0x78, 0x32, 0x33, 0, 0, 3, 0, 3, 0, 0, 0]
            + [UInt8](repeating: 0x11, count: 44)
        var random = DumpRandom(seed: Self.seed)
        for _ in 0..<DumpDamage.count {
            let value = DumpDamage.spoiled(whole, &random)
            for name in DOSAttributes.attributeNames {
                _ = try? DOSAttributes(name: name, value: value)
            }
        }
    }
}
