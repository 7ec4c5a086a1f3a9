// SPDX-License-Identifier: Apache-2.0

/// One way in which an archive or a restored tree differs from what it should be.
///
/// A finding is a difference that was seen. Not having been able to look is an error, never a
/// finding.
public struct Finding: Sendable, Hashable {
    /// Which rule is broken.
    public let code: FindingCode
    /// The entry it is about, when it is about one.
    public let path: EntryPath?
    /// What was expected and what was found, for a person; no full stop.
    public let message: String
    /// Where in the archive it was seen, when it has a place.
    public let place: Place?

    /// Where in an archive a finding was seen.
    public struct Place: Sendable, Hashable {
        /// The bytes of the file that are not what they should be; `nil` when only the content of
        /// units is.
        public let bytes: Range<UInt64>?
        /// The numbers of the units that are concerned.
        public let units: ClosedRange<UInt64>?

        /// Makes a place.
        public init(bytes: Range<UInt64>? = nil, units: ClosedRange<UInt64>? = nil) {
            self.bytes = bytes
            self.units = units
        }
    }

    /// Makes a finding.
    public init(
        _ code: FindingCode, path: EntryPath? = nil, _ message: String, at place: Place? = nil
    ) {
        self.code = code
        self.path = path
        self.message = message
        self.place = place
    }

    /// What is wrong with an entry whose path is not ``EntryPath/isPayload``.
    static let outsidePayload = "the entry lies outside data/ and overlay/"
}

extension Finding: CustomStringConvertible {
    /// The code, the path in quotes, and the message.
    public var description: String {
        let place = path.map { ScreenText.quoted($0.bytes) + ": " } ?? ""
        return "[\(code.rawValue)] \(place)\(message)"
    }
}
