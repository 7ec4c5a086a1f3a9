// SPDX-License-Identifier: Apache-2.0

/// What the registry of a site says about the site: the facts a usable backup must contain.
///
/// Only the values named here are ever kept. Everything else in the SMS key, accounts and
/// passwords among it, is counted and forgotten.
///
/// The names of keys and values are those of SMS 1.x, as Q137988, Q127052, Q163379, Q255262
/// and the Resource Guide give them. No export of a live SMS 1.x key is public, so a missing
/// fact is a reason to ask, and a blank one is known damage (Q270218).
public struct RegistryFacts: Sendable, Hashable {
    /// Where the SMS key was found in the file.
    public enum Place: Int, Sendable, Hashable, Comparable {
        /// Nowhere; the root of the hive has a made-up name and what an SMS key has below it.
        case unnamedRoot
        /// Below some `Microsoft\SMS` that is not the site's, as of a loaded hive.
        case elsewhere
        /// Below `WOW6432Node`, where no SMS 1.x site server can have written it.
        case redirected
        /// At `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS`, or in a hive of it.
        case site

        public static func < (left: Place, right: Place) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The keys directly below the SMS key that a site has.
    public static let expectedSubkeys = [
        "Applications", "Client Services", "Components", "Compression", "Identification",
        "Setup", "Sites", "SQL Server", "Tracing",
    ]

    /// Where the SMS key was found, or `nil` when there is none.
    public internal(set) var place: Place?
    /// The path of the SMS key as the file gives it; in a hive, from the root of the hive.
    public internal(set) var rootKey: RegistryText?
    /// Which of ``expectedSubkeys`` are there.
    public internal(set) var subkeys: Set<String> = []

    /// `Identification`: the site code, three letters or digits.
    public internal(set) var siteCode: RegistryText?
    /// `Identification`: the code of the parent site; empty at the top of a hierarchy.
    public internal(set) var parentSiteCode: RegistryText?
    /// `Identification`: the directory of SMS, a full DOS path.
    public internal(set) var installationDirectory: RegistryText?
    /// `Identification`: the name of the site server.
    public internal(set) var siteServer: RegistryText?
    /// `Identification`: the domain of the site server.
    public internal(set) var siteServerDomain: RegistryText?
    /// `Setup`: the build, such as 786.
    public internal(set) var setupVersion: RegistryText?
    /// `SQL Server`: the computer that holds the database of a primary site.
    public internal(set) var databaseServer: RegistryText?
    /// `SQL Server`: the name of the database.
    public internal(set) var databaseName: RegistryText?
    /// `Components\SMS_MAINTENANCE_MANAGER`: the next number for a client, in base 36.
    public internal(set) var nextUniqueID: RegistryText?
    /// `Components\SMS_LAN_SENDER`; 0 stalls a child site (Q163379).
    public internal(set) var maximumConcurrentSendings: UInt64?
    /// `Components\SMS_SITE_CONFIG_MANAGER`, in bytes (Q255262).
    public internal(set) var siteControlImageSize: UInt64?
    /// The keys below `Sites`, in the order of the file; at most ``nameLimit``.
    public internal(set) var siteCodes: [RegistryText] = []
    /// The keys `Services\SMS_*`, in the order of the file; at most ``nameLimit``.
    public internal(set) var services: [RegistryText] = []

    /// How many names of sites and services are kept.
    public static let nameLimit = 1024

    /// Creates facts of a registry in which nothing was found.
    public init() {}

    /// Puts what two files of one capture say together; where both speak, the better place wins.
    public func merging(_ other: RegistryFacts) -> RegistryFacts {
        let isOtherBetter = (other.place?.rawValue ?? -1) > (place?.rawValue ?? -1)
        var result = isOtherBetter ? other : self
        for name in isOtherBetter ? services : other.services {
            Self.append(name, to: &result.services)
        }
        return result
    }

    static func append(_ name: RegistryText, to names: inout [RegistryText]) {
        guard names.count < nameLimit, !names.contains(where: { $0.matches(name) }) else { return }
        names.append(name)
    }
}
