// SPDX-License-Identifier: Apache-2.0

/// What a site says of its place in the hierarchy, found without listing its files.
public struct SiteOverview: Sendable, Hashable {
    /// What the site says it is.
    public let identity: SiteIdentity
    /// The codes of the children that its site control file names by an address.
    public let childCodes: [String]

    /// Makes an overview of what is known already.
    public init(identity: SiteIdentity, childCodes: [String]) {
        self.identity = identity
        self.childCodes = childCodes
    }

    /// Looks at the directory of a site; nothing is written.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be looked at. A site without a readable site
    ///   control file has the code `XXX`.
    public init(of site: [UInt8]) throws(SnapshotError) {
        let survey = try SiteSurvey(of: site)
        self.init(identity: survey.identity, childCodes: survey.childCodes)
    }
}
