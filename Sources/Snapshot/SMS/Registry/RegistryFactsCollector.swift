// SPDX-License-Identifier: Apache-2.0

/// Picks the facts of a site out of everything that a registry file holds.
///
/// Until the end it is open which key is the site's: a saved key may have a made-up root name,
/// and a whole SOFTWARE hive may hold several `Microsoft\SMS`. So facts are collected for each
/// kind of place, and the best place wins.
struct RegistryFactsCollector: RegistryVisitor {
    /// What the first name of a path is.
    enum Origin: Sendable {
        /// A root key, `HKEY_LOCAL_MACHINE`.
        case export
        /// The name of the root of a hive, which is the last name of the key that was saved.
        case hive
    }

    /// A key whose values are facts.
    private enum Subject: Sendable {
        case identification, setup, database, maintenanceManager, sender, siteConfigManager
    }

    private let origin: Origin
    private var found: [RegistryFacts.Place: RegistryFacts] = [:]
    private var services: [RegistryText] = []
    private var subject: (place: RegistryFacts.Place, subject: Subject)?

    init(origin: Origin) {
        self.origin = origin
    }

    mutating func enterKey(_ path: [RegistryText]) -> Bool {
        subject = nil
        noteService(path)
        guard let anchor = anchor(of: path) else { return false }
        let names = path[anchor.count...]
        // Nothing below the second level is a fact; most keys of a large registry end here.
        if names.count > 2, found[anchor.place] != nil { return false }
        var facts = found[anchor.place] ?? RegistryFacts()
        if facts.place == nil {
            facts.place = anchor.place
            facts.rootKey = Self.joined(path[..<anchor.count])
        }
        // Of two keys at the same kind of place, the first is the site's.
        if let root = facts.rootKey, root.matches(Self.joined(path[..<anchor.count])) {
            note(names, in: &facts)
            subject = Self.subject(of: names).map { (anchor.place, $0) }
        }
        found[anchor.place] = facts
        return subject != nil
    }

    mutating func visitValue(named name: RegistryText, _ value: RegistryValue) {
        guard let (place, subject) = subject, var facts = found[place] else { return }
        switch subject {
        case .identification: Self.identify(&facts, name, value)
        case .setup:
            if name.matches("Version") { facts.setupVersion = value.text }
        case .database:
            if name.matches("Server") || name.matches("Server Name") {
                facts.databaseServer = value.text
            } else if name.matches("Database Name") || name.matches("Database") {
                facts.databaseName = value.text
            }
        case .maintenanceManager:
            if name.matches("Next SMS Unique ID") { facts.nextUniqueID = value.text }
        case .sender:
            if name.matches("Maximum Concurrent Sendings") {
                facts.maximumConcurrentSendings = value.number
            }
        case .siteConfigManager:
            if name.matches("SiteControlImageSize") { facts.siteControlImageSize = value.number }
        }
        found[place] = facts
    }

    /// The facts of the best place, with the services wherever they were.
    func finish() -> RegistryFacts {
        var places = found
        // A root with any name at all has subkeys; only these make it the SMS key.
        if let facts = places[.unnamedRoot],
            !facts.subkeys.contains("Identification"), !facts.subkeys.contains("SQL Server")
        {
            places[.unnamedRoot] = nil
        }
        var facts = places.max { $0.key < $1.key }?.value ?? RegistryFacts()
        facts.services = services
        return facts
    }

    private static func identify(
        _ facts: inout RegistryFacts, _ name: RegistryText, _ value: RegistryValue
    ) {
        if name.matches("Site Code") {
            facts.siteCode = value.text
        } else if name.matches("Parent Site Code") {
            facts.parentSiteCode = value.text
        } else if name.matches("Installation Directory") {
            facts.installationDirectory = value.text
        } else if name.matches("Site Server") {
            facts.siteServer = value.text
        } else if domainNames.contains(where: { name.matches($0) }) {
            facts.siteServerDomain = value.text
        }
    }

