// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Unique ID")
struct UniqueIDTests {
    @Test func `an ID is a site code, a range and a number in base 36`() throws {
        let id = try #require(UniqueID("SKZ01000"))
        #expect(id.siteCode.text == "SKZ")
        #expect(id.range == 1)
        #expect(id.sequence == 0)
        #expect(id.description == "SKZ01000")
        let last = try #require(UniqueID("a01zzzzz.uid"))
        #expect(last.range == UniqueID.rangeCount - 1)
        #expect(last.sequence == UniqueID.sequenceCount - 1)
        #expect(last.description == "A01ZZZZZ")
        #expect(last.next == nil)
        #expect(last.firstOfNextRange == nil)
    }

    @Test func `the next ID counts up in base 36`() {
        #expect(UniqueID("A0100009")?.next?.description == "A010000A")
        #expect(UniqueID("A010000Z")?.next?.description == "A0100010")
        #expect(UniqueID("A01000ZZ")?.next?.description == "A0100100")
        #expect(UniqueID("A0109ZZZ")?.next == nil)
        #expect(UniqueID("A0109ZZZ")?.firstOfNextRange?.description == "A010A000")
    }

    @Test func `a range is used up from Y00 on`() {
        #expect(UniqueID("A0100XZZ")?.isPastThreshold == false)
        #expect(UniqueID("A0100Y00")?.isPastThreshold == true)
        #expect(UniqueID("A0100Y00")?.sequence == UniqueID.sequenceThreshold)
    }

    @Test func `IDs are ordered as they count`() throws {
        let texts: [SMSText] = [
            "A0100009", "A010000A", "A0100010", "A0101000", "A010A000", "B0100000",
        ]
        let ids = texts.compactMap { UniqueID($0) }
        #expect(ids.count == texts.count)
        #expect(ids.reversed().sorted() == ids)
    }

    @Test(
        arguments: [
            "", ".UID", "A010000", "A01000000", "A01000-0", "A0100000.TXT", "A0100000.UID.UID",
        ]
            as [SMSText])
    func `anything else is no ID`(_ text: SMSText) {
        #expect(UniqueID(text) == nil)
    }
}
