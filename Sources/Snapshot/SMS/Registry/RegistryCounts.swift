// SPDX-License-Identifier: Apache-2.0

/// How much a registry file holds, as an importer would find it.
public struct RegistryCounts: Sendable, Hashable {
    /// How many different value types are counted by name; no real file has more.
    static let countedKindLimit = 64

    /// Keys: lines that open a key in an export, reachable keys with the root in a hive.
    public internal(set) var keys = 0
    /// Different keys, or `nil` when there are too many to remember.
    public internal(set) var distinctKeys: Int?
    /// Values that an importer sets; one that is set twice counts twice.
    public internal(set) var values = 0
    /// Different values, or `nil` when there are too many to remember.
    public internal(set) var distinctValues: Int?
    /// Of ``values``, how many of each type.
    public internal(set) var valuesByKind: [RegistryValueKind: Int] = [:]
    /// Keys that the text deletes: never in an export, always in a script.
    public internal(set) var deletedKeys = 0
    /// Values that the text deletes.
    public internal(set) var deletedValues = 0
    /// Values that stand before any key, or after a key that no importer accepts.
    public internal(set) var valuesWithoutKey = 0
    /// Of ``values``, those whose text spans lines.
    ///
    /// Windows writes a line end inside a text as it is; Wine's importer drops such a value.
    public internal(set) var valuesSpanningLines = 0
    /// Value lines that importers drop without a word.
    public internal(set) var ignoredValues = 0
    /// Lines that are neither key, value, comment nor blank.
    public internal(set) var unknownLines = 0

    /// Creates counts of nothing.
    public init() {}

    mutating func addValue(of kind: RegistryValueKind) {
        values += 1
        if let count = valuesByKind[kind] {
            valuesByKind[kind] = count + 1
        } else if valuesByKind.count < Self.countedKindLimit {
            valuesByKind[kind] = 1
        }
    }
}
