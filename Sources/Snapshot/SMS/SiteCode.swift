// SPDX-License-Identifier: Apache-2.0

/// The three letters or digits that name a site, unique in its hierarchy.
///
/// Letters in either case name the same site (event 209 in Q122179); the code is kept in upper
/// case.
public struct SiteCode: Sendable, Hashable {
    /// The code in upper case, for example `A01`.
    public let text: String

    /// Makes a code of three letters A to Z or digits, in any case; `nil` of anything else.
    public init?(_ text: SMSText) {
        guard text.bytes.count == 3, text.bytes.allSatisfy({ SMSText.digit($0) != nil }) else {
            return nil
        }
        self.text = String(decoding: text.uppercased.bytes, as: UTF8.self)
    }

    /// Whether the code is the name of a DOS device, which breaks the site's directories (Q182420).
    public var isDeviceName: Bool { ["AUX", "CON", "NUL", "PRN"].contains(text) }
}

extension SiteCode: Comparable {
    /// Orders digits before letters, as base 36 does.
    public static func < (left: SiteCode, right: SiteCode) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension SiteCode: CustomStringConvertible {
    public var description: String { text }
}
