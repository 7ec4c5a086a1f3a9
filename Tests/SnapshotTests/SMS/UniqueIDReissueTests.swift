// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("IDs that would be given out twice")
struct UniqueIDReissueTests {
    /// A restored ID, what stands at the target, what the registry says, and the outcome.
    struct Case: Sendable, CustomTestStringConvertible {
        let restored: String
        let standing: [String]
        let next: String?
        let isRefused: Bool
        /// The least safe value of `Next SMS Unique ID`.
        let safe: String?

        var testDescription: String { "\(restored) over \(standing), next \(next ?? "unknown")" }
    }

    static let cases = [
        Case(restored: "SKZ01000", standing: [], next: nil, isRefused: false, safe: "SKZ02000"),
        // In base 36, Z comes after 9.
        Case(
            restored: "SKZ0100Z", standing: ["SKZ01010"], next: nil, isRefused: true,
            safe: "SKZ02000"),
        Case(
            restored: "SKZ01010", standing: ["SKZ0100Z"], next: nil, isRefused: false,
            safe: "SKZ02000"),
        Case(
            restored: "SKZ01000", standing: ["SKZ02000"], next: nil, isRefused: true,
            safe: "SKZ03000"),
        // What stands there with the same ID loses nothing, whatever the registry has granted.
        Case(
            restored: "SKZ01000", standing: ["SKZ01000"], next: "SKZ05000", isRefused: false,
            safe: "SKZ05000"),
        Case(
            restored: "SKZ01000", standing: ["SKZ01000", "SKZ01001"], next: nil, isRefused: true,
            safe: "SKZ02000"),
        Case(
            restored: "SKZ01000", standing: [], next: "SKZ05000", isRefused: true,
            safe: "SKZ05000"),
        Case(
            restored: "SKZ06000", standing: [], next: "SKZ05000", isRefused: false,
            safe: "SKZ07000"),
        Case(
            restored: "SKZ05000", standing: [], next: "SKZ05000", isRefused: false,
            safe: "SKZ06000"),
        // Another site's IDs say nothing about this one's.
        Case(
            restored: "SKZ01000", standing: ["A0105000"], next: "A0109000", isRefused: false,
            safe: "SKZ02000"),
        Case(restored: "SKZZZZZZ", standing: [], next: nil, isRefused: false, safe: nil),
    ]

    @Test(arguments: cases) func `are refused`(testCase: Case) throws {
        func id(_ text: String) throws -> UniqueID { try #require(UniqueID(SMSText(text.utf8))) }
        let live = UniqueIDReissue(
            standing: try testCase.standing.map(id), next: try testCase.next.map(id))
        let restored = try id(testCase.restored)
        #expect((live.reason(restoring: restored) != nil) == testCase.isRefused)
        #expect(live.safeNext(leavingOut: restored)?.description == testCase.safe)
    }
}

@Suite("Control files that are obeyed")
struct ObeyedControlFileTests {
    @Test func `are those in SITECFG.BOX`() {
        for path in [
            "SITE.SRV/SITECFG.BOX/SITECTRL.CT0", "site.srv\\sitecfg.box\\00000001.ct1",
            "SITE.SRV/SITECFG.BOX/X.CT2", "SITE.SRV/SITECFG.BOX/X.CT1. .",
        ] {
            #expect(SiteControlFile.isObeyed(at: path.utf8), "\(path)")
        }
        for path in [
            "SITE.SRV/SITECFG.BOX/X.717", "SITE.SRV/SITECFG.BOX", "SITECFG.BOX/X.CT1",
            "SITE.SRV/SITECFG.BOX/A/X.CT1", "SITE.SRV/SCHEDULE.BOX/X.CT1", "X.CT0", "",
        ] {
            #expect(!SiteControlFile.isObeyed(at: path.utf8), "\(path)")
        }
    }
}
