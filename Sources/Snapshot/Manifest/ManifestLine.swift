// SPDX-License-Identifier: Apache-2.0

/// The line of an entry in the manifest, read only as far as somebody asks.
///
/// Whoever wants one file of a hundred thousand looks at the path of each line and decodes one of
/// them. What is seen at a glance is never used for anything else: ``entry()`` reads it again.
struct ManifestLine {
    /// The object, without the comma behind it.
    let text: ArraySlice<UInt8>
    /// The number of the line, from 1.
    let number: Int

    /// The entry.
    ///
    /// - Throws: ``ManifestError`` when the line is not what an entry must be.
    func entry() throws(ManifestError) -> ManifestEntry {
        if let entry = PlainEntryLine.entry(text.span) { return entry }
        let value: JSONValue
        do {
            value = try JSONParser.parse(text)
        } catch {
            throw ManifestError(
                place: "smsbackup/manifest.json, line \(number)", problem: "\(error)")
        }
        return try ManifestEntry(json: value, line: number)
    }

    /// The path, when it can be seen without decoding: it stands first and has no escapes.
    var plainPath: ArraySlice<UInt8>? {
        LineGlance.path(in: text.span).map { path in
            text[(text.startIndex + path.lowerBound)..<(text.startIndex + path.upperBound)]
        }
    }

    /// Where the entry's header lies in the tar, when that can be seen without decoding: it stands
    /// last, or last but for where the bytes begin.
    var plainHeaderOffset: UInt64? {
        guard text.last == UInt8(ascii: "}") else { return nil }
        var rest = text.dropLast()
        guard let last = Self.takeNumber(from: &rest) else { return nil }
        if rest.suffix(5).elementsEqual(",\"h\":".utf8) { return last }
        guard rest.suffix(5).elementsEqual(",\"o\":".utf8) else { return nil }
        rest.removeLast(5)
        guard let offset = Self.takeNumber(from: &rest),
            rest.suffix(5).elementsEqual(",\"h\":".utf8)
        else { return nil }
        return offset
    }

    /// Takes a number from the end; `nil` when there is none of 1 to 18 digits.
    private static func takeNumber(from text: inout ArraySlice<UInt8>) -> UInt64? {
        var (number, unit, count): (UInt64, UInt64, Int) = (0, 1, 0)
        while let digit = text.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            guard count < 18 else { return nil }
            number += UInt64(digit - UInt8(ascii: "0")) * unit
            (unit, count) = (unit * 10, count + 1)
            text.removeLast()
        }
        return count > 0 ? number : nil
    }
}
