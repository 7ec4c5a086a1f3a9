// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

/// How far the parsers agree with what other readers say of real files, as a number a format.
///
/// docs/TESTING.md has the same table and explains every disagreement.
@Suite(
    "Agreement with other readers",
    .enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)))
struct AgreementTests {
    @Test func `the table is the one that is written down`() throws {
        var rows: [String] = []
        func add(_ format: String, _ agreed: Int, _ total: Int) {
            rows.append("| \(format) | \(agreed) | \(total) |")
        }
        let registry = try RegistryExportSampleTests.agreement()
        add(
            "registry text, files", registry.agreed,
            registry.agreed + registry.refused.count + registry.different.count)
        let hives = try Self.hives()
        add("hives, files", hives.agreed, hives.total)
        let others = try Self.notHives()
        add("logs and other files offered as hives", others.agreed, others.total)
        let tape = try TapeFormatSampleTests.agreement()
        add("tape format, files", tape.files.agreed, tape.files.total)
        add("tape format, facts", tape.facts.agreed, tape.facts.total)
        let events = try EventLogTests.agreement()
        add("event logs, facts", events.agreed, events.total)
        let attributes = try DOSAttributesTests.agreement()
        add("DOS attributes, facts", attributes.agreed, attributes.total)
        let site = try Self.siteFiles()
        add("site control file, System.map and SMS.INI, facts", site.agreed, site.total)
        for row in rows { print(row) }
        #expect(site.differences.isEmpty, "\(site.differences)")
        #expect(hives.differences.isEmpty, "\(hives.differences)")
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/TESTING.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for row in rows { #expect(text.contains(row), "docs/TESTING.md has another row: \(row)") }
    }

    /// Keys and values as three of five readers count them.
    private static func hives() throws -> Agreement {
        var all = Agreement()
        for (name, truth) in try RegistrySamples.entries("hive") {
            // Its base block hides all bins but one, and is called damaged for that.
            guard let consensus = truth["consensus"] as? [String: Any],
                name != "hive/yarp__EffectiveSizeHive"
            else { continue }
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            all.compare(
                name, [hive.counts.keys, hive.counts.values],
                [consensus["keys"] as? Int ?? -1, consensus["values"] as? Int ?? -1])
        }
        return all
    }

    private static func notHives() throws -> Agreement {
        var all = Agreement()
        let entries =
            try RegistrySamples.entries("hive-logs") + RegistrySamples.entries("not-a-hive")
        for (name, _) in entries {
            let hive = RegistryHive(bytes: try RegistrySamples.bytes(name))
            all.compare(name, [.refused, .truncated].contains(hive.condition), true)
        }
        return all
    }

    private static func siteFiles() throws -> Agreement {
        var all = Agreement()
        let truth = try DumpSample.truth("sms")
        controlFile(truth["sms/SITECTRL_skz_unwrapped.ct0"]["expected"], &all)
        if let bytes = SMSSample.bytes(of: SMSSample.systemMap) {
            let map = SystemMap.parse(bytes).value
            let expected = truth["sms/SYSTEM_MAP_fragments.map"]["expected"]
            all.compare("build", map.build?.description, expected["build"].text)
            let counts = [
                ("platforms", map.platforms.count), ("copylists", map.copyLists.count),
                ("languages", map.languages.count), ("units", map.units.count),
                ("idlists", map.idLists.count), ("services", map.services.count),
                ("packages", map.packages.count), ("directories", map.directories.count),
                ("file_entries", map.entryCount),
            ]
            for (name, count) in counts { all.compare(name, count, expected[name].number) }
        }
        if let bytes = SMSSample.bytes(of: SMSSample.initialization) {
            let file = SMSInitialization.parse(bytes).value
            let expected = truth["sms/SMS_INI_sample.ini"]["expected"]
            all.compare("sections", file.sections.count, expected["sections"].number)
            all.compare("site_code", file.siteCode?.text, expected["site_code"].text)
            all.compare("build", file.build?.description, expected["build"].text)
        }
        return all
    }

    private static func controlFile(_ expected: Truth, _ all: inout Agreement) {
        guard let bytes = SMSSample.bytes(of: SMSSample.siteControlFile) else { return }
        let parsed = SiteControlFile.parse(bytes)
        let file = parsed.value
        let texts: [(String, SMSText?)] = [
            ("header_syntax", file.header?.syntax),
            ("target_site", file.fileDefinition?.targetSite),
            ("originating_site", file.fileDefinition?.originatingSite),
            ("site_code", file.account?.siteCode), ("parent_site", file.account?.parentCode),
            ("site_server", file.account?.siteServer),
            ("install_dir", file.account?.installDirectory),
            ("sql_server", file.account?.sqlServer), ("sql_database", file.account?.database),
        ]
        for (name, text) in texts { all.compare(name, text?.description, expected[name].text) }
        let sections = expected["sections"]
        let numbers: [(String, Int?, Truth)] = [
            ("header_build", file.header?.buildNumber, expected["header_build"]),
            (
                "timestamp_unix", file.fileDefinition?.gmtTime.map { Int($0) },
                expected["timestamp_unix"]
            ),
            ("file_type", file.fileDefinition?.type == .proposed ? 2 : nil, expected["file_type"]),
            ("site_type", file.isPrimary ? 6 : nil, expected["site_type"]),
            ("FILE_DEFINITION", file.fileDefinition == nil ? 0 : 1, sections["FILE_DEFINITION"]),
            ("SITE_ACCOUNT", file.account == nil ? 0 : 1, sections["SITE_ACCOUNT"]),
            ("PROPERTY_LIST", file.propertyLists.count, sections["PROPERTY_LIST"]),
            ("DOMAIN", file.domains.count, sections["DOMAIN"]),
            ("COMPONENT", file.components.count, sections["COMPONENT"]),
            ("SENDER", file.senders.count, sections["SENDER"]),
            ("property_lines", file.properties.count, expected["property_lines"]),
            ("address_lines", file.addresses.count, expected["address_lines"]),
            ("outbox_lines", file.outboxes.count, expected["outbox_lines"]),
            ("server_lines", file.servers.count, expected["server_lines"]),
        ]
        for (name, ours, truth) in numbers { all.compare(name, ours, truth.number) }
        let isWhole = parsed.problems.allSatisfy { $0.kind == .notice }
        all.compare("balanced", isWhole, expected["balanced"].flag)
        all.compare("valid", SiteControlAcceptance(of: file).isAccepted, expected["valid"].flag)
    }
}
