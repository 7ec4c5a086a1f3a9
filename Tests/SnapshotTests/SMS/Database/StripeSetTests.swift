// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Stripe sets")
struct StripeSetTests {
    private func stripe(
        _ number: Int, of count: Int, mediaSet: UInt8 = 0xA5, sets: Int = 1, pages: Int = 4,
        kind: Character = "D"
    ) -> StripeSet.Member {
        var options = TapeImage.Options()
        options.stripe = number
        options.stripeCount = count
        options.mediaSet = mediaSet
        options.kind = kind.asciiValue ?? 0
        options.pageCount = pages
        options.describedPageCount = 4 * count
        var image = TapeImage()
        image.addMedium(options)
        for set in 1...sets {
            options.setNumber = set
            image.addSet(options)
        }
        return StripeSet.Member(name: "\(mediaSet)-\(number)", dump: dumpRead(image.bytes))
    }

    @Test func `a complete set is valid in any order`() {
        let set = StripeSet(judging: [stripe(2, of: 3), stripe(3, of: 3), stripe(1, of: 3)])
        #expect(set.verdict == .valid)
        #expect(set.groups.count == 1)
        #expect(set.groups[0].isComplete == true)
        #expect(set.problems == [])
        #expect(set.shortcomings == [])
    }

    @Test func `a missing stripe is named`() {
        let set = StripeSet(judging: [stripe(1, of: 3), stripe(3, of: 3)])
        #expect(set.verdict == .damaged)
        #expect(set.groups[0].missing == [2])
        #expect(set.problems.map(\.description).first?.contains("found 2, without 2") == true)
        #expect(set.shortcomings == [.stripe(number: 1, of: 3)])
    }

    @Test func `the same stripe twice is set aside`() {
        let set = StripeSet(judging: [stripe(1, of: 2), stripe(2, of: 2), stripe(1, of: 2)])
        #expect(set.duplicates == [2])
        #expect(set.verdict == .valid)
        #expect(set.problems.map(\.severity) == [.notice])
    }

    @Test func `two different files with the number of one stripe are doubtful`() {
        let set = StripeSet(
            judging: [stripe(1, of: 2), stripe(2, of: 2), stripe(1, of: 2, pages: 5)])
        #expect(set.duplicates == [2])
        #expect(set.verdict == .unproven)
    }

    @Test func `a stripe of another set is foreign`() {
        let set = StripeSet(
            judging: [stripe(1, of: 2), stripe(2, of: 2, mediaSet: 7), stripe(2, of: 2)])
        #expect(set.foreign == [1])
        #expect(set.verdict == .unproven)
        #expect(set.groups.map(\.isComplete) == [true, false])
    }

    @Test func `a backup of its own beside the set is not foreign`() {
        let set = StripeSet(
            judging: [stripe(1, of: 2), stripe(2, of: 2), stripe(1, of: 1, mediaSet: 7)])
        #expect(set.foreign == [])
        #expect(set.verdict == .valid)
    }

    @Test func `a whole backup goes before a larger set of log`() {
        let set = StripeSet(
            judging: [
                stripe(1, of: 2, mediaSet: 7, kind: "L"), stripe(2, of: 2, mediaSet: 7, kind: "L"),
                stripe(1, of: 1),
            ])
        #expect(set.principal == 1)
        #expect(set.shortcomings == [])
    }

    @Test func `stripes with different numbers of data sets do not fit`() {
        let set = StripeSet(judging: [stripe(1, of: 2), stripe(2, of: 2, sets: 2)])
        #expect(set.verdict == .damaged)
    }

    @Test func `pages are counted over all stripes`() {
        let set = StripeSet(judging: [stripe(1, of: 2), stripe(2, of: 2, pages: 3)])
        #expect(set.verdict == .damaged)
        #expect(
            set.problems.map(\.description) == ["expected 8 pages in all stripes, found 7"])
    }

    @Test func `stripes of an unknown format are never called complete`() {
        let pages = (0..<64).flatMap { number in
            little(number * 31 + 7, 4) + [UInt8](repeating: 3, count: 2_044)
        }
        let one = StripeSet.Member(name: "a", dump: dumpRead(pages), digest: [1])
        let two = StripeSet.Member(name: "b", dump: dumpRead(pages + pages), digest: [2])
        let set = StripeSet(judging: [one, two, one])
        #expect(set.verdict == .unproven)
        #expect(set.groups.map(\.isComplete) == [nil])
        #expect(set.duplicates == [2])
    }

    @Test func `nothing is no backup`() {
        let set = StripeSet(judging: [])
        #expect(set.verdict == .damaged)
        #expect(set.principal == nil)
        #expect(set.shortcomings == [.empty])
    }
}
