// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Registry export")
struct RegistryExportTests {
    /// Remembers everything that a reader tells of.
    struct Recorder: RegistryVisitor {
        var path = ""
        var values: [String: RegistryValue] = [:]
        var paths: [String] = []

        mutating func enterKey(_ path: [RegistryText]) -> Bool {
            self.path = path.map(\.description).joined(separator: "\\")
            paths.append(self.path)
            return true
        }

        mutating func visitValue(named name: RegistryText, _ value: RegistryValue) {
            values[name.description] = value
        }
    }

    static func record(_ bytes: [UInt8]) -> (RegistryExport, Recorder) {
        var reader = RegistryExportReader(visitor: Recorder())
        reader.consume(bytes.span)
        return reader.finish()
    }

    static func record(_ body: String, header: String = "REGEDIT4") -> (RegistryExport, Recorder) {
        record(SiteRegistry.text(header + "\n\n[HKEY_LOCAL_MACHINE\\X]\n" + body + "\n\n"))
    }

    @Test func `a machine's export is valid`() {
        let export = RegistryExport(bytes: SiteRegistry.export)
        #expect(export.verdict == .valid)
        #expect(export.problems.kept.isEmpty)
        #expect(export.counts.keys == 10)
        #expect(export.counts.values == 14)
        #expect(export.firstKey?.matches("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS") == true)
        #expect(export.handWork == nil)
    }

    @Test func `every kind of value is read`() {
        let (export, recorder) = Self.record(
            """
            "s"="a\\\\b\\"c"
            "n"=dword:0000001f
            "b"=hex:00,ff,\\
              10
            "m"=hex(7):41,00,42,00,00
            "q"=hex(b):01,00,00,00,00,00,00,00
            "odd"=hex(fffffff2):01
            @="default"
            """)
        #expect(export.verdict == .valid)
        #expect(recorder.values["s"]?.text?.description == "a\\b\"c")
        #expect(recorder.values["n"]?.number == 31)
        #expect(recorder.values["b"]?.data == [0, 0xFF, 0x10])
        #expect(recorder.values["m"]?.text?.description == "A")
        #expect(recorder.values["q"]?.number == 1)
        #expect(recorder.values["odd"]?.kind.rawValue == 0xFFFF_FFF2)
        #expect(recorder.values[""]?.text?.description == "default")
        #expect(export.counts.valuesByKind[.qword] == 1)
    }

    @Test func `text in hex is UTF-16 in version 5 and bytes in REGEDIT4`() {
        let body = "\"e\"=hex(2):41,00,42,00,00,00"
        let (_, old) = Self.record(body)
        let (_, new) = Self.record(body, header: "Windows Registry Editor Version 5.00")
        #expect(old.values["e"]?.text?.description == "A")
        #expect(new.values["e"]?.text?.description == "AB")
    }

    @Test func `the size of a chunk changes nothing`() {
        for bytes in [SiteRegistry.export, SiteRegistry.wide(SiteRegistry.export)] {
            let whole = RegistryExport(bytes: bytes)
            for size in [1, 2, 3, 7, 64, 1000] {
                var parser = RegistryExportParser()
                for start in stride(from: 0, to: bytes.count, by: size) {
                    parser.consume(bytes[start..<min(bytes.count, start + size)])
                }
                let export = parser.finish()
                #expect(export.counts == whole.counts)
                #expect(export.problems == whole.problems)
                #expect(export.facts == whole.facts)
                #expect(export.verdict == whole.verdict)
            }
        }
    }

    @Test func `what hands typed is read and proves nothing`() {
        for body in [
            "; a comment", "\"a\"=dword:1", "\"a\" = \"b\"", "\"a\"=\"b\" ; note",
            "\"a\"=hex:0A", "  \"a\"=\"b\"", "\"a\"=\"C:\\dir\"", "\"a\"=hex:01,",
            "\n\"a\"=\"b\"",
        ] {
            let (export, _) = Self.record(body)
            #expect(export.verdict == .unproven, "\(body)")
            #expect(export.problems.count(of: .damage) == 0, "\(body)")
            #expect(export.handWork != nil, "\(body)")
        }
    }

    @Test func `a text may hold a line end`() {
        let (export, recorder) = Self.record("\"a\"=\"one\ntwo\"\n\"b\"=\"x\"")
        #expect(recorder.values["a"]?.text?.description == "one\\x{d}\\x{a}two")
        #expect(recorder.values["b"]?.text?.description == "x")
        #expect(export.counts.valuesSpanningLines == 1)
        #expect(export.verdict == .valid)
    }

    @Test func `a missing quote costs one value`() {
        let (export, recorder) = Self.record("\"a\"=\"one\n\"b\"=\"x\"\n\"c\"=\"y\"")
        #expect(export.counts.values == 2)
        #expect(recorder.values["b"]?.text?.description == "x")
        #expect(export.verdict == .damaged)
        let (other, _) = Self.record("\"a\"=\"one\n\n[HKEY_LOCAL_MACHINE\\X\\Y]\n\"b\"=\"x\"")
        #expect(other.counts.keys == 2)
        #expect(other.counts.values == 1)
    }

    @Test func `half a character is no escape`() {
        // Katakana SO is 83 5C in code page 932, and 5C is a backslash.
        let head = SiteRegistry.text("REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\X]\n\"a\"=\"")
        let bytes = head + [0x83, 0x5C] + SiteRegistry.text("\"\n\"b\"=\"x\"\n\n")
        let (export, recorder) = Self.record(bytes)
        #expect(recorder.values["a"]?.data == [0x83, 0x5C])
        #expect(recorder.values["b"]?.text?.description == "x")
        #expect(export.likelyCodePages == [932])
        #expect(export.verdict == .valid)
    }

    @Test func `long values need no memory`() {
        let line = String(repeating: "00,", count: 24) + "\\\n  "
        let (export, recorder) = Self.record(
            "\"a\"=hex:" + String(repeating: line, count: 20_000) + "00")
        #expect(export.verdict == .valid)
        #expect(recorder.values["a"]?.byteCount == 480_001)
        #expect(recorder.values["a"]?.data.count == RegistryValue.keptByteCount)
    }

    @Test func `a key that is deleted makes a script`() {
        let (export, _) = Self.record("\"a\"=-\n\n[-HKEY_LOCAL_MACHINE\\Y]")
        #expect(export.counts.deletedValues == 1)
        #expect(export.counts.deletedKeys == 1)
        #expect(export.verdict == .unproven)
        #expect(export.problems.count(of: .warning) == 2)
    }
}
