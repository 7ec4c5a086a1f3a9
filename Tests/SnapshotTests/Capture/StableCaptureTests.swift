// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Capturing files that change")
struct StableCaptureTests {
    /// What happens to a file between two pieces of it.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable (String, Int) -> Void

        static let all = [
            Change(testDescription: "it grows") { path, turn in
                truncate(path, 5_000_000 + turn * 1_000)
            },
            Change(testDescription: "it shrinks") { path, turn in
                truncate(path, 5_000_000 - turn * 400_000)
            },
            Change(testDescription: "it shrinks to nothing") { path, _ in truncate(path, 0) },
            Change(testDescription: "it is rewritten") { path, turn in
                guard let file = FileHandle(forUpdatingAtPath: path) else { return }
                file.write(Data(repeating: UInt8(turn), count: 4_000_000))
                try? file.close()
            },
            Change(testDescription: "it is replaced") { path, turn in
                let other = Data(noise(3_000_000, seed: UInt64(turn)))
                try? other.write(to: URL(fileURLWithPath: path), options: .atomic)
            },
            Change(testDescription: "it is touched") { path, _ in utimes(path, nil) },
            Change(testDescription: "it is removed") { path, _ in unlink(path) },
        ]
    }

    /// How often a capture asks whether to stop before its first unit: for the one directory.
    private static let askedBefore = 1

    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.write(noise(5_000_000), to: "LARGE.BIN")
        try site.write(noise(4_400_000, seed: 7), to: "ANOTHER.BIN")
        for number in 0..<5 { try site.write(noise(900_000), to: "Z\(number).DAT") }
        return site
    }

    /// Restores the archive and gives the content of a file of the tree.
    private func restored(_ site: BareSite, _ name: String) throws -> [UInt8] {
        let report = try site.restore("a", to: "out")
        #expect(report.notRestored == [])
        return try bytes(of: site.directory.file("out/XXX/tree/\(name)"))
    }

    @Test(arguments: Change.all, [1, 2, 3, 4, 5, 6])
    func `behaviour 21: a change while a large file is read is made good or noted`(
        change: Change, moment: Int
    ) throws {
        let site = try site()
        let path = "\(site.root)/LARGE.BIN"
        let calls = Counter()
        let report: CaptureReport
        do {
            report = try site.capture(to: "a", workers: 1) {
                $0.isInterrupted = {
                    if calls.next() - Self.askedBefore == moment { change.make(path, 1) }
                    return false
                }
            }
        } catch let error as SnapshotError {
            // Gone before it was opened: the capture says so, and leaves nothing.
            #expect(change.testDescription == "it is removed")
            #expect(error.message == "cannot capture \"\(path)\"")
            #expect(try site.directory.names() == ["site"])
            return
        }
        // One change is made good by reading again.
        #expect(report.warnings.filter { $0.kind == .changedWhileRead } == [])
        #expect(try site.verify("a").findings == [])
        if let now = try? bytes(of: path), change.testDescription != "it is replaced" {
            #expect(try isSame(restored(site, "LARGE.BIN"), now))
        }
    }

    @Test(
        arguments: Change.all.filter {
            !["it is removed", "it is replaced"].contains($0.testDescription)
        })
    func `a large file that never rests is noted`(change: Change) throws {
        let site = try site()
        let path = "\(site.root)/LARGE.BIN"
        let calls = Counter()
        let report = try site.capture(to: "a", workers: 1) {
            $0.isInterrupted = {
                let turn = calls.next() - Self.askedBefore
                // From the first piece on: before, the size would only be another one.
                if turn > 1 { change.make(path, turn) }
                return false
            }
        }
        let verified = try site.verify("a")
        #expect(verified.findings == [])
        if change.testDescription != "it shrinks to nothing" {
            let warnings = report.warnings.filter { $0.kind == .changedWhileRead }
            #expect(
                warnings.map { String(decoding: $0.subject, as: UTF8.self) }
                    .allSatisfy { $0 == "data/XXX/tree/LARGE.BIN" })
            #expect(
                warnings.first?.message
                    == "changed during each of 3 attempts to read it; its bytes may mix two states")
            #expect(warnings.allSatisfy { $0.needsAttention })
            #expect(Set(verified.warnings).isSuperset(of: warnings))
        }
        if change.testDescription == "it shrinks" {
            #expect(
                report.warnings.contains {
                    $0.message == "became shorter while it was read; zeros fill the rest"
                })
        }
        _ = try restored(site, "LARGE.BIN")
    }

    @Test func `a file of one piece that never rests spoils no other file`() throws {
        let site = try BareSite()
        try site.write(noise(5_000_000), to: "A.BIN")
        // Too large to be packed, too small for a second piece: it changes before a piece is handed out.
        try site.write(noise((2 << 20) - 800), to: "B.BIN")
        let stop = Counter()
        let path = "\(site.root)/B.BIN"
        let thread = Thread { while stop.isZero { utimes(path, nil) } }
        thread.start()
        defer { stop.next() }
        for codec in Compression.Codec.allCases {
            for workers in 1...2 {
                try site.capture(to: "a\(codec)\(workers)", codec, workers: workers)
                #expect(try site.verify("a\(codec)\(workers)").findings == [])
            }
        }
    }

    @Test func `a retry takes back only what was handed out`() throws {
        let site = try BareSite()
        let encoder = TarHeaderEncoder(bag: [0x62])
        for (size, expected) in [
            ((2 << 20) - 800, [false]), (5_000_000, [false, true, true, true]),
        ] {
            try site.write(noise(size), to: "B.BIN")
            let path = "\(site.root)/B.BIN"
            let reading = try LargeFileReading(
                OpenFile.open([UInt8](path.utf8)), index: 0,
                path: try #require(EntryPath("data/b")),
                component: .tree, sliceSize: 2 << 20, canRetry: true, attributes: AttributeReading()
            )
            var isRetry: [Bool] = []
            while true {
                chmod(path, isRetry.count.isMultiple(of: 2) ? 0o600 : 0o644)
                let slice = try reading.next(into: ByteBuffer(capacity: 3 << 20), encoder: encoder)
                if slice.isFirst { isRetry.append(slice.isRetry) }
                if slice.isLast { break }
            }
            #expect(isRetry == [Bool](expected.prefix(isRetry.count)))
        }
    }

    @Test func `a FIFO in the place of a large file is not captured`() throws {
        let site = try site()
        let path = "\(site.root)/LARGE.BIN"
        let calls = Counter()
        let error = #expect(throws: SnapshotError.self) {
            try site.capture(to: "a", workers: 1) {
                $0.isInterrupted = {
                    if calls.next() - Self.askedBefore == 1 {
                        unlink(path)
                        mkfifo(path, 0o644)
                    }
                    return false
                }
            }
        }
        #expect(error?.message == "cannot capture \"\(path)\"")
        #expect(try site.directory.names() == ["site"])
    }

    @Test func `behaviour 21: small files that change all the time are stored as they were read`()
        throws
    {
        let site = try BareSite()
        for number in 0..<40 { try site.write(noise(50_000), to: "F\(number).DAT") }
        let (root, stop) = (site.root, Counter())
        let thread = Thread {
            var numbers = SeededNumbers(seed: 3)
            while stop.isZero {
                let path = "\(root)/F\(numbers.next() % 40).DAT"
                let size = Int(numbers.next() % 100_000)
                switch numbers.next() % 3 {
                case 0: truncate(path, size)
                case 1: try? Data(noise(size)).write(to: URL(fileURLWithPath: path))
                default:
                    try? Data(noise(size)).write(to: URL(fileURLWithPath: path), options: .atomic)
                }
            }
        }
        thread.start()
        defer { stop.next() }
        for turn in 0..<8 {
            do {
                try site.capture(to: "a\(turn)", workers: 1 + turn % 3)
                #expect(try site.verify("a\(turn)").findings == [])
            } catch let error as SnapshotError {
                // An atomic write makes a file beside the other, which may be gone again.
                #expect(error.description.contains("No such file"))
            }
        }
    }
}
