// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Site Config Manager's acceptance test")
struct SiteControlAcceptanceTests {
    /// A change of the sample that makes one test fail, and what is then said.
    struct Case: CustomTestStringConvertible, Sendable {
        let code: SiteControlAcceptance.Code
        let old: String
        let new: String
        let found: String

        var testDescription: String { "\(code.rawValue): \(found)" }
    }

    static let cases = [
        Case(
            code: .unreadable, old: SiteControlSample.header, new: "",
            found: "no first line SITE CONTROL FILE"),
        Case(
            code: .unknownLocalTransaction, old: SiteControlSample.fileDefinition,
            new: definition(type: "5") + "TRANSACTION Explode<0><0><><>\n",
            found: "unknown transaction \"Explode\""),
        Case(
            code: .unknownTransaction, old: SiteControlSample.fileDefinition,
            new: definition(type: "4") + "TRANSACTION Explode<0><0><><>\n",
            found: "unknown transaction \"Explode\""),
        Case(
            code: .unknownFileType, old: SiteControlSample.fileDefinition, new: "",
            found: "no FILE_DEFINITION"),
        Case(
            code: .unknownFileType, old: SiteControlSample.fileDefinition,
            new: definition(type: "8"), found: "file type \"8\""),
        Case(
            code: .badSiteInformation, old: SiteControlSample.account, new: "",
            found: "no SITE_ACCOUNT"),
        Case(
            code: .badSiteInformation, old: "<6>\n  <A01>", new: "<6>\n  <A1>",
            found: "site code \"A1\""),
        Case(
            code: .badSiteInformation, old: "<6>\n  <A01>", new: "<7>\n  <A01>",
            found: "site type \"7\""),
        Case(
            code: .badSiteInformation, old: "<6>\n  <A01>", new: "<6>\n  <Z99>",
            found: "site Z99 in a file for site \"A01\""),
        Case(
            code: .badSiteInformation, old: "<D:\\SMS>", new: "<>", found: "no install directory"),
        Case(code: .noDomain, old: SiteControlSample.domain, new: "", found: "no domain"),
        Case(
            code: .noAccountOrAddress, old: SiteControlSample.addresses, new: "",
            found: "a service account; usable addresses: 0 of 0"),
        Case(
            code: .noAccountOrAddress, old: "<DOMA>\n  <\(SiteControlSample.secret78)>",
            new: "<DOMA>\n  <>", found: "no service account; usable addresses: 4 of 4"),
        Case(code: .noDatabase, old: "<SQLA>", new: "<>", found: "no name of the SQL Server"),
        Case(code: .noDatabase, old: "<SMS>", new: "<>", found: "no name of the database"),
        Case(
            code: .noComponentOrSender, old: SiteControlSample.component, new: "",
            found: "components: 0, senders: 1"),
        Case(
            code: .noComponentOrSender, old: SiteControlSample.sender, new: "",
            found: "components: 1, senders: 0"),
    ]

    private static func definition(type: String) -> String {
        SiteControlSample.fileDefinition.split(separator: "<2>").joined(separator: "<\(type)>")
    }

    @Test func `a good file passes all tests that apply`() {
        let acceptance = SiteControlAcceptance(
            of: SiteControlFile.parse(SiteControlSample.bytes).value, siteCode: SiteCode("a01"),
            installDirectory: "d:\\sms")
        #expect(acceptance.isAccepted)
        #expect(acceptance.checks.map(\.code) == SiteControlAcceptance.Code.allCases)
        #expect(
            acceptance.checks.map(\.verdict) == [
                .passed, .notApplicable, .notApplicable, .passed, .passed, .passed, .passed,
                .passed,
                .passed,
            ])
        #expect(acceptance.checks[4].found == "site A01 in \"D:\\SMS\"")
        #expect(acceptance.checks[7].found == "database SMS on SQLA")
    }

    @Test(arguments: cases)
    func `a bad file fails with the code of the article`(_ example: Case) throws {
        let bytes = SiteControlSample.replacing(example.old, by: example.new)
        let acceptance = SiteControlAcceptance(of: SiteControlFile.parse(bytes).value)
        let failure = try #require(acceptance.firstFailure)
        #expect(failure.code == example.code)
        #expect(failure.found == example.found)
    }

    @Test func `a secondary site needs no database`() {
        let bytes = SiteControlSample.replacing("<6>\n  <A01>\n  <>", by: "<9>\n  <A01>\n  <B01>")
        let acceptance = SiteControlAcceptance(of: SiteControlFile.parse(bytes).value)
        #expect(acceptance.isAccepted)
        #expect(acceptance.checks[7].verdict == .notApplicable)
    }

    @Test func `site code and install directory are compared with the registry`() {
        let file = SiteControlFile.parse(SiteControlSample.bytes).value
        let code = SiteControlAcceptance(of: file, siteCode: SiteCode("B01")).firstFailure
        #expect(code?.code == .badSiteInformation)
        #expect(code?.found == "site A01, the registry says B01")
        let directory = SiteControlAcceptance(of: file, installDirectory: "E:\\SMS").firstFailure
        #expect(directory?.found == "install directory \"D:\\SMS\", the registry says \"E:\\SMS\"")
    }

    @Test func `a file of transactions only needs no site`() {
        let text =
            SiteControlSample.header + Self.definition(type: "4")
            + "TRANSACTION <Shutdown><0><0><><>\n"
        let acceptance = SiteControlAcceptance(of: SiteControlFile.parse(crlf(text)).value)
        #expect(acceptance.isAccepted)
        #expect(acceptance.checks.suffix(5).allSatisfy { $0.verdict == .notApplicable })
        #expect(acceptance.checks[2].found == "known transactions: 1")
    }
}
