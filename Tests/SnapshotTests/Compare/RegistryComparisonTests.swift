// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Comparison of registries")
struct RegistryComparisonTests {
    private static func table(_ files: [UInt8]..., piece: Int = 1 << 20) throws -> RegistryTable {
        var reading = RegistryReading()
        for file in files {
            var start = 0
            while start < file.count {
                try reading.consume([UInt8](file[start..<min(file.count, start + piece)]))
                start += piece
            }
            try reading.finish(try #require(EntryPath("registry/FILE")))
        }
        #expect(reading.problems == [])
        return reading.table
    }

    private static func lines(_ old: RegistryTable, _ new: RegistryTable) -> [String] {
        RegistryComparison.changes(from: old, to: new).map {
            "\($0.kind) \($0.subject.rawValue) \($0.name) [\($0.old ?? "-")] [\($0.new ?? "-")]"
        }
    }

    private static func changed(_ changes: [(String, String)]) -> [UInt8] {
        var text = String(decoding: SiteRegistry.export, as: UTF8.self)
        for (old, new) in changes {
            let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            text = parts.joined(separator: new)
        }
        return [UInt8](text.utf8)
    }

    @Test func `an export, a wide export and a hive of one key say the same`() throws {
        let export = try Self.table(SiteRegistry.export)
        #expect(export.count > 20)
        let wide = String(decoding: SiteRegistry.export, as: UTF8.self)
            .split(separator: "REGEDIT4", omittingEmptySubsequences: false)
            .joined(separator: "Windows Registry Editor Version 5.00")
        #expect(
            Self.lines(export, try Self.table(SiteRegistry.wide([UInt8](wide.utf8)))) == [])
        // A hive of the key has no parent keys, and neither does this export.
        #expect(Self.lines(export, try Self.table(SiteRegistry.hive)) == [])
    }

    @Test(arguments: [1, 7, 4_096]) func `pieces of any size are one file`(piece: Int) throws {
        let whole = try Self.table(SiteRegistry.export)
        #expect(Self.lines(whole, try Self.table(SiteRegistry.export, piece: piece)) == [])
        #expect(Self.lines(whole, try Self.table(SiteRegistry.hive, piece: piece)) == [])
    }

    @Test func `every kind of change has exactly its line`() throws {
        let new = Self.changed([
            ("dword:00000005", "dword:00000007"), ("\"786\"", "\"900\"\r\n\"Extra\"=\"x\""),
            ("\"Site Server Domain\"=\"DOMAIN\"\r\n", ""), ("\"00A1\"", "\"00A2\""),
            ("\\Sites\\ABC]", "\\Sites\\DEF]"), ("  17,18", "  17,19"),
        ])
        #expect(
            Self.lines(try Self.table(SiteRegistry.export), try Self.table(new)) == [
                "changed registry-value SMS\\Components\\SMS_LAN_SENDER : Maximum Concurrent Sendings [5] [7]",
                "changed registry-value SMS\\Components\\SMS_MAINTENANCE_MANAGER : Next SMS Unique ID [\"00A1\"] [\"00A2\"]",
                "changed registry-value SMS\\Components\\SMS_SITE_CONFIG_MANAGER : Mask [REG_BINARY of 24 bytes] [REG_BINARY of 24 bytes]",
                "removed registry-value SMS\\Identification : Site Server Domain [\"DOMAIN\"] [-]",
                "added registry-value SMS\\Setup : Extra [-] [\"x\"]",
                "changed registry-value SMS\\Setup : Version [\"786\"] [\"900\"]",
                "removed registry-key SMS\\Sites\\ABC [-] [-]",
                "added registry-key SMS\\Sites\\DEF [-] [-]",
            ])
    }

    @Test func `secrets are told to differ and never shown`() throws {
        let digits = String(repeating: "0A1b", count: 10)
        let new = Self.changed([
            (SiteRegistry.secret, "An0ther"), ("\"sa\"", "\"sb\""),
            ("\"SERVER1\"", "\"\(digits)\""),
        ])
        let changes = RegistryComparison.changes(
            from: try Self.table(SiteRegistry.export), to: try Self.table(new))
        #expect(changes.count == 3)
        let text = "\(changes)"
        for secret in [SiteRegistry.secret, "An0ther", "\"sa\"", "\"sb\"", digits] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.contains("REG_SZ, not shown"))
        #expect(text.contains("(40 hex digits)"))
    }

    @Test func `names are one in any case, and the second of two values counts`() throws {
        let old = SiteRegistry.text("REGEDIT4\n\n[HKEY_USERS\\Odd]\n\"A\"=\"1\"\n\n")
        let new = SiteRegistry.text(
            "REGEDIT4\n\n[HKEY_USERS\\ODD]\n\"A\"=\"2\"\n\"a\"=\"1\"\n\n")
        #expect(Self.lines(try Self.table(old), try Self.table(new)) == [])
    }

    @Test func `a change behind the first pages of a long value is seen`() throws {
        func export(_ last: String) -> [UInt8] {
            let row = (0..<20_000).map { _ in "00" }.joined(separator: ",")
            return SiteRegistry.text(
                "REGEDIT4\n\n[HKEY_USERS\\Odd]\n\"A\"=hex:\(row),\(last)\n\n")
        }
        let changes = Self.lines(try Self.table(export("01")), try Self.table(export("02")))
        #expect(
            changes == [
                "changed registry-value HKEY_USERS\\Odd : A [REG_BINARY of 20001 bytes] [REG_BINARY of 20001 bytes]"
            ])
    }
}
