// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

/// Five independent readers are the truth; three that agree make a consensus.
@Suite(
    "Registry hives from the wild",
    .enabled(if: RegistrySamples.arePresent, Comment(rawValue: RegistrySamples.absence)))
struct RegistryHiveSampleTests {
    /// The conditions that go with a verdict of `truth.json`.
    private static func conditions(for verdict: String) -> [RegistryHive.Condition] {
        switch verdict {
        case "valid": [.clean]
        case "valid, dirty (needs its .LOG)": [.dirty]
        // With sequence numbers that differ a wrong checksum is part of the unfinished write.
        case "damaged base block (checksum); readable if ignored": [.damaged, .dirty]
        case "damaged (hbin chain)", "damaged (cells)", "damaged cells": [.damaged, .truncated]
        case "truncated": [.truncated]
        // Names that are cut, or a layer over another hive: one record each, and a warning.
        default: verdict.hasPrefix("readable") ? [.clean] : [.damaged, .truncated]
        }
    }

    @Test func `every hive gives the keys and values of the consensus`() throws {
        var agreeing = 0
        var judged = 0
        for (name, truth) in try RegistrySamples.entries("hive") {
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            let verdict = truth["verdict"] as? String ?? ""
            #expect(Self.conditions(for: verdict).contains(hive.condition), "\(name): \(verdict)")
            if verdict.hasPrefix("readable") {
                #expect(hive.problems.count(of: .warning) > 0, "\(name)")
            }
            guard let consensus = truth["consensus"] as? [String: Any] else { continue }
            // Its base block hides all bins but one, and is called damaged for that.
            if name == "hive/yarp__EffectiveSizeHive" { continue }
            judged += 1
            #expect(hive.counts.keys == consensus["keys"] as? Int, "\(name)")
            #expect(hive.counts.values == consensus["values"] as? Int, "\(name)")
            if hive.counts.keys == consensus["keys"] as? Int,
                hive.counts.values == consensus["values"] as? Int
            {
                agreeing += 1
            }
        }
        print("hives: \(agreeing) of \(judged) agree with the consensus")
    }

    @Test func `every base block is read as it is`() throws {
        for (name, truth) in try RegistrySamples.entries("hive") {
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            let block = truth["base_block"] as? [String: Any] ?? [:]
            let mine = try #require(hive.baseBlock, "\(name)")
            #expect(mine.sequences.before == (block["seq1"] as? NSNumber)?.uint32Value)
            #expect(mine.sequences.after == (block["seq2"] as? NSNumber)?.uint32Value)
            #expect("\(mine.version.major).\(mine.version.minor)" == block["version"] as? String)
            #expect(mine.isChecksumCorrect == block["checksum_ok"] as? Bool, "\(name)")
            #expect(mine.binsByteCount == (block["hive_bins_size"] as? NSNumber)?.uint32Value)
            guard hive.verdict == .valid else { continue }
            #expect(hive.binCount == block["hbin_count"] as? Int, "\(name)")
            #expect(hive.trailingByteCount == block["trailing_bytes"] as? Int, "\(name)")
        }
    }

    @Test func `logs and other files are refused by name`() throws {
        var refused = 0
        for (name, truth) in try RegistrySamples.entries("hive-logs") {
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            let block = truth["base_block"] as? [String: Any] ?? [:]
            let type = (block["file_type"] as? NSNumber)?.uint32Value ?? 0
            #expect(hive.form == .transactionLog(type), "\(name)")
            #expect(hive.condition == .refused, "\(name)")
            refused += 1
        }
        for (name, _) in try RegistrySamples.entries("not-a-hive") {
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            // What begins like a hive and ends early is a truncated one.
            #expect([.refused, .truncated].contains(hive.condition), "\(name)")
            #expect(hive.problems.firstDamage != nil, "\(name)")
            refused += 1
        }
        print("logs and other files: \(refused) refused")
    }

    @Test func `every spoiled hive is judged as expected`() throws {
        var agreeing = 0
        let mutations = try RegistrySamples.mutations("mutations_hive")
        for mutation in mutations {
            let name = mutation["sample"] as? String ?? ""
            var bytes = try RegistrySamples.bytes(name)
            try #require(Self.apply(mutation["op"], to: &bytes), "\(mutation)")
            let hive = RegistryHive(bytes: bytes)
            let why = Comment(rawValue: "\(name) \(mutation["why"] ?? "") \(hive.problems.kept)")
            let full = mutation["full"] as? [String: Any] ?? [:]
            let isAsExpected: Bool
            switch mutation["expected"] as? String {
            case "valid", "valid-or-note":
                isAsExpected = hive.condition == .clean && hive.problems.kept.isEmpty
            case "warn":
                isAsExpected = hive.verdict == .valid && hive.problems.count(of: .warning) > 0
            case "fail-or-dirty":
                isAsExpected = [.damaged, .dirty].contains(hive.condition)
            default:
                isAsExpected = hive.verdict != .valid
            }
            #expect(isAsExpected, why)
            if isAsExpected { agreeing += 1 }
            if hive.verdict == .valid {
                #expect(hive.counts.keys == full["keys"] as? Int, why)
                #expect(hive.counts.values == full["values"] as? Int, why)
            }
        }
        print("spoiled hives: \(agreeing) of \(mutations.count) as expected")
    }

    /// Does what `op` says; `false` when it says something unknown.
    private static func apply(_ operation: Any?, to bytes: inout [UInt8]) -> Bool {
        guard let operation = operation as? [String: Any] else { return false }
        if let length = operation["cut_to"] as? Int {
            bytes = Array(bytes.prefix(length))
            return true
        }
        if let list = operation["patch"] as? [[Any]] {
            for patch in list {
                guard let offset = patch[0] as? Int, patch[1] as? String == "xor",
                    let mask = (patch[2] as? String).flatMap({ UInt8($0, radix: 16) })
                else { return false }
                bytes[offset] ^= mask
            }
            return true
        }
        guard let text = operation["patch"] as? String else { return false }
        return apply(text, to: &bytes)
    }

    private static func apply(_ text: String, to bytes: inout [UInt8]) -> Bool {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        if text.hasPrefix("seq1 += 1") {
            HiveBuilder.set(&bytes, at: 4, HiveBuilder.number(bytes, at: 4) &+ 1)
        } else if text.hasPrefix("file type") {
            HiveBuilder.set(&bytes, at: 28, 1)
        } else if text.hasPrefix("root cell offset") {
            HiveBuilder.set(&bytes, at: 36, HiveBuilder.number(bytes, at: 40) &+ 4096)
        } else if text.hasPrefix("minor version") {
            HiveBuilder.set(&bytes, at: 24, 9)
        } else if text.hasPrefix("zero 4096 bytes at") {
            let range = numbers[1]..<numbers[1] + 4096
            bytes.replaceSubrange(range, with: Array(repeating: 0, count: 4096))
            return true
        } else if text.hasPrefix("bytes 4096..4099 = HBIN") {
            bytes.replaceSubrange(4096..<4100, with: Array("HBIN".utf8))
            return true
        } else if text.hasPrefix("u32 at"), let offset = numbers.dropFirst().first {
            HiveBuilder.set(&bytes, at: offset, text.contains("0x7fffffff") ? 0x7FFF_FFFF : 32)
            return true
        } else if text.hasPrefix("cut at"), let length = numbers.first {
            bytes = Array(bytes.prefix(length)) + Array(repeating: 0xFF, count: 777)
            return true
        } else {
            return false
        }
        HiveBuilder.correctChecksum(&bytes)
        return true
    }
}
