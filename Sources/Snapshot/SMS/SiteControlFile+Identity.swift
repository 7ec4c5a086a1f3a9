// SPDX-License-Identifier: Apache-2.0

/// What a capture asks a site control file first: which site is this, and what belongs to it?
extension SiteControlFile {
    /// The site's own code, from the account, or from the file definition when that has none.
    public var siteCode: SiteCode? {
        account.flatMap { SiteCode($0.siteCode) }
            ?? fileDefinition.flatMap { SiteCode($0.targetSite) }
    }

    /// Whether the site has a database of its own (type 6).
    public var isPrimary: Bool { account?.siteType == .primary }

    /// Whether the site lives in its parent's database (type 9); it then has no dump of its own.
    public var isSecondary: Bool { account?.siteType == .secondary }

    /// The code of the parent site; `nil` for a site at the top and for a code that is none.
    public var parentCode: SiteCode? { account.flatMap { SiteCode($0.parentCode) } }

    /// The sites that addresses lead to, without the site itself and its parent: its children, as
    /// far as the file tells.
    ///
    /// They are sorted, and each stands once. An address of the site to itself is normal. The file
    /// does not say which of its children are secondary sites, and an address may also lead to a
    /// site deeper in the hierarchy.
    public var childCodesNamedByAddresses: [SiteCode] {
        let destinations = addresses.compactMap { SiteCode($0.destination) }
        return Set(destinations).subtracting([siteCode, parentCode].compactMap { $0 }).sorted()
    }

    /// The build that the property `Version` names, the second copy of the one in the header.
    public var versionProperty: SMSText? {
        property(named: "Version")?.first.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The units of System.map that are installed at the site, from the list `SoftwareUnits`.
    public var softwareUnits: [SMSText] {
        propertyLists.first { $0.name.isSame(as: "SoftwareUnits") }?.values ?? []
    }

    /// The first property of that name, in any case.
    public func property(named name: SMSText) -> Property? {
        properties.first { $0.name.isSame(as: name) }
    }

    /// Whether the file carries orders that Site Config Manager or Hierarchy Manager would obey by
    /// removing or stopping something.
    ///
    /// Such a file must not be put back into SITECFG.BOX.
    public var hasDestructiveTransaction: Bool {
        transactions.contains { $0.isDestructive }
    }
}
