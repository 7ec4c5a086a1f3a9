// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

/// An archive of ours in whatever state must not be read as if nothing in it could have been proved.
///
/// With `SMSBACKUP_CAMPAIGN=full` it tries every bit and every length, otherwise a fixed share.
@Suite("Campaign: damaged archives of ours are not foreign")
struct OurOwnTests {
    private static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
    private static let seed: UInt64 = 20_261_121

    /// Whether a file of these bytes is taken for foreign.
    private static func isForeign(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> Bool
    {
        let name = "archive-\(UUID().uuidString)"
        let path = try directory.write(bytes, to: name)
        defer { unlink(path) }
        return try ForeignArchive.open([UInt8](path.utf8)) != nil
    }

    /// Tries all of the damages at once; names the first ones after which it is foreign.
    private static func foreign(_ damaged: [(String, [UInt8])]) throws -> [String] {
        let directory = try TemporaryDirectory()
        let found = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: damaged.count) { index in
            let (name, bytes) = damaged[index]
            let problem: String?
            do {
                problem = try isForeign(bytes, in: directory) ? name : nil
            } catch {
                problem = "\(name): \(error)"
            }
            if let problem { found.withLock { $0.append(problem) } }
        }
        return found.withLock { [String]($0.sorted().prefix(10)) }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `cut, flipped, without a head or a tail`(codec: Compression.Codec) throws {
        let archive = try CampaignArchive(codec)
        let good = archive.good
        var numbers = SeededNumbers(seed: Self.seed)
        func some(_ count: Int, _ few: Int) -> [Int] {
            Self.isFull
                ? [Int](0..<count)
                : (0..<few).map { _ in Int.random(in: 0..<count, using: &numbers) }
        }
        // The head is where a wrong step would be made: of it each third byte is tried.
        let head = archive.parts[0].upperBound
        let flips =
            (0..<head).filter { Self.isFull || $0 % 3 == 0 }.map { 8 * $0 + $0 % 8 }
            + some(good.count * 8, 1_000)
        var cases: [(String, [UInt8])] = flips.map { bit in
            ("bit \(bit)", Damage.flippedBit(bit).applied(to: good))
        }
        let short = (0...min(head + 200, good.count)).filter { Self.isFull || $0 % 5 == 0 }
        for length in short + some(good.count, 200) {
            cases.append(("cut to \(length)", Damage.cut(length).applied(to: good)))
        }
        for start in archive.parts.flatMap({ [$0.lowerBound, $0.upperBound] })
            + some(good.count, 200)
        {
            cases.append(("from \(start)", [UInt8](good[start...])))
            for room in [good.count - start, min(700, good.count - start)] {
                let end = start + Int.random(in: 0...room, using: &numbers)
                cases.append(("from \(start) to \(end)", [UInt8](good[start..<end])))
            }
            if start < good.count {
                let bit = Int.random(in: 8 * start..<8 * good.count, using: &numbers)
                let bytes = Damage.flippedBit(bit).applied(to: good)[start...]
                cases.append(("from \(start), bit \(bit)", [UInt8](bytes)))
            }
        }
        for (index, part) in archive.parts.enumerated() {
            cases.append(("unit \(index) alone", [UInt8](good[part])))
            cases.append(
                (
                    "without unit \(index)",
                    [UInt8](good[..<part.lowerBound] + good[part.upperBound...])
                )
            )
            cases.append(
                (
                    "with another's unit \(index)",
                    [UInt8](archive.other[archive.otherParts[index]] + good)
                )
            )
        }
        #expect(cases.count > 2_000)
        let found = try Self.foreign(cases)
        #expect(found == [], "seed \(Self.seed)")
    }

    @Test(arguments: Compression.Codec.allCases)
    func `a captured archive without its end, and one that was only decompressed`(
        codec: Compression.Codec
    ) throws {
        let path = try ArchivedSite.plain.get().archive(codec)
        let good = try bytes(of: path)
        var numbers = SeededNumbers(seed: Self.seed)
        let cases = (0..<60).map { _ in
            let length = Int.random(in: 0..<good.count, using: &numbers)
            return ("cut to \(length)", Damage.cut(length).applied(to: good))
        }
        #expect(try Self.foreign(cases) == [])
        let directory = try TemporaryDirectory()
        let plain = directory.file("plain.tar")
        let program = codec == .zstd ? "zstd" : "gzip"
        #expect(try StockTool.shell("\(program) -dc \"$1\" > \"$2\"", [path, plain]).status == 0)
        #expect(try ForeignArchive.open([UInt8](plain.utf8)) == nil)
        #expect(try StockTool.shell("gzip -1 \"$1\"", [plain]).status == 0)
        #expect(try ForeignArchive.open([UInt8]((plain + ".gz").utf8)) == nil)
    }

    @Test func `a bag of somebody else, and a tar that holds archives of ours, are foreign`() throws
    {
        let directory = try TemporaryDirectory()
        let archive = try ArchivedSite.plain.get().zstdArchive
        let script = """
            mkdir bag && echo x > bag/bagit.txt && echo y > bag/other && tar cf bag.tar bag
            mkdir only && tar cf only.tar only
            cp "$1" first.tar.zst && tar cf archives.tar first.tar.zst
            """
        #expect(try StockTool.shell(script, [archive], in: directory.path).status == 0)
        for name in ["bag.tar", "only.tar", "archives.tar"] {
            #expect(try ForeignArchive.open([UInt8](directory.file(name).utf8)) != nil, "\(name)")
        }
    }
}
