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
        if let entry = PlainEntryLine.entry(text) { return entry }
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
        var rest = text
        return Self.takeString(from: &rest, behind: Self.pathKey)
    }

    /// What stands at the start of a line.
    struct Glance {
        let path: ArraySlice<UInt8>
        /// The name of the type.
        let type: ArraySlice<UInt8>
        /// The name of the component; `nil` for none, and where it cannot be seen.
        let component: ArraySlice<UInt8>?
    }

    /// Path, type and component, when the first two can be seen without decoding: they stand first
    /// and have no escapes.
    var glance: Glance? {
        var rest = text
        guard let path = Self.takeString(from: &rest, behind: Self.pathKey),
            let type = Self.takeString(from: &rest, behind: Self.typeKey)
        else { return nil }
        return Glance(
            path: path, type: type,
            component: Self.takeString(from: &rest, behind: Self.componentKey))
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

    private static let pathKey = [UInt8]("{\"p\":\"".utf8)
    private static let typeKey = [UInt8](",\"t\":\"".utf8)
    private static let componentKey = [UInt8](",\"c\":\"".utf8)

    /// Takes a key and a string without escapes from the start.
    private static func takeString(
        from text: inout ArraySlice<UInt8>, behind key: [UInt8]
    ) -> ArraySlice<UInt8>? {
        guard text.starts(with: key) else { return nil }
        let start = text.startIndex + key.count
        guard let end = text.firstIndex(of: UInt8(ascii: "\""), from: start) else { return nil }
        // An escape would stand before the first quote, whether it is one of a quote or not.
        if let escape = text.firstIndex(of: UInt8(ascii: "\\"), from: start), escape < end {
            return nil
        }
        let string = text[start..<end]
        text = text[(end + 1)...]
        return string
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
