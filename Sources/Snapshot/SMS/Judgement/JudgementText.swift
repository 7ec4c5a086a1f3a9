// SPDX-License-Identifier: Apache-2.0

/// Words of a judgement that several checks use.
enum JudgementText {
    /// The text without rows of hexadecimal digits that could be an encrypted field.
    static func redacted(_ text: String) -> String {
        // Nearly every text is printed as it is, so it is looked through before it is copied.
        var run = 0
        let hasSecret = text.utf8.contains { byte in
            run = isHexadecimal(byte) ? run + 1 : 0
            return run >= SMSText.shortestSecret
        }
        guard hasSecret else { return text }
        var result: [UInt8] = []
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let digits = rest.prefix(while: isHexadecimal)
            let isSecret = digits.count >= SMSText.shortestSecret
            result += isSecret ? Array("(\(digits.count) hex digits)".utf8) : Array(digits)
            rest = rest.dropFirst(digits.count)
            let other = rest.prefix { !isHexadecimal($0) }
            result += other
            rest = rest.dropFirst(other.count)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    /// A few things in a row; the rest as a number.
    static func list(_ items: some Collection<String>, limit: Int = 5) -> String {
        let shown = items.prefix(limit).joined(separator: ", ")
        return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
    }

    /// For example `1 file`, `3 files`.
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(grouped(Int64(number))) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// A number with commas between thousands.
    static func grouped(_ number: Int64) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.utf8.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// A value of the site for a person: quoted, shortened, without secrets.
    static func quoted(_ text: SMSText) -> String { SMSProblemLog.excerpt(text) }

    /// A path below the SMS root for a person; of a long one the beginning and the end.
    static func path(_ path: some Collection<UInt8>) -> String {
        let text = redacted(ScreenText.escaped(path))
        return text.count > 80 ? "\"\(text.prefix(40))…\(text.suffix(30))\"" : "\"\(text)\""
    }

    /// A span of time, for example `26 hours` or `3 days`.
    static func span(_ seconds: Int64) -> String {
        let seconds = seconds.magnitude
        if seconds < 5_400 { return count(Int(seconds / 60), "minute") }
        if seconds < 72 * 3_600 { return count(Int(seconds / 3_600), "hour") }
        return count(Int(clamping: seconds / 86_400), "day")
    }

    /// Whether a moment lies no longer before the capture than the parts of one backup may be
    /// apart; local times can be off by their zone.
    static func isRecent(_ seconds: Int64, _ evidence: SiteEvidence) -> Bool {
        let (age, overflow) = evidence.captured.seconds.subtractingReportingOverflow(seconds)
        let limit = max(0, min(evidence.stalenessLimit, 1 << 40)) + DumpMoment.zoneSpan
        return !overflow && age <= limit
    }

    /// Seconds from one moment to another, as far as they can be counted.
    static func seconds(from start: Timestamp, to end: Timestamp) -> Int64 {
        let (difference, overflow) = end.seconds.subtractingReportingOverflow(start.seconds)
        if overflow { return end.seconds > start.seconds ? .max : .min }
        return difference
    }
}

extension SMSText {
    /// A text of the registry as bytes; a character that is no byte becomes `?`.
    init(registry text: RegistryText) {
        self.init(text.units.map { UInt8(exactly: $0) ?? UInt8(ascii: "?") })
    }

    /// The path without a backslash at its end, which some programs write and others do not.
    var withoutFinalSeparator: SMSText {
        bytes.count > 3 && bytes.last == UInt8(ascii: "\\") ? SMSText(bytes.dropLast()) : self
    }

    /// Whether two values of different documents say the same.
    ///
    /// One document may be in a code page that the other does not know, so bytes above 127 are only
    /// compared with one another when both have them.
    func agrees(with other: SMSText) -> Bool {
        let (left, right) = (trimmed, other.trimmed)
        guard left.bytes.count == right.bytes.count else { return false }
        return zip(left.bytes, right.bytes).allSatisfy { first, second in
            SMSText.uppercased(first) == SMSText.uppercased(second)
                || (first >= 0x80 && second == UInt8(ascii: "?"))
                || (second >= 0x80 && first == UInt8(ascii: "?"))
        }
    }
}
