// SPDX-License-Identifier: Apache-2.0

/// The name that a client of the site is known by, and the name of the file that gives the next
/// one.
///
/// Eight digits of base 36: the code of the site, the range of a logon server (two digits), and the
/// number that counts up within the range (three). On each logon server `SMSID\SKZ01000.UID` stands
/// for the ID that the next client gets; the client then renames the file, whose time does not
/// change (Q127052). An old file that is restored gives out again what was already given out
/// (Q138347), so these names are compared before one is written.
public struct UniqueID: Sendable, Hashable {
    /// The site that gave out the ID; a client keeps its ID when it moves to another site.
    public let siteCode: SiteCode
    /// The range, 0 to 1,295.
    ///
    /// No two logon servers of a site may have the same.
    public let range: Int
    /// The number within the range, 0 to 46,655.
    public let sequence: Int

    /// Ranges of a site: 36².
    public static let rangeCount = 1_296
    /// Numbers of a range: 36³.
    public static let sequenceCount = 46_656
    /// `Y00`: from here on Maintenance Manager gives the logon server a new range (Q127052).
    public static let sequenceThreshold = 44_064

    /// Reads an ID such as `SKZ01000`, or the name of its file, `SKZ01000.UID`, in any case.
    public init?(_ text: SMSText) {
        var bytes = text.uppercased.bytes
        if bytes.suffix(4) == [UInt8](".UID".utf8)[...] { bytes.removeLast(4) }
        guard bytes.count == 8, let code = SiteCode(SMSText(bytes[0..<3])),
            let range = Self.value(bytes[3..<5]), let sequence = Self.value(bytes[5..<8])
        else { return nil }
        siteCode = code
        self.range = range
        self.sequence = sequence
    }

    private init(siteCode: SiteCode, range: Int, sequence: Int) {
        self.siteCode = siteCode
        self.range = range
        self.sequence = sequence
    }

    /// Whether the range is used up so far that the logon server is due for a new one.
    public var isPastThreshold: Bool { sequence >= Self.sequenceThreshold }

    /// The ID after this one in its range, or `nil` when it is the last.
    public var next: UniqueID? {
        guard sequence + 1 < Self.sequenceCount else { return nil }
        return UniqueID(siteCode: siteCode, range: range, sequence: sequence + 1)
    }

    /// The first ID of the range after this one, or `nil` when it is the last: a value of the
    /// registry's `Next SMS Unique ID` that cannot give out anything twice, if this ID was the
    /// highest in use.
    public var firstOfNextRange: UniqueID? {
        guard range + 1 < Self.rangeCount else { return nil }
        return UniqueID(siteCode: siteCode, range: range + 1, sequence: 0)
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard let digit = SMSText.digit(byte) else { return nil }
            value = value * 36 + Int(digit)  // at most three digits: below 46,656
        }
        return value
    }

    private static func digits(_ value: Int, count: Int) -> String {
        let digits = String(value, radix: 36, uppercase: true)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
}

extension UniqueID: Comparable {
    /// Orders by site, range and number.
    ///
    /// Within one range the greater was given out later; between ranges of different logon servers
    /// the order says nothing about time.
    public static func < (left: UniqueID, right: UniqueID) -> Bool {
        (left.siteCode, left.range, left.sequence) < (right.siteCode, right.range, right.sequence)
    }
}

extension UniqueID: CustomStringConvertible {
    /// The eight digits in upper case, for example `SKZ01000`.
    public var description: String {
        siteCode.text + Self.digits(range, count: 2) + Self.digits(sequence, count: 3)
    }
}
