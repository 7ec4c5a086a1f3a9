// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Opaque dumps")
struct OpaqueDumpTests {
    /// Pages as a dump may have them: full of different bytes, numbers not those of the place.
    static func pages(_ count: Int, numbered: (Int) -> Int = { $0 + 3 }) -> [UInt8] {
        (0..<count).flatMap { place in
            little(numbered(place), 4) + (4..<2_048).map { UInt8(truncatingIfNeeded: $0 * 7) }
        }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let verdict: DumpVerdict
        let bytes: [UInt8]
        var name = ""
    }

    static let zeros = [UInt8](repeating: 0, count: 100_000)

    static let malformed: [Case] = [
        Case(testDescription: "found an empty file", verdict: .damaged, bytes: []),
        Case(testDescription: "found 100000 zero bytes only", verdict: .damaged, bytes: zeros),
        Case(
            testDescription: "found 5000 bytes 0xe5 only", verdict: .damaged,
            bytes: [UInt8](repeating: 0xE5, count: 5_000)),
        Case(
            testDescription: "found a zip file; expand it first", verdict: .refused,
            bytes: [0x50, 0x4B, 3, 4] + pages(2)),
        Case(
            testDescription: "found a cabinet file", verdict: .refused,
            bytes: [UInt8]("MSCF".utf8) + pages(2)),
        Case(
            testDescription: "found a file of COMPRESS.EXE", verdict: .refused,
            bytes: [0x53, 0x5A, 0x44, 0x44, 0x88, 0xF0, 0x27, 0x33] + pages(2)),
        Case(
            testDescription: "found a registry hive", verdict: .refused,
            bytes: [UInt8]("regf".utf8) + pages(2)),
        Case(
            testDescription: "found a program", verdict: .refused,
            bytes: [0x4D, 0x5A, 0x90, 0] + pages(2)),
        Case(
            testDescription: "found text", verdict: .refused,
            bytes: [UInt8]("DUMP DATABASE SMS TO SMSDUMP WITH INIT\r\ngo\r\n".utf8)),
        Case(
            testDescription: "found a registry export", verdict: .refused,
            bytes: [UInt8]("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE]\r\n".utf8)),
        Case(
            testDescription: "found a registry export", verdict: .refused,
            bytes: [0xFF, 0xFE] + utf16("Windows Registry Editor Version 5.00\r\n")),
        Case(
            testDescription: "found a site control file", verdict: .refused,
            bytes: [UInt8]("SITE CONTROL FILE [786][1.08]\r\n".utf8)),
        Case(
            testDescription: "found the name of a device", verdict: .refused,
            bytes: [UInt8]("NUL\r\n".utf8)),
        Case(
            testDescription: "found the name of a device", verdict: .refused,
            bytes: [UInt8]("\\\\.\\TAPE0".utf8)),
        Case(
            testDescription: "found a document", verdict: .refused,
            bytes: [UInt8]("<!DOCTYPE html><html>".utf8)),
        Case(
            testDescription: "found text", verdict: .refused,
            bytes: [UInt8]("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8)),
        Case(
            testDescription: "found an event log", verdict: .refused,
            bytes: [0x30, 0, 0, 0] + [UInt8]("LfLe".utf8) + pages(2)),
        Case(
            testDescription: "found a data file of SQL Server 7.0 or later", verdict: .refused,
            bytes: dataFile),
        Case(
            testDescription: "found a compressed backup of SQL Server", verdict: .unproven,
            bytes: [UInt8]("MSSQLBAK".utf8) + pages(2)),
        Case(
            testDescription: "found 100 bytes more", verdict: .unproven,
            bytes: pages(9) + [UInt8](repeating: 9, count: 100)),
        Case(
            testDescription:
                "offset 18432: expected data up to the end, found 100000 zero bytes",
            verdict: .unproven, bytes: pages(9) + zeros),
        Case(
            testDescription: "expected data in the first 4096 bytes, found zeros",
            verdict: .unproven, bytes: [UInt8](repeating: 0, count: 4_096) + pages(9)),
        Case(
            testDescription: "what may be a database device: it is called MASTER.DAT",
            verdict: .unproven, bytes: pages(9), name: "Master.dat"),
        Case(
            testDescription: "300 of 300 pages carry the number of their place",
            verdict: .unproven, bytes: pages(300) { $0 }, name: "SMS.DAT"),
    ]

    static let dataFile: [UInt8] = {
        var bytes = pages(8)
        bytes.replaceSubrange(0..<4, with: [1, 0x0F, 0, 0])
        bytes.replaceSubrange(8_192..<8_194, with: [1, 0x0B])
        return bytes
    }()

    @Test(arguments: malformed)
    func `a file that is no dump, or a doubtful one, is told as`(_ example: Case) {
        let dump = dumpRead(example.bytes, name: example.name)
        let texts = dump.problems.map(\.description)
        #expect(dump.verdict == example.verdict, "\(texts)")
        #expect(texts.contains { $0.contains(example.testDescription) }, "\(texts)")
    }

    @Test func `a plausible dump is unproven and never valid`() {
        var bytes = Self.pages(40)
        bytes.replaceSubrange(5_000..<5_010, with: "sysobjects".utf8)
        bytes.replaceSubrange(7_000..<7_010, with: "syscolumns".utf8)
        let dump = dumpRead(bytes, name: "SMSDUMP.DAT")
        #expect(dump.verdict == .unproven)
        #expect(dump.problems == [])
        guard case .opaque(let opaque) = dump.content else { return }
        #expect(opaque.systemTables == ["sysobjects", "syscolumns"])
        #expect(opaque.pageCount == 40)
        #expect(opaque.isWholePages)
        #expect(opaque.trailingZeroCount == 0)
        #expect(opaque.deviceHints == [])
    }

    @Test func `a dump that begins with one page before the pages is no device`() {
        let dump = dumpRead(Self.pages(600) { $0 == 0 ? 77 : $0 - 1 })
        #expect(dump.problems == [])
    }

    @Test func `empty pages are counted`() {
        let hole = [UInt8](repeating: 0, count: 2_048 * 5)
        guard case .opaque(let dump) = dumpRead(Self.pages(3) + hole + Self.pages(1)).content else {
            return
        }
        #expect(dump.zeroPageCount == 5)
        #expect(dump.pageCount == 9)
        #expect(dump.trailingZeroCount == 0)
    }

    @Test func `the answer does not depend on how the bytes are cut`() {
        for example in Self.malformed {
            let whole = dumpRead(example.bytes, name: example.name)
            for sizes in [[1], [2_047, 2], [3, 5_000], [4_095], [100_001]] {
                let cut = dumpRead(example.bytes, in: sizes, name: example.name)
                #expect(cut == whole, "\(example.testDescription) in \(sizes)")
            }
        }
    }

    @Test(
        .enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)),
        arguments: [
            "reg/putty__dracula.reg", "hive/yarp__EmptyHive", "evt/go-evt__AppEvent.Evt",
            "sms/SITECTRL_skz_unwrapped.ct0", "mtf/SOURCES.txt",
        ])
    func `real files of other kinds are refused`(_ name: String) throws {
        #expect(dumpRead(try DumpSample.bytes(of: name)).verdict == .refused)
    }
}
