// SPDX-License-Identifier: Apache-2.0

/// Words of a judgement that several checks use.
enum JudgementText {
    /// The text without rows of hexadecimal digits that could be an encrypted field.
    static func redacted(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        func flush() {
            if run.count >= SMSText.shortestSecret {
                result.append(contentsOf: "(\(run.count) hex digits)".unicodeScalars)
            } else {
                result.append(contentsOf: run)
            }
            run.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if scalar.properties.isASCIIHexDigit {
                run.append(scalar)
            } else {
                flush()
                result.append(scalar)
            }
        }
        flush()
        return String(result)
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
