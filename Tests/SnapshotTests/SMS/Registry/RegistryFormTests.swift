// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Registry form")
struct RegistryFormTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let form: RegistryForm

        init(_ name: String, _ text: String, _ form: RegistryForm) {
            self.init(name, Array(text.utf8), form)
        }

        init(_ name: String, _ bytes: [UInt8], _ form: RegistryForm) {
            testDescription = name
            self.bytes = bytes
            self.form = form
        }
    }

    static let header = "Windows Registry Editor Version 5.00"

    static let restorable = [
        Case("REGEDIT4", "REGEDIT4\r\n\r\n", .export(.regedit4, .ascii)),
        Case("REGEDIT4 behind blanks", " \tREGEDIT4\n", .export(.regedit4, .ascii)),
        Case(
            "REGEDIT4 in UTF-16", SiteRegistry.wide(Array("REGEDIT4\r\n".utf8)),
            .export(.regedit4, .utf16)),
        Case(
            "REGEDIT4 in a code page", Array("REGEDIT4\r\n;".utf8) + [0xE9, 0x20],
            .export(.regedit4, .codePage)),
        Case("version 5 in ASCII", header + "\r\n", .export(.version5, .ascii)),
        Case("version 5 in UTF-8", header + "\r\n;é", .export(.version5, .utf8)),
        Case(
            "version 5 in UTF-8 with mark", "\u{FEFF}" + header + "\r\n",
            .export(.version5, .utf8WithByteOrderMark)),
        Case(
            "version 5 in UTF-16", SiteRegistry.wide(Array((header + "\r\n").utf8)),
            .export(.version5, .utf16)),
        Case(
            "version 5 in UTF-16 without mark",
            SiteRegistry.wide(Array((header + "\r\n").utf8), mark: false),
            .export(.version5, .utf16WithoutByteOrderMark)),
        Case("hive", SiteRegistry.hive, .hive),
    ]

    static let refused = [
        Case("nothing", [], .empty),
        Case("zeros", Array(repeating: 0, count: 5000), .empty),
        Case("log", log, .transactionLog(6)),
        Case("Windows 3.1", "REGEDIT\r\nHKEY_CLASSES_ROOT\\.x = y\r\n", .windows31Export),
        Case("REGEDIT5", "REGEDIT5\r\n", .unsupportedExport("REGEDIT5")),
        Case("REGEDIT4 and a blank", "REGEDIT4 \r\n", .unsupportedExport("REGEDIT4 ")),
        Case("cut header", "REGED", .cutHeader),
        Case("cut header in UTF-16", SiteRegistry.wide(Array("Windows Re".utf8)), .cutHeader),
        Case("listing", "Key Name:          SOFTWARE\\Microsoft\\SMS\r\nClass Name: ", .listing),
        Case("listing behind an empty line", "\r\n  Key Name:  X\r\n", .listing),
        Case("listing in UTF-16", SiteRegistry.wide(Array("Key Name:   X\r\n".utf8)), .listing),
        Case(
            "SZDD", [0x53, 0x5A, 0x44, 0x44, 0x88, 0xF0, 0x27, 0x33, 0x41],
            .compressed("SZDD, as in SOFTWARE._")),
        Case("KWAJ", [0x4B, 0x57, 0x41, 0x4A, 0x88, 0xF0, 0x27, 0xD1], .compressed("KWAJ")),
        Case("cabinet", "MSCF\0\0\0\0", .compressed("a cabinet")),
        Case("Windows 95", "CREG\0\0\u{1}\0", .windows9x),
        Case("Windows 95, second part", "RGDB\0\0", .windows9x),
        Case("Wine", "WINE REGISTRY Version 2\n", .wineStore),
        Case("bins alone", "hbin\0\0\0\0", .other("a part of a hive without its head")),
        Case("program", "MZ\u{1}\0\0", .other("a program")),
        Case("dump", "TAPE\0\0", .other("a backup in Microsoft Tape Format")),
        Case(
            "a script", "echo REGEDIT4\n",
            .other("not a registry file (it begins with \"echo REGEDIT4\")")),
    ]

    private static var log: [UInt8] {
        var bytes = SiteRegistry.hive
        HiveBuilder.set(&bytes, at: 28, 6)
        return bytes
    }

    @Test(arguments: restorable) func `what can be restored is recognised by its content`(
        _ example: Case
    ) {
        let form = RegistryForm(prefix: Array(example.bytes.prefix(4096)), isWhole: true)
        #expect(form == example.form)
        #expect(form.isRestorable)
    }

    @Test(arguments: refused) func `what cannot be restored is refused with its reason`(
        _ example: Case
    ) {
        let form = RegistryForm(prefix: Array(example.bytes.prefix(4096)), isWhole: true)
        #expect(form == example.form)
        #expect(!form.isRestorable)
        #expect(!form.reason.isEmpty)
        #expect(RegistryExport(bytes: example.bytes).verdict == .refused)
        let hive = RegistryHive(bytes: example.bytes)
        #expect(hive.condition == .refused)
        #expect(hive.problems.kept.first?.found == form.reason)
    }

    @Test func `a listing is refused however complete it is`() {
        let form = RegistryForm(prefix: Array("Key Name: X\r\n".utf8), isWhole: true)
        #expect(form.reason.contains("no program can restore it"))
    }
}
