// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Tape format")
struct TapeFormatTests {
    /// A spoiled backup, and what must be said about it: its name is part of the message.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let verdict: DumpVerdict
        let bytes: [UInt8]

        init(
            _ message: String, _ verdict: DumpVerdict, _ options: TapeImage.Options,
            _ spoil: (inout [UInt8]) -> Void = { _ in }
        ) {
            testDescription = message
            self.verdict = verdict
            var bytes = TapeImage.backup(options)
            spoil(&bytes)
            self.bytes = bytes
        }

        init(
            _ message: String, _ verdict: DumpVerdict,
            change: (inout TapeImage.Options) -> Void = { _ in },
            spoil: (inout [UInt8]) -> Void = { _ in }
        ) {
            var options = TapeImage.Options()
            change(&options)
            self.init(message, verdict, options, spoil)
        }
    }

    static let malformed: [Case] = [
        Case(
            "offset 0: expected a backup by SQL Server, found a backup of files by Backup Utility",
            .refused,
            change: {
                $0.vendor = 0
                $0.software = "Backup Utility"
            }),
        Case(
            "offset 0: expected a block header with a good checksum, found \"TAPE\"", .damaged,
            spoil: { $0[30] ^= 1 }),
        Case(
            "offset 136: expected a stream header with a good checksum, found something else",
            .damaged, spoil: { $0[145] ^= 0x40 }),
        Case(
            "offset 0: expected block TAPE, found a tape format backup without its first block",
            .damaged, spoil: { for index in 0..<512 { $0[index] = 0 } }),
        Case(
            "expected no damaged objects, found 2 that the backup itself reported", .damaged,
            change: { $0.damagedObjects = 2 }),
        Case("expected 9 pages, found 4", .damaged, change: { $0.describedPageCount = 9 }),
        Case(
            "expected the time at which the backup ended, found none", .unproven,
            change: { $0.isFinished = false }),
        Case(
            "expected two ends of data set 1, found one", .unproven, change: { $0.endCount = 1 }),
        Case(
            "expected data set 1 up to offset", .damaged,
            change: {
                $0.endCount = 0
                $0.hasFinalMark = false
            }),
        Case(
            "expected the filemark that closes the last data set, found the end of the file",
            .unproven, change: { $0.hasFinalMark = false }),
        Case(
            "expected the end of the file, found 700 zero bytes", .valid,
            spoil: { $0 += [UInt8](repeating: 0, count: 700) }),
        Case(
            "expected the end of the file, found 20 zero bytes", .valid,
            spoil: { $0 += [UInt8](repeating: 0, count: 20) }),
        Case(
            "expected the end of the file, found 60 bytes that are no data set", .unproven,
            spoil: { $0 += [UInt8](repeating: 0, count: 59) + [1] }),
        Case(
            "expected the end of the file, found \(TapeImage.backup().count) bytes", .unproven,
            spoil: { $0 += $0 }),
        Case(
            "expected a block header with a good checksum, found \"SSET\"", .damaged,
            spoil: { $0 += $0[1_536..<2_560].enumerated().map { $0 == 30 ? 9 : $1 } }),
        Case(
            "expected a first data set up to offset", .damaged,
            spoil: { $0.removeSubrange(1_536...) }),
        Case(
            "expected block header up to offset", .damaged, spoil: { $0.removeSubrange(1_546...) }),
        Case(
            "expected block TAPE up to offset 136 at least, found the end of the file", .damaged,
            spoil: { $0.removeSubrange(60...) }),
        Case(
            "expected block header up to offset 52 at least, found the end of the file", .damaged,
            spoil: { $0.removeSubrange(20...) }),
    ]

    @Test(arguments: malformed)
    func `a malformed backup is told as`(_ example: Case) {
        #expect(dumpRead(TapeImage.backup()).verdict == .valid)
        let dump = dumpRead(example.bytes)
        let texts = dump.problems.map(\.description)
        #expect(dump.verdict == example.verdict, "\(texts)")
        #expect(texts.contains { $0.contains(example.testDescription) }, "\(texts)")
    }

    @Test func `a whole backup is read`() throws {
        guard case .tapeFormat(let backup) = dumpRead(TapeImage.backup()).content else {
            Issue.record("not recognised")
            return
        }
        #expect(backup.verdict == .valid)
        #expect(backup.problems == [])
        #expect(backup.ending == .endMarker(at: backup.size))
        #expect(backup.shortcomings == [])
        let set = try #require(backup.principalSet)
        #expect(set.machine == "ALPINE")
        #expect(set.user == "ALPINE\\sqlagent")
        #expect(set.pageCount == 4)
        #expect(set.end == backup.size)
        #expect(set.description?.database == "SMS")
        #expect(set.description?.version?.description == "7.0.623")
        #expect(set.description?.finished?.description == "1999-03-13T21:48:10")
        #expect(backup.media?.membership?.fileCount == 1)
    }

    @Test func `every truncation is damage, except of the closing filemark`() {
        let whole = TapeImage.backup()
        for size in 1..<whole.count {
            let dump = dumpRead([UInt8](whole.prefix(size)))
            // With less than five bytes nothing tells the file from a text that says TAPE.
            let expected: DumpVerdict =
                size == whole.count - 512 ? .unproven : size < 5 ? .refused : .damaged
            #expect(dump.verdict == expected, "cut to \(size): \(dump.problems)")
        }
    }

    @Test func `every flipped bit of a header is damage`() {
        let whole = TapeImage.backup()
        guard case .tapeFormat(let backup) = dumpRead(whole).content else { return }
        for block in backup.blocks {
            for bit in 0..<52 * 8 {
                var spoiled = whole
                spoiled[block.offset + bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(dumpRead(spoiled).verdict != .valid, "\(block.kind) bit \(bit)")
            }
        }
    }

    @Test func `the answer does not depend on how the bytes are cut`() {
        for bytes in Self.malformed.map(\.bytes) + [TapeImage.backup(), [], [0x54]] {
            let whole = dumpRead(bytes)
            for sizes in [[1], [3], [7, 1, 512], [51], [52, 22], [511], [4_096], [65_537, 2]] {
                #expect(dumpRead(bytes, in: sizes) == whole, "\(sizes)")
            }
        }
    }

    @Test func `several sets in one file are all reported`() {
        var image = TapeImage()
        var options = TapeImage.Options()
        image.addMedium(options)
        for number in 1...300 {
            options.setNumber = number
            options.pageCount = number == 280 ? 1 : 0
            options.kind = UInt8(ascii: number == 280 ? "D" : "L")
            image.addSet(options)
        }
        guard case .tapeFormat(let backup) = dumpRead(image.bytes).content else {
            Issue.record("not recognised")
            return
        }
        #expect(backup.verdict == .valid, "\(backup.problems.prefix(3))")
        #expect(backup.setCount == 300)
        #expect(backup.sets.count == 256)
        #expect(backup.sets.last?.number == 300)
        #expect(backup.principalSet?.number == 280)
        #expect(backup.shortcomings == [])
    }

    @Test(arguments: ["D", "I", "L", "F"])
    func `what a backup lacks to be restored alone is told`(_ letter: String) {
        var options = TapeImage.Options()
        options.kind = letter.utf8.first ?? 0
        let dump = dumpRead(TapeImage.backup(options))
        #expect(dump.verdict == .valid)
        let expected = [
            "D": [], "I": ["differential backup; needs the whole backup with checkpoint 0:0:0"],
            "L": ["log backup"], "F": ["backup of some files of the database"],
        ]
        #expect(dump.shortcomings.map(\.description) == expected[letter])
    }

    @Test(arguments: [UInt64.max, 1 << 63, 1 << 62, 1 << 61, (1 << 61) - 1] as [UInt64])
    func `an impossible length does no harm`(_ length: UInt64) {
        var image = TapeImage()
        image.addMedium(TapeImage.Options())
        var bytes = image.bytes
        // The length of the first stream of the medium's block, and its checksum.
        let old = bytes[136..<158]
        var header = Array(old)
        header.replaceSubrange(8..<16, with: little(Int(truncatingIfNeeded: length), 8))
        seal(&header, words: 10)
        bytes.replaceSubrange(136..<158, with: header)
        #expect(dumpRead(bytes).verdict == .damaged)
    }
}
