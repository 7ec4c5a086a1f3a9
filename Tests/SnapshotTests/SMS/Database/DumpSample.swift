// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Real files for the parsers of dumps and logs, and what a correct reader says of them.
///
/// They are not part of the repository: where they lie beside it, tests read them, and where
/// not, those tests are skipped.
enum DumpSample {
    /// Why a test is skipped.
    static let absent = "samples are not beside the repository"

    static var isPresent: Bool { FileManager.default.fileExists(atPath: path("truth.json")) }

    static func path(_ name: String) -> String {
        // Five names below the root: Tests/SnapshotTests/SMS/Database/DumpSample.swift.
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<5 { url.deleteLastPathComponent() }
        return url.deletingLastPathComponent().path + "/shared/samples/" + name
    }

    static func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path(name))))
    }

    /// One part of the ground truth.
    static func truth(_ key: String) throws -> Truth {
        let file = try Data(contentsOf: URL(filePath: path("truth.json")))
        return Truth(try JSONSerialization.jsonObject(with: file))[key]
    }

    /// The names of the samples with an entry in one part of the ground truth, in order.
    static func names(_ key: String) -> [String] {
        guard let truth = try? truth(key).value as? [String: Any] else { return [] }
        return truth.keys.sorted()
    }
}

/// A value of a JSON document, without ceremony.
struct Truth {
    let value: Any?

    init(_ value: Any?) { self.value = value is NSNull ? nil : value }

    subscript(key: String) -> Truth { Truth((value as? [String: Any])?[key]) }
    var list: [Truth] { (value as? [Any] ?? []).map { Truth($0) } }
    var text: String? { value as? String }
    var number: Int? { (value as? NSNumber)?.intValue }
    var flag: Bool? { (value as? NSNumber)?.boolValue }
}

/// Counts how many facts of the ground truth the product agrees with.
struct Agreement {
    private(set) var agreed = 0
    private(set) var differences: [String] = []
    var total: Int { agreed + differences.count }

    mutating func compare<Value: Equatable>(_ what: String, _ ours: Value?, _ truth: Value?) {
        if ours == truth {
            agreed += 1
        } else {
            let sides = [ours, truth].map { $0.map { "\($0)" } ?? "nothing" }
            differences.append("\(what): \(sides[0]), truth says \(sides[1])")
        }
    }

    mutating func add(_ other: Agreement) {
        agreed += other.agreed
        differences += other.differences
    }
}

/// A generator whose numbers depend on the seed only: SplitMix64.
struct DumpRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Spoils good bytes at random.
enum DumpDamage {
    /// A few thousand in an ordinary run, 200,000 in a campaign.
    static let count =
        ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full" ? 200_000 : 3_000

    static func spoiled(_ original: [UInt8], _ random: inout DumpRandom) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...64, using: &random))
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3: bytes.removeSubrange(start...)
            case 4: for index in start..<end { bytes[index] = 0xFF }
            case 5: for index in start..<end { bytes[index] = 0 }
            default: bytes[start] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }
}
