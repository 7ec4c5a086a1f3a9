// SPDX-License-Identifier: Apache-2.0

/// The path of a key as a line of an export gives it.
struct RegistryKeyPath: Sendable {
    /// The registry's own limit for the depth of a key.
    static let maximumDepth = 512

    /// The roots that importers know; the short forms `HKLM` and so on are Samba's only.
    private static let roots = [
        "HKEY_LOCAL_MACHINE", "HKEY_USERS", "HKEY_CLASSES_ROOT", "HKEY_CURRENT_USER",
        "HKEY_CURRENT_CONFIG", "HKEY_DYN_DATA",
    ]

    /// The names from the root down, or as many as ``maximumDepth`` allows.
    private(set) var names: [RegistryText] = []
    /// The whole path.
    let text: RegistryText
    /// The hash of the path.
    private(set) var hash = RegistryNameSet.seed
    /// The hash of the path of the parent, or `nil` for a root.
    private(set) var parentHash: UInt64?
    /// Whether the path has more than ``maximumDepth`` names.
    private(set) var isTooDeep = false
    /// Whether a byte of a code page occurs, so that a backslash may be half a character.
    private(set) var hasHighBytes = false

    init(_ path: ArraySlice<UInt16>, encoding: RegistryText.Encoding) {
        let units = Self.withoutLastBackslash(path)
        text = RegistryText(units: Array(units), encoding: encoding)
        var start = units.startIndex
        for index in units.indices {
            let unit = units[index]
            if unit == RegistryCharacter.backslash {
                add(units[start..<index])
                start = index + 1
                parentHash = hash
            }
            if encoding == .codePage, unit >= 0x80 { hasHighBytes = true }
            hash = RegistryNameSet.hash(hash, adding: unit)
        }
        add(units[start..<units.endIndex])
    }

    /// Importers overlook a backslash at the end, which hivexregedit writes behind its first key.
    private static func withoutLastBackslash(_ units: ArraySlice<UInt16>) -> ArraySlice<UInt16> {
        guard units.count > 1, units.last == RegistryCharacter.backslash,
            units[units.endIndex - 2] < 0x80
        else { return units }
        return units.dropLast()
    }

    private mutating func add(_ name: ArraySlice<UInt16>) {
        guard names.count < Self.maximumDepth else {
            isTooDeep = true
            return
        }
        // No key has a name of more than 255 characters; what is longer is equal to none.
        names.append(RegistryText(units: Array(name.prefix(1_024)), encoding: text.encoding))
    }

    /// Whether the first name is one that importers know.
    var hasKnownRoot: Bool {
        guard let root = names.first else { return false }
        return Self.roots.contains { root.matches($0) }
    }
}
