// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("What a site is bound to")
struct SiteBearingsTests {
    private func bearings(
        _ code: String?, _ computer: String?, _ domain: String?, _ directory: String?
    ) -> SiteBearings {
        var bearings = SiteBearings(control: nil, facts: nil)
        bearings.code = code.map { SMSText($0.utf8) }
        bearings.computer = computer.map { SMSText($0.utf8) }
        bearings.domain = domain.map { SMSText($0.utf8) }
        bearings.directory = directory.map { SMSText($0.utf8) }
        return bearings
    }

    @Test func `each difference is a sentence, and what is not known is none`() {
        let captured = bearings("A01", "SRV", "DOM", "D:\\SMS")
        #expect(captured.consequences(at: captured) == [])
        #expect(captured.consequences(at: bearings("a01", "srv", "dom", "d:\\sms")) == [])
        #expect(captured.consequences(at: bearings(nil, nil, nil, nil)) == [])
        let sentences = captured.consequences(at: bearings("B01", "NEW", "ELSE", "E:\\SMS"))
        #expect(sentences.count == 4)
        for (sentence, words) in zip(
            sentences, ["site code", "computer name", "domain", "SMS directory"])
        {
            #expect(sentence.hasPrefix("the \(words) is "), "\(sentence)")
            #expect(sentence.contains(", captured was "))
        }
        #expect(captured.consequences(at: bearings(nil, "NEW", nil, nil)).count == 1)
    }

    @Test func `another site is one of another code`() {
        let captured = bearings("A01", nil, nil, nil)
        #expect(captured.isAnotherSite(than: bearings("B01", nil, nil, nil)))
        #expect(!captured.isAnotherSite(than: bearings("a01", nil, nil, nil)))
        #expect(!captured.isAnotherSite(than: bearings(nil, "X", nil, nil)))
        #expect(!bearings(nil, nil, nil, nil).isAnotherSite(than: captured))
    }
}
