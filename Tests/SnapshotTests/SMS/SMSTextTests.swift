// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Text of SMS files")
struct SMSTextTests {
    @Test func `names are compared without the case of A to Z and by bytes`() {
        #expect(SMSText("SiteCode").isSame(as: "SITECODE"))
        #expect(!SMSText("SiteCode").isSame(as: "SITECODES"))
        #expect(!SMSText([0xFC]).isSame(as: SMSText([0xDC])))
        #expect(SMSText("a") != SMSText("A"))
        #expect(SMSText("a[").uppercased == "A[")
    }

    @Test func `text is shown as Windows-1252 with the rest escaped`() {
        #expect(SMSText([0x5A, 0xFC, 0x80, 0x9F]).description == "Zü€Ÿ")
        #expect(
            SMSText([0x81, 0x00, 0x1B, 0x7F, 0xA0, 0xAD]).description
                == "\\x81\\x00\\x1B\\x7F\\xA0\\xAD")
        #expect(SMSText("D:\\SMS").description == "D:\\SMS")
    }

    @Test func `a long row of hexadecimal digits is shown as its length`() {
        let digits = String(repeating: "0aF9", count: 4)
        #expect(SMSText(stringLiteral: "<\(digits)>").description == "<(16 hex digits)>")
        #expect(SMSText(stringLiteral: String(digits.dropLast())).description == "0aF90aF90aF90aF")
        var text = ""
        dump(SMSText(stringLiteral: digits), to: &text)
        #expect(text == "- \"(16 hex digits)\"\n")
    }

    @Test(
        arguments: [
            ("0", 0), ("786", 786), (" 42\t", 42), ("4294967295", 4_294_967_295),
            ("0x10000109", 268_435_721),
            ("0X00000007", 7),
        ] as [(SMSText, UInt32)])
    func `a number is decimal or hexadecimal`(_ text: SMSText, _ number: UInt32) {
        #expect(text.number == number)
    }

    @Test(
        arguments: [
            "", " ", "x", "0x", "-1", "+1", "1 2", "4294967296", "0x100000000", "12a",
            "99999999999999999999",
        ] as [SMSText])
    func `anything else is no number`(_ text: SMSText) {
        #expect(text.number == nil)
    }

    @Test func `a site code is three letters or digits`() {
        #expect(SiteCode("skz")?.text == "SKZ")
        #expect(SiteCode("001")?.isDeviceName == false)
        #expect(SiteCode("con")?.isDeviceName == true)
        for text: SMSText in ["", "AB", "ABCD", "A-1", "A B", SMSText([0x41, 0xC4, 0x42])] {
            #expect(SiteCode(text) == nil)
        }
    }
}
