// SPDX-License-Identifier: Apache-2.0

/// One reason why a registry file is not all that the backup of a site needs.
public enum RegistryShortcoming: Sendable, Hashable {
    /// The file does not hold the SMS key.
    case noSMSKey
    /// The SMS key is at a place from which it cannot be restored as it is.
    case misplaced(RegistryFacts.Place)
    /// A key below the SMS key is missing.
    case missingKey(String)
    /// A value is missing, by its key and name.
    case missingValue(String)
    /// A value of Identification or SQL Server is blank: the wreck of Q270218.
    case blankValue(String)
    /// A value is not what such a value can be.
    case malformedValue(String)
    /// No key `Services\SMS_*` is there; INSTSRV and SITEINS.EXE can make them again.
    case noServices

    /// Whether this is the damage of Q270218, after which an older archive is the one to keep.
    public var isKnownDamage: Bool {
        switch self {
        case .blankValue, .missingKey("Identification"), .missingKey("SQL Server"): true
        default: false
        }
    }

    /// Whether something is not there, which a file that was cut may still have had.
    var isAbsence: Bool {
        switch self {
        case .noSMSKey, .missingKey, .missingValue, .noServices: true
        case .misplaced, .blankValue, .malformedValue: false
        }
    }

    /// What is wrong, in words for a report.
    public var reason: String {
        switch self {
        case .noSMSKey:
            "does not hold the key HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
        case .misplaced(.redirected):
            "holds the SMS key below WOW6432Node, where no SMS 1.x site has it"
        case .misplaced(.unnamedRoot):
            "holds an SMS key whose name was not saved"
        case .misplaced:
            "holds an SMS key, but not that of HKEY_LOCAL_MACHINE\\SOFTWARE"
        case .missingKey(let name) where isKnownDamage:
            "has no key SMS\\\(name) (Q270218: keep your older archive)"
        case .missingKey(let name):
            "has no key SMS\\\(name)"
        case .missingValue(let name):
            "has no value SMS\\\(name)"
        case .blankValue(let name):
            "has a blank value SMS\\\(name) (Q270218: keep your older archive)"
        case .malformedValue(let name):
            "has a value SMS\\\(name) that no site has"
        case .noServices:
            "has no key Services\\SMS_*; INSTSRV and SITEINS.EXE can make them again"
        }
    }
}

extension RegistryFacts {
    /// Everything that the backup of a site needs and these facts do not give.
    ///
    /// - Parameter isPrimary: whether the site has a database of its own; a secondary site is
    ///   never blamed for lacking one.
    /// - Returns: all of it at once, in the order of the keys; empty when nothing is missing.
    public func shortcomings(isPrimary: Bool) -> [RegistryShortcoming] {
        guard let place else { return [.noSMSKey] }
        var result: [RegistryShortcoming] = place == .site ? [] : [.misplaced(place)]
        if subkeys.contains("Identification") {
            result += identityShortcomings
        } else {
            result.append(.missingKey("Identification"))
        }
        result += Self.check(setupVersion, "Setup\\Version")
        if isPrimary { result += databaseShortcomings }
        result += Self.check(
            nextUniqueID, "Components\\SMS_MAINTENANCE_MANAGER\\Next SMS Unique ID")
        if siteCodes.isEmpty { result.append(.missingKey("Sites")) }
        if services.isEmpty { result.append(.noServices) }
        return result
    }

    private var identityShortcomings: [RegistryShortcoming] {
        var result = Self.check(siteCode, "Identification\\Site Code", isBlankDamage: true)
        result += Self.check(
            installationDirectory, "Identification\\Installation Directory", isBlankDamage: true)
        result += Self.check(siteServer, "Identification\\Site Server", isBlankDamage: true)
        // Blank at the top of a hierarchy, so only its absence says something.
        if parentSiteCode == nil {
            result.append(.missingValue("Identification\\Parent Site Code"))
        }
        if let siteCode, !siteCode.isBlank, !siteCode.isSiteCode {
            result.append(.malformedValue("Identification\\Site Code"))
        }
        if let parentSiteCode, !parentSiteCode.isBlank, !parentSiteCode.isSiteCode {
            result.append(.malformedValue("Identification\\Parent Site Code"))
        }
        if let path = installationDirectory, !path.isBlank, !path.isDirectoryOfSite {
            result.append(.malformedValue("Identification\\Installation Directory"))
        }
        return result
    }

    private var databaseShortcomings: [RegistryShortcoming] {
        guard subkeys.contains("SQL Server") else { return [.missingKey("SQL Server")] }
        return Self.check(databaseServer, "SQL Server\\Server", isBlankDamage: true)
            + Self.check(databaseName, "SQL Server\\Database Name", isBlankDamage: true)
    }

    private static func check(
        _ value: RegistryText?, _ name: String, isBlankDamage: Bool = false
    ) -> [RegistryShortcoming] {
        guard let value else { return [.missingValue(name)] }
        guard value.isBlank else { return [] }
        return [isBlankDamage ? .blankValue(name) : .missingValue(name)]
    }
}

extension RegistryText {
    /// Three letters or digits.
    fileprivate var isSiteCode: Bool {
        units.count == 3
            && units.allSatisfy { unit in
                (0x30...0x39).contains(unit) || (0x41...0x5A).contains(unit)
                    || (0x61...0x7A).contains(unit)
            }
    }

    /// A drive, a backslash and something behind it: SMS cannot lie in a root.
    fileprivate var isDirectoryOfSite: Bool {
        guard units.count > 3, units[1] == RegistryCharacter.colon,
            units[2] == RegistryCharacter.backslash
        else { return false }
        return (0x61...0x7A).contains(RegistryCharacter.folded(units[0]))
    }
}
