// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Bag name")
struct BagNameTests {
    struct Name: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]

        init(_ description: String, _ text: String) {
            testDescription = description
            bytes = [UInt8](text.utf8)
        }

        init(_ description: String, bytes: [UInt8]) {
            testDescription = description
            self.bytes = bytes
        }

        static let clean = [
            Name("ASCII", "SYSTEM.MAP"), Name("blank inside", "a b"), Name("blank before", " a"),
            Name("backslash", "a\\b"), Name("colon and star", "a:*?"), Name("hidden", ".a"),
            Name("letters", "Grüße"), Name("decomposed", "e\u{301}"), Name("quote", "\"'"),
        ]
        static let unclean = [
            Name("empty", ""), Name("trailing blank", "a "), Name("newline", "a\nb"),
            Name("carriage return", "a\r"), Name("tab", "a\tb"), Name("delete", "a\u{7F}b"),
            Name("percent", "100%"), Name("encoded percent", "%25"),
            Name("no UTF-8", bytes: [0x61, 0xFF]), Name("cut UTF-8", bytes: [0xC3]),
            Name("trailing no-break space", "a\u{A0}"), Name("trailing wide space", "a\u{3000}"),
            Name("escape", "\u{1B}[m"), Name("NUL", bytes: [0x61, 0]),
        ]
    }

    @Test(arguments: Name.clean)
    func `a name that every validator reads alike stays in the bag`(name: Name) {
        #expect(BagName.isClean(name.bytes))
    }

    @Test(arguments: Name.unclean)
    func `a name that validators read differently does not`(name: Name) {
        #expect(!BagName.isClean(name.bytes))
    }

    @Test func `two spellings of one text collide, and nothing else does`() {
        let composed = [UInt8]("caf\u{E9}".utf8)
        let decomposed = [UInt8]("cafe\u{301}".utf8)
        let others: [[UInt8]] = [[UInt8]("cafe".utf8), [0xFF], [0xFE], [UInt8]("CAF\u{C9}".utf8)]
        #expect(
            BagName.spellingCollisions([composed, decomposed] + others) == [composed, decomposed])
        #expect(BagName.spellingCollisions([composed] + others).isEmpty)
    }
}

@Suite("Bag text")
struct BagTextTests {
    static let digest = Hashing.digest(of: [])

    @Test func `lines of the bag's manifest are literal`() {
        #expect(
            String(decoding: BagText.line(Self.digest, [UInt8]("data/a\\b".utf8)), as: UTF8.self)
                == "\(Self.digest.hex)  data/a\\b\n")
    }

    @Test func `lines of the overlay are escaped as sha256sum does`() {
        func line(_ name: [UInt8]) -> [UInt8] { BagText.escapedLine(Self.digest, name) }
        let hex = [UInt8](Self.digest.hex.utf8)
        #expect(line([0x61, 0xFF]) == hex + [0x20, 0x20, 0x61, 0xFF, 0x0A])
        #expect(line([UInt8]("a\nb\\\r".utf8)) == [0x5C] + hex + [UInt8]("  a\\nb\\\\\\r\n".utf8))
    }
}
