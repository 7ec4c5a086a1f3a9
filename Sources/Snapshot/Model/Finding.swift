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

    /// Makes a finding.
    public init(_ code: FindingCode, path: EntryPath? = nil, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
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

/// The rules that a finding can break; the raw values are stable and documented in
/// `docs/FORMAT.md`.
public enum FindingCode: String, Sendable, Hashable, CaseIterable {
    /// Bytes after the end, or an end that is not where it should be.
    case length
    /// The footer is missing or damaged: the file is only salvage.
    case footer
    /// The seek table is not the one that belongs to the frames.
    case seekTable = "seek-table"
    /// The seal after a unit is missing, damaged or another one's.
    case seal
    /// The bytes of a unit are not those that were sealed.
    case unit
    /// A unit does not decompress to what its seal says.
    case decompression
    /// The manifest is missing, damaged or breaks its own rules.
    case manifest
    /// A tar header and the manifest disagree.
    case header
    /// Padding that is not zero, or bytes of the tar that belong to nothing.
    case padding
    /// The content of a file does not have its digest: the file is lost or altered.
    case content
    /// A tag file of the bag is not what the manifest demands.
    case bag
    /// What was restored is not what the archive holds.
    case restored
}
