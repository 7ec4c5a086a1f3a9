// SPDX-License-Identifier: Apache-2.0

/// Says of the line of an entry, without the comma behind it, whether it is wanted; where it cannot
/// tell, it is.
typealias LineFilter = (Span<UInt8>) -> Bool

/// What stands at the start of an entry's line and is seen without decoding it.
///
/// Path and type stand first and have no escapes, or there is no glance. Whoever wants one file of
/// a hundred thousand looks at all lines in this way; what is seen is never used for anything but
/// to pass over them.
struct LineGlance {
    /// Where the path stands in the line.
    let path: Range<Int>
    /// Where the name of the type stands in the line.
    let type: Range<Int>
    /// Where the name of the component stands; `nil` for none, and where it cannot be seen.
    let component: Range<Int>?

    /// `nil` when path or type are not to be seen.
    init?(_ line: Span<UInt8>) {
        guard let path = Self.string(in: line, at: 0, behind: "{\"p\":\""),
            let type = Self.string(in: line, at: path.upperBound + 1, behind: ",\"t\":\"")
        else { return nil }
        self.path = path
        self.type = type
        component = Self.string(in: line, at: type.upperBound + 1, behind: ",\"c\":\"")
    }

    /// Where the path stands in a line, when that is all that somebody asks.
    static func path(in line: Span<UInt8>) -> Range<Int>? {
        string(in: line, at: 0, behind: "{\"p\":\"")
    }

    /// Where the path stands as it is restored: without "data" or "overlay"; `nil` for those.
    func restoredPath(in line: Span<UInt8>) -> Range<Int>? {
        line.extracting(path).firstIndex(of: UInt8(ascii: "/"), from: 0)
            .map { path.dropFirst($0 + 1) }
    }

    /// Where a string without escapes stands behind a key.
    private static func string(
        in line: Span<UInt8>, at start: Int, behind key: StaticString
    ) -> Range<Int>? {
        guard line.holds(key, at: start) else { return nil }
        let first = start + key.utf8CodeUnitCount
        guard let end = line.firstIndex(of: UInt8(ascii: "\""), from: first),
            // An escape would stand before the first quote, whether it is one of a quote or not.
            line.extracting(first..<end).firstIndex(of: UInt8(ascii: "\\"), from: 0) == nil
        else { return nil }
        return first..<end
    }
}