    /// No document prints the name of this value, so every likely spelling is taken.
    private static let domainNames = [
        "Site Server Domain", "Site Domain", "Server Domain", "Domain Name", "Domain",
    ]

    private func note(_ names: ArraySlice<RegistryText>, in facts: inout RegistryFacts) {
        guard let first = names.first else { return }
        for expected in RegistryFacts.expectedSubkeys where first.matches(expected) {
            facts.subkeys.insert(expected)
        }
        let second = names.dropFirst().first
        if first.matches("Sites"), let code = second, names.count == 2 {
            RegistryFacts.append(code, to: &facts.siteCodes)
        }
    }

    private static func subject(of names: ArraySlice<RegistryText>) -> Subject? {
        guard let first = names.first else { return nil }
        if names.count == 1 {
            if first.matches("Identification") { return .identification }
            if first.matches("Setup") { return .setup }
            if first.matches("SQL Server") { return .database }
        }
        guard names.count == 2, first.matches("Components"), let component = names.last else {
            return nil
        }
        if component.matches("SMS_MAINTENANCE_MANAGER") { return .maintenanceManager }
        if component.matches("SMS_LAN_SENDER") { return .sender }
        if component.matches("SMS_SITE_CONFIG_MANAGER") { return .siteConfigManager }
        return nil
    }
}

// MARK: - Where the SMS key is

extension RegistryFactsCollector {
    /// How many names lead to the SMS key that a path lies in or is, and where that is.
    private func anchor(
        of path: [RegistryText]
    ) -> (count: Int, place: RegistryFacts.Place)? {
        let site = origin == .export ? Self.exportedSite : Self.savedSites
        for (names, place) in site where Self.path(path, beginsWith: names) {
            return (names.count, place)
        }
        if let index = path.indices.dropFirst().first(where: {
            path[$0].matches("SMS") && path[$0 - 1].matches("Microsoft")
        }) {
            return (index + 1, .elsewhere)
        }
        return origin == .hive && !path.isEmpty ? (1, .unnamedRoot) : nil
    }

    private static let exportedSite: [(names: [String?], place: RegistryFacts.Place)] = [
        (["HKEY_LOCAL_MACHINE", "SOFTWARE", "Microsoft", "SMS"], .site),
        (["HKEY_LOCAL_MACHINE", "SOFTWARE", "WOW6432Node", "Microsoft", "SMS"], .redirected),
    ]

    /// A hive of the key itself, of `Microsoft`, of `SOFTWARE`, or of what holds one of these;
    /// `nil` stands for the root, whatever its name is.
    private static let savedSites: [(names: [String?], place: RegistryFacts.Place)] = [
        (["SMS"], .site),
        ([nil, "SMS"], .site),
        ([nil, "Microsoft", "SMS"], .site),
        ([nil, "SOFTWARE", "Microsoft", "SMS"], .site),
        ([nil, "WOW6432Node", "Microsoft", "SMS"], .redirected),
        ([nil, "SOFTWARE", "WOW6432Node", "Microsoft", "SMS"], .redirected),
    ]

    private static func path(_ path: [RegistryText], beginsWith names: [String?]) -> Bool {
        path.count >= names.count
            && zip(path, names).allSatisfy { text, name in
                guard let name else { return true }
                return text.matches(name)
            }
    }

    private mutating func noteService(_ path: [RegistryText]) {
        guard let name = path.last, name.hasPrefix("SMS_") else { return }
        let isBelowServices = path.count > 1 && path[path.count - 2].matches("Services")
        let isSavedAlone = origin == .hive && path.count == 1
        if isBelowServices || isSavedAlone { RegistryFacts.append(name, to: &services) }
    }

    private static func joined(_ names: ArraySlice<RegistryText>) -> RegistryText {
        let units = Array(names.map(\.units).joined(separator: [RegistryCharacter.backslash]))
        return RegistryText(units: units, encoding: names.first?.encoding ?? .codePage)
    }
}
