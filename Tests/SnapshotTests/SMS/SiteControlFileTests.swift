// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Site control file")
struct SiteControlFileTests {
    @Test(.enabled(if: SMSSample.isPresent(SMSSample.siteControlFile), "\(SMSSample.absent)"))
    func `the printed file of site SKZ says what the book says`() throws {
        let bytes = try #require(SMSSample.bytes(of: SMSSample.siteControlFile))
        let parsed = SiteControlFile.parse(bytes)
        let file = parsed.value
        #expect(file.header == SiteControlFile.Header(build: "786", syntax: "1.08"))
        #expect(file.header?.buildNumber == 786)
        #expect(file.byteCount == 8_008)
        let definition = try #require(file.fileDefinition)
        #expect(definition.type == .proposed)
        #expect(definition.comment == "Setup-based site creation")
        #expect(definition.targetSite == "SKZ")
        #expect(definition.originatingSite == "SKZ")
        #expect(definition.gmtTime == 837_492_602)
        #expect(definition.isPosted == true)
        let account = try #require(file.account)
        #expect(account.siteType == .primary)
        #expect(account.siteCode == "SKZ")
        #expect(account.parentCode == "")
        #expect(account.siteServer == "STEVEPDC")
        #expect(account.serverDomain == "S1DOMAIN")
        #expect(account.siteName == "STEVE'S SITE")
        #expect(account.installDirectory == "D:\\SMS")
        #expect(account.sqlServer == "stevebdc")
        #expect(account.database == "SMS")
        #expect(account.encryptedFields.map(\.field.digitCount) == [78, 78, 42, 78, 78, 42])
        #expect(account.encryptedFields.allSatisfy { $0.field.isHexadecimal })
        // The book counts 185 bytes in an address that has 186: a notice, and the only one.
        #expect(parsed.problems.map(\.kind) == [.notice])
        #expect(
            parsed.problems.first?.description == "line 192: expected 185 bytes, found 186 bytes")
    }

    @Test(.enabled(if: SMSSample.isPresent(SMSSample.siteControlFile), "\(SMSSample.absent)"))
    func `the printed file of site SKZ has every section`() throws {
        let bytes = try #require(SMSSample.bytes(of: SMSSample.siteControlFile))
        let file = SiteControlFile.parse(bytes).value
        #expect(file.properties.count == 23)
        #expect(file.propertyLists.count == 13)
        #expect(file.domains.count == 1)
        #expect(file.addresses.count == 2)
        #expect(file.outboxes.count == 6)
        #expect(file.servers.count == 1)
        #expect(file.components.count == 12)
        #expect(file.senders.count == 1)
        #expect(file.transactions.isEmpty)
        #expect(file.opaqueBlocks.isEmpty)
        #expect(file.softwareUnits.count == 9)
        #expect(file.domains[0].logonServers.map(\.name) == ["STEVEBDC", "STEVEPDC"])
        #expect(file.addresses.map(\.uncServer) == ["STEVEPDC", "ASSIMILATOR1"])
        #expect(file.addresses.map(\.uncShare) == ["SMS_SITE", "SMS_SITE"])
        #expect(file.addresses.map(\.countedLength) == [182, 185])
        #expect(file.addresses.map(\.length) == [182, 186])
        #expect(file.addresses.map(\.encryptedDigitCount) == [156, 156])
        #expect(
            file.outboxes.allSatisfy { $0.schedule.bytes.count == 168 && $0.server == "STEVEPDC" })
        #expect(file.senders[0].outboxes == ["LAN_DEFAULT"])
        #expect(file.components[0].flags == SMSServiceFlags(rawValue: 0x84D))
        #expect(file.siteCode == SiteCode("SKZ"))
        #expect(file.childCodesNamedByAddresses.map(\.text) == ["DF1"])
        #expect(SiteControlAcceptance(of: file).isAccepted)
    }

    @Test func `a whole file has no problems`() {
        let parsed = SiteControlFile.parse(SiteControlSample.bytes)
        #expect(parsed.problems.isEmpty)
        #expect(parsed.isWellFormed && !parsed.isTruncated)
        #expect(parsed.value.versionProperty == "786")
        #expect(parsed.value.property(named: "LAST VALID @")?.first.text == nil)
        #expect(parsed.value.senders.map(\.name) == ["SMS_LAN_SENDER"])
        #expect(parsed.value.domains[0].findsServers == true)
    }

    @Test func `line ends of any kind are read the same`() {
        let expected = SiteControlFile.parse(SiteControlSample.bytes)
        for end: [UInt8] in [[10], [13]] {
            let bytes = SiteControlSample.text.utf8.flatMap { $0 == 10 ? end : [$0] }
            var parsed = SiteControlFile.parse(bytes)
            parsed.value.byteCount = expected.value.byteCount
            #expect(parsed == expected)
        }
    }

    @Test func `children are the destinations that are neither the site nor its parent`() {
        let primary = SiteControlFile.parse(SiteControlSample.bytes).value
        #expect(primary.isPrimary && !primary.isSecondary && primary.parentCode == nil)
        #expect(primary.childCodesNamedByAddresses.map(\.text) == ["B01", "C01"])
        let text = SiteControlSample.replacing("<6>\n  <A01>\n  <>", by: "<9>\n  <A01>\n  <b01>")
        let secondary = SiteControlFile.parse(text).value
        #expect(secondary.isSecondary && !secondary.isPrimary)
        #expect(secondary.parentCode?.text == "B01")
        #expect(secondary.childCodesNamedByAddresses.map(\.text) == ["C01"])
    }

    @Test func `local transactions are known by 5 and by 6`() {
        for type in ["5", "6"] {
            let text = SiteControlSample.replacing(
                "BEGIN_FILE_DEFINITION\n  <2>",
                by: "BEGIN_FILE_DEFINITION\n  <\(type)>")
            #expect(SiteControlFile.parse(text).value.fileDefinition?.type == .localTransactions)
        }
    }

    @Test func `a transaction is read with its type bare or in brackets`() throws {
        let text =
            "TRANSACTION InactiveDomains<0><2><DomainX,DomainY><>\n"
            + "TRANSACTION<Shutdown><0><0><><>\n"
        let parsed = SiteControlFile.parse(crlf(SiteControlSample.text + text))
        #expect(parsed.problems.isEmpty)
        let file = parsed.value
        #expect(file.transactions.map(\.type) == ["InactiveDomains", "Shutdown"])
        #expect(file.transactions.map(\.isDestructive) == [false, true])
        #expect(file.transactions[0].first.text == "DomainX,DomainY")
        #expect(file.transactions[0].number == 2)
        #expect(file.hasDestructiveTransaction)
    }

    @Test func `a site name keeps the bytes of its code page`() throws {
        var bytes = SiteControlSample.bytes
        let start = try #require(bytes.firstRange(of: [UInt8]("Head office".utf8)))
        bytes.replaceSubrange(start, with: [0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68, 0x20, 0x80])
        let name = try #require(SiteControlFile.parse(bytes).value.account?.siteName)
        #expect(name.bytes == [0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68, 0x20, 0x80])
        #expect(name.description == "Zürich €")
    }

    @Test func `an address is counted with or without wrapped lines`() {
        let string = SiteControlSample.addressString
        let wrapped = string.split(separator: " ", maxSplits: 1).joined(separator: " \n")
        let parsed = SiteControlFile.parse(SiteControlSample.replacing(string, by: wrapped))
        #expect(parsed.value.addresses.allSatisfy { $0.length == string.utf8.count })
        #expect(parsed.value.addresses.allSatisfy { $0.encryptedDigitCount == 156 })
        #expect(parsed.problems.map(\.kind) == [.notice, .notice, .notice, .notice])
    }

    @Test func `a parenthesis within an address ends it only by the count`() {
        let string = "({(206) 555-0100)}{RAS})"
        let text =
            SiteControlSample.header
            + "ADDRESS <A01><B01><MS_ASYNC_RAS_SENDER><>\n  #\(string.utf8.count)\(string)\n"
        let parsed = SiteControlFile.parse(crlf(text))
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.addresses.map(\.length) == [string.utf8.count])
        #expect(parsed.value.addresses.map(\.uncServer) == [nil])
    }

    @Test func `a file of version 2 is read as far as it is known`() {
        let text = """
            SITE CONTROL FILE [1239][2.0]
            BEGIN_CLIENT_CONFIGURATION
              <Client Properties> <3>
              TARGET_PLATFORM <ALL>
              SITE_KEY_FLAGS <0>
              Property <Bin\\Alpha\\Abnwcli.dll><Client Program><><4>
              BEGIN_PROPERTY_LIST
                <x>
              END_PROPERTY_LIST
            END_CLIENT_CONFIGURATION
            Property <Replication Interval><><><900>
            BEGIN_COMPONENT
              <1><SMS_X><X.DLL><SRVA><D>
              PROPERTY <p><><><1>
              BEGIN_PROPERTY_LIST
                <y>
              END_PROPERTY_LIST
            END_COMPONENT

            """
        let parsed = SiteControlFile.parse(crlf(text))
        #expect(parsed.problems.isEmpty)
        #expect(parsed.value.properties.map(\.number) == [900])
        #expect(parsed.value.components.map(\.name) == ["SMS_X"])
        #expect(parsed.value.propertyLists.isEmpty)
        let block = SiteControlFile.OpaqueBlock(
            name: "CLIENT_CONFIGURATION", line: 2, fieldCount: 9, isClosed: true)
        #expect(parsed.value.opaqueBlocks == [block])
    }

    @Test func `problems are listed up to a limit and then counted`() throws {
        let text = SiteControlSample.header + String(repeating: "END_X\n", count: 1_000)
        let problems = SiteControlFile.parse(crlf(text)).problems
        #expect(problems.count == SMSProblemLog.limit + 1)
        #expect(problems.last?.found == "800 more than the 200 listed")
    }

    @Test func `a second definition or account is reported and the first one kept`() {
        let text =
            SiteControlSample.text
            + SiteControlSample.fileDefinition.split(separator: "changed").joined(
                separator: "again")
            + SiteControlSample.account.split(separator: "A01").joined(separator: "Z99")
        let parsed = SiteControlFile.parse(crlf(text))
        #expect(parsed.value.fileDefinition?.comment == "Site properties changed")
        #expect(parsed.value.siteCode?.text == "A01")
        #expect(parsed.problems.map(\.expected) == ["one FILE_DEFINITION", "one SITE_ACCOUNT"])
    }

    @Test func `a file larger than any site's is read in part and said to be too large`() {
        let filler = String(repeating: "PROPERTY <x><><><0>\n", count: 120_000)
        let parsed = SiteControlFile.parse([UInt8]((SiteControlSample.text + filler).utf8))
        #expect(parsed.value.byteCount > SiteControlFile.largestSize)
        #expect(parsed.problems.last?.description.hasSuffix("bytes, found a larger file") == true)
        #expect(!parsed.isTruncated && !parsed.isWellFormed)
        #expect(parsed.value.senders.count == 1)
    }
}
