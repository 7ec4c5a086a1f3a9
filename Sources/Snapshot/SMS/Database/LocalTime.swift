// SPDX-License-Identifier: Apache-2.0

/// A date and time as a server's clock on the wall showed it, without a time zone.
///
/// Backups, log files and reports of the time record local time. Whether it was summer time no
/// file says, so two times of one server compare exactly, and a time and a file's modification
/// time only within the hours that a zone can differ.
public struct LocalTime: Sendable, Hashable {
    /// 0 to 9,999, or up to 16,383 in a tape's bit field.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int
    /// 0 to 59.
    public let second: Int

    /// Makes a time; `nil` when there is no such day or no such time of day.
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
    ) {
        guard (0...16_383).contains(year), (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Makes a time of the five bytes that Microsoft Tape Format stores.
    ///
    /// They are one big-endian bit field: year 14, month 4, day 5, hour 5, minute 6, second 6.
    /// All zero means "not set" and gives `nil`.
    init?(tapeBytes bytes: some Collection<UInt8>) {
        guard bytes.count == 5 else { return nil }
        let bits = bytes.reduce(0) { $0 << 8 | Int($1) }
        self.init(
            year: bits >> 26, month: bits >> 22 & 15, day: bits >> 17 & 31, hour: bits >> 12 & 31,
            minute: bits >> 6 & 63, second: bits & 63)
    }

    /// Seconds from 1970-01-01T00:00:00Z, for a clock that ran `offset` seconds ahead of UTC.
    public func secondsSinceEpoch(aheadOfUTC offset: Int = 0) -> Int {
        // Days from 1 March of year 0, after Howard Hinnant's "days_from_civil"; years here are
        // never negative after the shift by 400, which is a whole cycle of the calendar.
        let shiftedYear = (month <= 2 ? year - 1 : year) + 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        let sinceEpoch = days + dayOfYear - 146_097 - 719_468
        return sinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension LocalTime: Comparable {
    public static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.secondsSinceEpoch() < right.secondsSinceEpoch()
    }
}

extension LocalTime: CustomStringConvertible {
    /// As ISO 8601 without a zone, for example `1999-03-13T21:48:10`.
    public var description: String {
        let date = [(year, 4), (month, 2), (day, 2)].map(Self.padded).joined(separator: "-")
        let time = [(hour, 2), (minute, 2), (second, 2)].map(Self.padded).joined(separator: ":")
        return date + "T" + time
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
