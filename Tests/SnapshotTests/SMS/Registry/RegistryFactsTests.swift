// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Registry facts")
struct RegistryFactsTests {
    static func facts(_ body: String) -> RegistryFacts {
        RegistryExport(bytes: SiteRegistry.text("REGEDIT4\n\n" + body + "\n\n")).facts
    }

    static let key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

    @Test func `an export and a hive of one site give the same facts`() {
        let export = RegistryExport(bytes: SiteRegistry.export).facts
        let wide = RegistryExport(bytes: SiteRegistry.wide(SiteRegistry.export)).facts
        let hive = RegistryHive(bytes: SiteRegistry.hive).facts
        for facts in [export, wide, hive] {
            #expect(facts.place == .site)
            #expect(facts.siteCode?.description == "ABC")
            #expect(facts.parentSiteCode?.units.isEmpty == true)
            #expect(facts.installationDirectory?.description == "D:\\SMS")
            #expect(facts.siteServer?.description == "SERVER1")
            #expect(facts.siteServerDomain?.description == "DOMAIN")
            #expect(facts.setupVersion?.description == "786")
            #expect(facts.databaseServer?.description == "SERVER2")
            #expect(facts.databaseName?.description == "SMS")
            #expect(facts.nextUniqueID?.description == "00A1")
            #expect(facts.maximumConcurrentSendings == 5)
            #expect(facts.siteControlImageSize == 0x40000)
            #expect(facts.siteCodes.map(\.description) == ["ABC"])
            #expect(facts.shortcomings(isPrimary: true) == [.noServices])
        }
        #expect(export.rootKey?.description == Self.key)
        #expect(hive.rootKey?.description == "SMS")
    }

    @Test func `a secret is never kept`() {
        var spoiled = SiteRegistry.export
        if let index = spoiled.lastIndex(of: 0x22) { spoiled[index] = 0x78 }
        for bytes in [SiteRegistry.export, spoiled, SiteRegistry.wide(SiteRegistry.export)] {
            #expect(!String(reflecting: RegistryExport(bytes: bytes)).contains(SiteRegistry.secret))
        }
        let hive = RegistryHive(bytes: SiteRegistry.hive)
        #expect(!String(reflecting: hive).contains(SiteRegistry.secret))
        let units = SiteRegistry.secret.utf16.map { "\($0)" }.joined(separator: ", ")
        #expect(!String(reflecting: hive).contains(units))
    }

    @Test func `names are compared without regard to case`() {
        let facts = Self.facts(
            "[\(Self.key.uppercased())\\IDENTIFICATION]\n\"SITE CODE\"=\"ABC\"")
        #expect(facts.siteCode?.description == "ABC")
        #expect(facts.subkeys == ["Identification"])
    }

    @Test func `the SMS key is found in every hive that holds it`() {
        for (names, place) in [
            (["Microsoft"], RegistryFacts.Place.site), (["SOFTWARE", "Microsoft"], .site),
            (["$$$PROTO.HIV", "SOFTWARE", "Microsoft"], .site), (["$$$PROTO.HIV"], .site),
            (["ROOT", "Microsoft"], .site), (["ROOT", "WOW6432Node", "Microsoft"], .redirected),
            (["ROOT", "Other", "Microsoft"], .elsewhere),
        ] {
            var key = SiteRegistry.hiveRoot
            for name in names.reversed() { key = HiveBuilder.Key(name: name, subkeys: [key]) }
            let facts = RegistryHive(bytes: HiveBuilder().hive(key)).facts
            #expect(facts.place == place, "\(names)")
            #expect(facts.siteCode?.description == "ABC", "\(names)")
        }
        var key = SiteRegistry.hiveRoot
        key.name = "{5f878fc8}"
        #expect(RegistryHive(bytes: HiveBuilder().hive(key)).facts.place == .unnamedRoot)
        #expect(RegistryHive(bytes: HiveBuilder().hive(.init(name: "X"))).facts.place == nil)
    }

    @Test func `the site's own key wins over one elsewhere`() {
        let facts = Self.facts(
            """
            [HKEY_USERS\\T\\Microsoft\\SMS\\Identification]
            "Site Code"="OLD"

            [\(Self.key)\\Identification]
            "Site Code"="ABC"
            """)
        #expect(facts.place == .site)
        #expect(facts.siteCode?.description == "ABC")
    }

    @Test func `values behind a broken key belong to nobody`() {
        let facts = Self.facts(
            "[\(Self.key)\\Identification]\n\n[\(Self.key)\\Broken\n\"Site Code\"=\"BAD\"")
        #expect(facts.siteCode == nil)
    }

    @Test func `blank identification is known damage`() {
        let facts = Self.facts(
            "[\(Self.key)\\Identification]\n\"Site Code\"=\"\"\n\n[\(Self.key)\\SQL Server]\n"
                + "\"Server\"=\" \"")
        let shortcomings = facts.shortcomings(isPrimary: true)
        #expect(shortcomings.contains(.blankValue("Identification\\Site Code")))
        #expect(shortcomings.contains(.blankValue("SQL Server\\Server")))
        #expect(shortcomings.filter(\.isKnownDamage).count == 2)
        #expect(shortcomings.first?.reason.contains("Q270218") == true)
        #expect(!facts.shortcomings(isPrimary: false).contains(.blankValue("SQL Server\\Server")))
    }

    @Test func `everything that is missing is named at once`() {
        #expect(Self.facts("[HKEY_LOCAL_MACHINE\\X]").shortcomings(isPrimary: true) == [.noSMSKey])
        let facts = Self.facts("[\(Self.key)]")
        #expect(
            facts.shortcomings(isPrimary: true) == [
                .missingKey("Identification"), .missingValue("Setup\\Version"),
                .missingKey("SQL Server"),
                .missingValue("Components\\SMS_MAINTENANCE_MANAGER\\Next SMS Unique ID"),
                .missingKey("Sites"), .noServices,
            ])
    }

    @Test func `a value that no site has is malformed`() {
        for (name, text) in [
            ("Site Code", "ABCD"), ("Site Code", "A-C"), ("Parent Site Code", "X"),
            ("Installation Directory", "D:\\\\"), ("Installation Directory", "SMS"),
        ] {
            let facts = Self.facts("[\(Self.key)\\Identification]\n\"\(name)\"=\"\(text)\"")
            #expect(
                facts.shortcomings(isPrimary: true)
                    .contains(.malformedValue("Identification\\\(name)")))
        }
    }

    @Test func `services are found wherever they were saved`() {
        let export = Self.facts(
            "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE]\n\"x\"=\"y\"")
        let alone = RegistryHive(
            bytes: HiveBuilder().hive(.init(name: "SMS_SITE_CONFIG_MANAGER"))
        ).facts
        let site = RegistryExport(bytes: SiteRegistry.export).facts
        let all = export.merging(site).merging(alone)
        #expect(
            all.services.map(\.description) == ["SMS_EXECUTIVE", "SMS_SITE_CONFIG_MANAGER"])
        #expect(all.siteCode?.description == "ABC")
        #expect(all.shortcomings(isPrimary: true).isEmpty)
    }
}
