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
        let bytes = [UInt8](text)
        if bytes.first == UInt8(ascii: "@") {
            self.init(countedText: bytes)
        } else {
            self.init(calendarText: bytes)
        }
    }

    private init?(countedText bytes: [UInt8]) {
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), bytes.count - dot == 10 else {
            return nil
        }
        guard let seconds = Int64(String(decoding: bytes[1..<dot], as: UTF8.self)) else {
            return nil
        }
        guard let nanoseconds = Self.number(bytes[(dot + 1)...]) else { return nil }
        self.init(seconds: seconds, nanoseconds: Int32(nanoseconds))
        // "+7", "-0", "007", and what the calendar can spell: other spellings of a time that has
        // one.
        guard description.utf8.elementsEqual(bytes) else { return nil }
    }

    private init?(calendarText bytes: [UInt8]) {
        let pattern = Self.calendarPattern
        let isWhole = bytes.count == 20
        guard isWhole || bytes.count == pattern.count else { return nil }
        for (index, byte) in bytes.enumerated() {
            let expected = isWhole && index == 19 ? UInt8(ascii: "Z") : pattern[index]
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard expected == UInt8(ascii: "d") ? isDigit : byte == expected else { return nil }
        }
        let field = { (range: Range<Int>) in Self.number(bytes[range]) ?? 0 }
        let date = CivilDate(year: field(0..<4), month: field(5..<7), day: field(8..<10))
        guard let days = date.daysSinceEpoch, field(11..<13) < 24, field(14..<16) < 60,
            field(17..<19) < 60
        else { return nil }
        let time = field(11..<13) * 3_600 + field(14..<16) * 60 + field(17..<19)
        let fraction = isWhole ? 0 : field(20..<29)
        self.init(seconds: Int64(days * 86_400 + time), nanoseconds: Int32(fraction))
    }

    private static let calendarPattern = [UInt8]("dddd-dd-ddTdd:dd:dd.dddddddddZ".utf8)

    /// The number that at most nine digits spell.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
