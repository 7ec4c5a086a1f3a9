// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Screen text")
struct ScreenTextTests {
    struct Shown: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]

        init(_ shown: String, _ bytes: [UInt8]) {
            testDescription = shown
            self.bytes = bytes
        }

        init(_ shown: String, _ text: String) {
            self.init(shown, [UInt8](text.utf8))
        }

        static let all = [
            Shown("SYSTEM.MAP", "SYSTEM.MAP"),
            Shown("", ""),
            Shown("a b", "a b"),
            Shown("\\n\\t\\r", "\n\t\r"),
            Shown("\\\"\\\\", "\"\\"),
            Shown("\\x1b[31m", "\u{1B}[31m"),
            Shown("\\x00\\x7f", [0, 0x7F]),
            Shown("Grüße", "Grüße"),
            Shown("\\xff", [0xFF]),
            Shown("a\\xc3b", [0x61, 0xC3, 0x62]),
            Shown("\\xe2\\x82", [0xE2, 0x82]),
            Shown("\\xed\\xa0\\x80", [0xED, 0xA0, 0x80]),
            Shown("\\xc2\\x85", "\u{85}"),
            // RIGHT-TO-LEFT OVERRIDE would show "exe.txt" for "txt.exe".
            Shown("a\\xe2\\x80\\xaeexe.txt", "a\u{202E}exe.txt"),
            Shown("\\xe2\\x80\\xa8", "\u{2028}"),
            Shown("\\xef\\xbb\\xbf", "\u{FEFF}"),
            Shown("\\xee\\x80\\x80", "\u{E000}"),
            Shown("日本語", "日本語"),
        ]
    }

    @Test(arguments: Shown.all)
    func `bytes are shown safely and without doubt`(shown: Shown) {
        #expect(ScreenText.escaped(shown.bytes) == shown.testDescription)
        #expect(ScreenText.quoted(shown.bytes) == "\"" + shown.testDescription + "\"")
    }

    @Test func `a slice is shown like an array`() {
        let bytes: [UInt8] = [0x61, 0x0A, 0xFF, 0x62]
        #expect(ScreenText.escaped(bytes[1...]) == "\\n\\xffb")
    }

    @Test func `a line keeps its quotes and nothing that acts on a screen`() {
        let line = "\"a\\b\"\t\u{1B}[2J\u{9B}2J\u{202E}\n\u{7F} é"
        #expect(
            ScreenText.harmless(line)
                == "\"a\\b\"\t\\x1b[2J\\xc2\\x9b2J\\xe2\\x80\\xae\\n\\x7f é")
    }
}
