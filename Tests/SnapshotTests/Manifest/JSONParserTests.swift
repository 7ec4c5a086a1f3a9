// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("JSON parser")
struct JSONParserTests {
    /// An input and, as the case's name, the message that it must give.
    struct Malformed: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let input: [UInt8]

        init(_ message: String, _ input: String) {
            self.init(message, [UInt8](input.utf8))
        }

        init(_ message: String, _ input: [UInt8]) {
            testDescription = message
            self.input = input
        }

        static let structure = [
            Malformed("byte 0: expected a whole number of 64 bits", ""),
            Malformed("byte 2: expected a whole number of 64 bits", "  "),
            Malformed("byte 1: expected a key in quotes", "{"),
            Malformed("byte 1: expected a key in quotes", "{a:1}"),
            Malformed("byte 5: expected ':'", "{\"a\" 1}"),
            Malformed("byte 5: expected a whole number of 64 bits", "{\"a\":}"),
            Malformed("byte 7: expected ',' or '}'", "{\"a\":1 \"b\":2}"),
            Malformed("byte 7: expected a key in quotes", "{\"a\":1,}"),
            Malformed("byte 10: expected a key that is not there yet", "{\"a\":1,\"a\":2}"),
            Malformed("byte 15: expected a key that is not there yet", "{\"a\":1,\"\\u0061\":2}"),
            Malformed("byte 1: expected a whole number of 64 bits", "["),
            Malformed("byte 3: expected ',' or ']'", "[1 2]"),
            Malformed("byte 3: expected a whole number of 64 bits", "[1,]"),
            Malformed("byte 2: expected ',' or ']'", "[1}"),
            Malformed("byte 2: expected the end", "1 2"),
            Malformed("byte 2: expected the end", "{}\u{0}"),
            Malformed("byte 0: expected true", "tru"),
            Malformed("byte 0: expected false", "fals"),
            Malformed("byte 0: expected null", "nul"),
            Malformed("byte 4: expected the end", "nullx"),
            Malformed("byte 0: expected a whole number of 64 bits", "'a'"),
            Malformed("byte 0: expected a whole number of 64 bits", "\u{FEFF}1"),
            Malformed("byte 16: expected at most 16 levels", String(repeating: "[", count: 17)),
        ]

        static let numbers = [
            "-", "+1", "01", "-01", "--1", "9223372036854775808", "-9223372036854775809", ".5",
            String(repeating: "9", count: 10_000), "NaN", "Infinity",
        ].map { Malformed("byte 0: expected a whole number of 64 bits", $0) }

        static let strings = [
            Malformed("byte 1: expected the end of the string", "\""),
            Malformed("byte 4: expected the end of the string", "\"abc"),
            Malformed("byte 2: expected the end of the string", "\"a\nb\""),
            Malformed("byte 2: expected the end of the string", "\"a\u{0}\""),
            Malformed("byte 2: expected an escape", "\"\\"),
            Malformed("byte 3: expected an escape", "\"\\x41\""),
            Malformed("byte 3: expected four hexadecimal digits", "\"\\u12\""),
            Malformed("byte 3: expected four hexadecimal digits", "\"\\u+123\""),
            Malformed("byte 3: expected four hexadecimal digits", "\"\\uD83\u{661}\""),
            Malformed("byte 7: expected a character", "\"\\uDC00\""),
            Malformed("byte 7: expected the second half of a surrogate pair", "\"\\uD83D\""),
            Malformed(
                "byte 13: expected the second half of a surrogate pair", "\"\\uD83D\\u0041\""),
            Malformed("byte 3: expected valid UTF-8", [0x22, 0xFF, 0x22]),
            Malformed("byte 5: expected valid UTF-8", [0x22, 0xED, 0xA0, 0x80, 0x22]),
            Malformed("byte 4: expected valid UTF-8", [0x22, 0xC0, 0xAF, 0x22]),
        ]
    }

    @Test(arguments: Malformed.structure + Malformed.numbers + Malformed.strings)
    func `what is no JSON is refused with the place and what was expected`(malformed: Malformed) {
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse(malformed.input[...])
        }
        #expect(failure?.description == malformed.testDescription)
    }

    @Test func `fractions and exponents are what follows a number`() {
        for (input, offset) in [("1.5", 1), ("1e3", 1), ("10E0", 2), ("0x10", 1)] {
            let failure = #expect(throws: JSONParser.Failure.self) {
                try JSONParser.parse([UInt8](input.utf8)[...])
            }
            #expect(failure?.description == "byte \(offset): expected the end")
        }
    }

    @Test func `values are read`() throws {
        let text = " { \"a\" : [ 1 , -2 , true , false , null ] , \"b\" : { } , \"\" : \"x\" } \n"
        let value = try JSONParser.parse([UInt8](text.utf8)[...])
        #expect(
            value["a"]?.array == [.number(1), .number(-2), .bool(true), .bool(false), .null])
        #expect(value["b"] == .object([]))
        #expect(value[""]?.text == "x")
        #expect(value["c"] == nil)
        #expect(try JSONParser.parse([UInt8]("[]".utf8)[...]) == .array([]))
    }

    @Test func `the borders of 64 bits are numbers`() throws {
        for number in [Int64.min, -1, 0, 1, Int64.max] {
            #expect(try JSONParser.parse([UInt8]("\(number)".utf8)[...]) == .number(number))
        }
    }

    @Test func `escapes are read`() throws {
        let text = #""\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83D\uDE00""#
        let value = try JSONParser.parse([UInt8](text.utf8)[...])
        #expect(value.text == "\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{20AC}\u{1F600}")
    }

    @Test func `sixteen levels and 256 members are the limit`() throws {
        let deep = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(throws: Never.self) { try JSONParser.parse([UInt8](deep.utf8)[...]) }
        func object(_ count: Int) -> [UInt8] {
            [UInt8](("{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}").utf8)
        }
        #expect(throws: Never.self) { try JSONParser.parse(object(256)[...]) }
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse(object(200_000)[...])
        }
        #expect(failure?.expected == "at most 256 members")
    }

    @Test func `a slice is counted from its own start`() {
        let bytes = [UInt8]("xx[1;".utf8)
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse(bytes[2...])
        }
        #expect(failure?.offset == 2)
    }
}

@Suite("JSON value")
struct JSONValueTests {
    @Test func `a value is written without blanks, in its own order`() {
        let value = JSONValue.object([
            .init("b", .array([.number(-1), .bool(true), .null])), .init("a", .text("x")),
            .init("e", .object([])),
        ])
        #expect(
            String(decoding: value.encoded, as: UTF8.self)
                == #"{"b":[-1,true,null],"a":"x","e":{}}"#)
    }

    @Test func `control characters, quotes and backslashes are escaped and come back`() throws {
        let all = [UInt8](0x00...0x7F) + [UInt8]("é😀\u{2028}".utf8)
        let encoded = JSONValue.bytes(all).encoded
        #expect(!encoded.contains { $0 < 0x20 || $0 == 0x7F })
        #expect(try JSONParser.parse(encoded[...]) == .bytes(all))
        #expect(
            String(decoding: JSONValue.text("\n\"\\").encoded, as: UTF8.self) == #""\u000a\"\\""#)
    }
}
