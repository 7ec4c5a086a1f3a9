// SPDX-License-Identifier: Apache-2.0

/// Whole seconds between two moments, as people write them.
public enum TimeSpan {
    /// The longest that can be written: 100 years of 365 days.
    public static let longest: Int64 = 3_153_600_000

    private static let units: [(letter: Character, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// The seconds that a text like `36h`, `8d`, `90m`, `2w` or `45s` stands for; `nil` for any
    /// other text and for more than ``longest``.
    public static func seconds(_ text: String) -> Int64? {
        guard let letter = text.last, let unit = units.first(where: { $0.letter == letter }),
            text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int64(text.dropLast()), count <= longest / unit.seconds
        else { return nil }
        return count * unit.seconds
    }

    /// Seconds for people: the two largest units that they fill, for example `8 d 3 h`.
    public static func text(_ seconds: Int64) -> String {
        guard seconds > 0 else { return "0 s" }
        var parts: [String] = []
        var rest = seconds
        for (letter, size) in units.dropFirst() where parts.count < 2 {
            if rest >= size {
                parts.append("\(rest / size) \(letter == "m" ? "min" : "\(letter)")")
            }
            if rest < size, !parts.isEmpty { break }
            rest %= size
        }
        return parts.joined(separator: " ")
    }
}
