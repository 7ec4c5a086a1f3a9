// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A backup of any size: the seed of the fuzzer with more pages in it.
///
/// The headers are those of the seed, with the numbers that depend on the size put right. The pages
/// are one megabyte, given again and again.
struct LargeBackup {
    private static let pageSize = 8_192

    /// The bytes of the file in order.
    let pieces: [ArraySlice<UInt8>]

    init(pageCount: Int) {
        guard var seed = FileManager.default.contents(atPath: Self.path).map({ [UInt8]($0) }),
            let data = Self.find("MQDA", in: seed, from: 0)
        else { fatalError("no \(Self.path)") }
        // The seed has one page behind two bytes.
        let more = (pageCount - 1) * Self.pageSize
        Self.set(&seed, at: data + 8, 2 + pageCount * Self.pageSize, size: 8)
        Self.seal(&seed, at: data, words: 10)
        var place = 0
        while let found = Self.find("SFIN", in: seed, from: place) {
            // Only the first file of each description, which has the pages.
            if Self.get(seed, at: found + 24, size: 4) == 1, seed[found + 20] == 1 {
                Self.set(&seed, at: found + 24, pageCount, size: 4)
                Self.set(&seed, at: found + 36, pageCount * Self.pageSize, size: 8)
            }
            place = found + 4
        }
        for kind in ["MSTL", "MSLS"] {
            guard let block = Self.find(kind, in: seed, from: data) else { continue }
            let number = Self.get(seed, at: block + 20, size: 8)
            Self.set(&seed, at: block + 20, number + more / 1_024, size: 8)
            Self.seal(&seed, at: block, words: 25)
        }
        let split = data + 22 + 2
        let megabyte = [UInt8](repeating: 0x5A, count: 1 << 20)
        let rest = more % megabyte.count
        pieces =
            [seed[..<split]] + Array(repeating: megabyte[...], count: more / megabyte.count)
            + [megabyte[..<rest], seed[split...]]
    }

    private static let path =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        + "/Fixtures/seeds/tape-format/whole.bak"

    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let text = Array(text.utf8)
        return (start..<bytes.count - text.count).first {
            bytes[$0..<$0 + text.count].elementsEqual(text)
        }
    }

    private static func get(_ bytes: [UInt8], at offset: Int, size: Int) -> Int {
        (0..<size).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
    }

    private static func set(_ bytes: inout [UInt8], at offset: Int, _ value: Int, size: Int) {
        for index in 0..<size {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }

    /// The exclusive or of the words in front.
    private static func seal(_ bytes: inout [UInt8], at offset: Int, words: Int) {
        let sum = (0..<words).reduce(0) { $0 ^ get(bytes, at: offset + 2 * $1, size: 2) }
        set(&bytes, at: offset + 2 * words, sum, size: 2)
    }
}
