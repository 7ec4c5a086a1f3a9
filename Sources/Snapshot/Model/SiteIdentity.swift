// SPDX-License-Identifier: Apache-2.0

/// What a site says of itself in its own site control file.
public struct SiteIdentity: Sendable, Hashable {
    /// The two kinds of site (field 1 of `BEGIN_SITE_ACCOUNT`).
    public enum Kind: String, Sendable, Hashable {
        /// Type 6: has a database of its own.
        case primary
        /// Type 9: its properties live in its parent's database.
        case secondary
        /// The file could not be read or names another type.
        case unknown
    }

    /// Three letters or digits, upper case; `XXX` when nothing says it.
    public var code: String
    /// Primary or secondary.
    public var kind: Kind
    /// The code of the parent site, or `nil` for a site at the top.
    public var parent: String?
    /// The computer name of the site server, as the file spells it.
    public var server: String
    /// The build of SMS that wrote the file, for example 786 for version 1.2.
    public var build: String

    /// Makes an identity.
    public init(
        code: String, kind: Kind, parent: String? = nil, server: String = "", build: String = ""
    ) {
        self.code = code
        self.kind = kind
        self.parent = parent
        self.server = server
        self.build = build
    }
}
