// SPDX-License-Identifier: Apache-2.0

/// Numbers for people.
enum Quantity {
    /// A number of bytes with a decimal unit, for example `1.4 GB`.
    static func bytes(_ count: UInt64) -> String {
        if count < 1_000 { return "\(count) B" }
        var value = Double(count)
        var unit = ""
        for next in ["kB", "MB", "GB", "TB", "PB"] where value >= 1_000 {
            value /= 1_000
            unit = next
        }
        let tenths = Int((value * 10).rounded())
        return tenths < 1_000 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
    }

    /// A number of things, for example `1 file` or `412 files`.
    static func count(_ count: Int, _ thing: String) -> String {
        "\(count) \(thing)\(count == 1 ? "" : "s")"
    }

    /// A number of things whose plural is irregular, for example `3 entries`.
    static func count(_ count: Int, _ thing: String, _ plural: String) -> String {
        "\(count) \(count == 1 ? thing : plural)"
    }

    /// Text with blanks behind it up to a width.
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
