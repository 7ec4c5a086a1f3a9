// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Spoils good files at random; nothing may trap or hang.
///
/// What memory they need is measured by `make fuzz`, alone in a process.
///
/// `SMSBACKUP_CAMPAIGN=full` raises the number of files; `SMSBACKUP_SEED` repeats a run.
@Suite("Spoiled registry files", .serialized)
struct RegistryMutationTests {
    /// SplitMix64: the same numbers for the same seed, everywhere.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    static let environment = ProcessInfo.processInfo.environment
    static let count = environment["SMSBACKUP_CAMPAIGN"] == "full" ? 200_000 : 4_000
    static let seed = environment["SMSBACKUP_SEED"].flatMap { UInt64($0) } ?? 1996

    static let exports = [
        SiteRegistry.export, SiteRegistry.wide(SiteRegistry.export),
        SiteRegistry.text("REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\X]\n\"a\"=\"") + [0x83, 0x5C]
            + SiteRegistry.text("\"\n\"b\"=\"one\ntwo\n\"\n;c\n\"d\"=-\n[-HKEY_USERS\\Y]\n\n"),
    ]

    static let hives: [[UInt8]] = {
        let data = Array(repeating: UInt8(7), count: 40_000)
        let big = HiveBuilder.Key(
            name: "SMS", values: [.init(name: "big", type: 3, data: data)],
            subkeys: [SiteRegistry.hiveRoot])
        return [
            SiteRegistry.hive, HiveBuilder(minor: 5, list: .ri).hive(big),
            HiveBuilder(minor: 1, list: .li, isEarly: true).hive(SiteRegistry.hiveRoot),
        ]
    }()

    static let tokens: [[UInt8]] = [
        "\"", "\\", "[", "]", "=", "\r\n", "\n", "\r", "hex:", "hex(7):", "dword:", ",\\\r\n  ",
        "[HKEY_LOCAL_MACHINE\\", "\0", ";", "-", "@=", "\u{FEFF}",
    ].map { Array($0.utf8) }

    static let numbers: [UInt32] = [
        0, 1, 8, 32, 4095, 4096, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, .max, .max - 3, 0x6B6E,
        0x6972, 0x6264, 0xFFFF_FFF8,
    ]

    static func spoil(_ bytes: inout [UInt8], with generator: inout Generator) {
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2 where bytes.count > 8:
                let number = numbers.randomElement(using: &generator) ?? 0
                HiveBuilder.set(&bytes, at: min(place & ~3, bytes.count - 4), number)
            case 3:
                let token = tokens.randomElement(using: &generator) ?? []
                bytes.insert(contentsOf: token, at: place)
            case 4:
                let end = min(bytes.count, place + Int.random(in: 1...300, using: &generator))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: 0 + place)
            case 5:
                let end = min(bytes.count, place + Int.random(in: 1...300, using: &generator))
                bytes.removeSubrange(place..<end)
            default:
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    bytes.removeLast(bytes.count - place)
                }
            }
        }
    }

    static func campaign(_ bases: [[UInt8]], judge: ([UInt8]) -> Int) throws {
        print("registry campaign: SMSBACKUP_SEED=\(seed), \(count) files")
        var generator = Generator(state: seed)
        var slowest = Duration.zero
        for index in 0..<count {
            var bytes = bases[index % bases.count]
            spoil(&bytes, with: &generator)
            var kept = 0
            let time = ProcessorTime.least(below: .milliseconds(100)) { kept = judge(bytes) }
            slowest = max(slowest, time)
            #expect(time < .milliseconds(100), "file \(index) took \(time)")
            #expect(kept <= 3 * RegistryProblemList.keptPerSeverity)
        }
    }

    @Test func `spoiled exports are judged`() throws {
        try Self.campaign(Self.exports) { bytes in
            let export = RegistryExport(bytes: bytes)
            #expect(export.counts.values <= bytes.count && export.counts.keys <= bytes.count)
            return export.problems.kept.count
        }
    }

    @Test func `spoiled hives are judged`() throws {
        try Self.campaign(Self.hives) { bytes in
            let hive = RegistryHive(bytes: bytes)
            #expect(hive.counts.keys <= bytes.count / 80 && hive.counts.values <= bytes.count / 24)
            return hive.problems.kept.count
        }
    }

    @Test func `any bytes at all are judged`() throws {
        var generator = Generator(state: Self.seed)
        for _ in 0..<Self.count / 10 {
            let bytes = (0..<Int.random(in: 0...600, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let heads: [[UInt8]] = [[], Array("REGEDIT4\r\n".utf8), Array("regf".utf8)]
            for head in heads {
                #expect(RegistryExport(bytes: head + bytes).verdict != .valid)
                #expect(RegistryHive(bytes: head + bytes).verdict != .valid)
            }
        }
    }

    @Test func `texts made to be slow are not`() {
        let open = Array("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\X]\r\n\"a\"=\"x\r\n".utf8)
        let hostile: [(name: String, bytes: [UInt8])] = [
            ("open text", open + Array(repeating: 0x0A, count: 400_000)),
            (
                "open texts",
                open + Array(repeating: Array("\"a\"=\"x\n".utf8), count: 40_000).joined()
            ),
            (
                "short hex lines",
                Array("REGEDIT4\n\n[\(RegistryFactsTests.key)\\Setup]\n\"a\"=hex:".utf8)
                    + Array(repeating: Array("1,\\\n".utf8), count: 60_000).joined()
            ),
            (
                "backslashes",
                Array("REGEDIT4\n\n[HKEY_LOCAL_MACHINE".utf8)
                    + Array(repeating: 0x5C, count: 400_000) + [0x5D, 0x0A]
            ),
            ("brackets", Array("REGEDIT4\n\n".utf8) + Array(repeating: 0x5B, count: 400_000)),
            (
                "keys",
                Array("REGEDIT4\n\n".utf8)
                    + Array(repeating: Array("[HKEY_USERS]\n".utf8), count: 30_000).joined()
            ),
        ]
        for (name, bytes) in hostile {
            let time = ProcessorTime.least(below: .seconds(5)) { _ = RegistryExport(bytes: bytes) }
            #expect(time < .seconds(5), "\(name) took \(time)")
        }
    }
}
