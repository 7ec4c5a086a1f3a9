// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC to the nanosecond, as `struct timespec` counts it.
///
/// The modification time of `SYSTEM.MAP` is data: a client that sees another time reinstalls itself
/// (Q166771). So times are whole numbers, never floating point, and survive a round trip exactly.
public struct Timestamp: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z without leap seconds; negative before.
    public let seconds: Int64
    /// Nanoseconds to add, 0 to 999,999,999, also before 1970.
    public let nanoseconds: Int32

    /// Seconds of the years 0000 to 9999: what four digits of a year can spell (RFC 3339).
    public static let spellableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Makes a time; `nil` when the nanoseconds are not 0 to 999,999,999.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard (0...999_999_999).contains(nanoseconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// A time of whole seconds.
    public init(wholeSeconds seconds: Int64) {
        self.seconds = seconds
        nanoseconds = 0
    }
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// As RFC 3339 with nine digits of a second, for example `1996-06-24T19:16:05.000000000Z`.
    ///
    /// A time outside the years 0000 to 9999 is spelled `@SECONDS.NANOSECONDS`.
    public var description: String {
        var text: [UInt8] = []
        appendDescription(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends ``description`` as ASCII.
    func appendDescription(to text: inout [UInt8]) {
        if Self.spellableSeconds.contains(seconds) {
            appendDateAndTime(to: &text, separators: true)
        } else {
            text += "@\(seconds)".utf8
        }
        text.append(UInt8(ascii: "."))
        Self.append(Int(nanoseconds), 9, to: &text)
        if Self.spellableSeconds.contains(seconds) { text.append(UInt8(ascii: "Z")) }
    }

    /// As RFC 3339 without a fraction, for example `1996-06-24T19:16:05Z`.
    public var wholeSecondDescription: String {
        Self.spellableSeconds.contains(seconds)
            ? dateAndTime(separators: true) + "Z" : "@\(seconds)"
    }

    /// As ISO 8601 without separators, for file names, for example `19960624T191605Z`.
    public var compactDescription: String {
        Self.spellableSeconds.contains(seconds)
            ? dateAndTime(separators: false) + "Z" : "@\(seconds)"
    }

    private func dateAndTime(separators: Bool) -> String {
        var text: [UInt8] = []
        appendDateAndTime(to: &text, separators: separators)
        return String(decoding: text, as: UTF8.self)
    }

    private func appendDateAndTime(to text: inout [UInt8], separators: Bool) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let date = CivilDate(daysSinceEpoch: Int(days))
        let time = Int(seconds - days * 86_400)
        Self.append(date.year, 4, to: &text)
        if separators { text.append(UInt8(ascii: "-")) }
        Self.append(date.month, 2, to: &text)
        if separators { text.append(UInt8(ascii: "-")) }
        Self.append(date.day, 2, to: &text)
        text.append(UInt8(ascii: "T"))
        Self.append(time / 3_600, 2, to: &text)
        if separators { text.append(UInt8(ascii: ":")) }
        Self.append(time / 60 % 60, 2, to: &text)
        if separators { text.append(UInt8(ascii: ":")) }
        Self.append(time % 60, 2, to: &text)
    }

    /// Appends a number that is not negative and has at most `width` digits, with zeros before it.
    private static func append(_ value: Int, _ width: Int, to text: inout [UInt8]) {
        var unit = 1
        for _ in 1..<width { unit *= 10 }
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
            unit /= 10
        }
    }
}

extension Timestamp {
    /// Reads the two spellings that ``description`` writes, and the calendar's without a fraction.
    public init?(_ text: some Collection<UInt8>) {
        self.init([UInt8](text).span)
    }

    /// The same of text where it is.
    init?(_ text: Span<UInt8>) {
        if text.count > 0, text[0] == UInt8(ascii: "@") {
            self.init(countedText: text.bytes)
        } else {
            self.init(calendarText: text)
        }
    }

    private init?(countedText bytes: [UInt8]) {
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), bytes.count - dot == 10 else {
            return nil
        }
        guard let seconds = Int64(String(decoding: bytes[1..<dot], as: UTF8.self)) else {
            return nil
        }
        guard let nanoseconds = Self.number(bytes.span, in: (dot + 1)..<bytes.count) else {
            return nil
        }
        self.init(seconds: seconds, nanoseconds: Int32(nanoseconds))
        // "+7", "-0", "007", and what the calendar can spell: other spellings of a time that has
        // one.
        guard description.utf8.elementsEqual(bytes) else { return nil }
    }

    private init?(calendarText text: Span<UInt8>) {
        let isWhole = text.count == 20
        guard isWhole || text.count == 30, text[text.count - 1] == UInt8(ascii: "Z"),
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), isWhole || text[19] == UInt8(ascii: "."),
            let year = Self.number(text, in: 0..<4), let month = Self.number(text, in: 5..<7),
            let day = Self.number(text, in: 8..<10), let hour = Self.number(text, in: 11..<13),
            let minute = Self.number(text, in: 14..<16),
            let second = Self.number(text, in: 17..<19),
            let fraction = isWhole ? 0 : Self.number(text, in: 20..<29),
            let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch,
            hour < 24, minute < 60, second < 60
        else { return nil }
        let time = hour * 3_600 + minute * 60 + second
        self.init(seconds: Int64(days * 86_400 + time), nanoseconds: Int32(fraction))
    }

    /// The number that one to nine digits spell.
    private static func number(_ text: Span<UInt8>, in range: Range<Int>) -> Int? {
        guard (1...9).contains(range.count) else { return nil }
        var value = 0
        for index in range {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
