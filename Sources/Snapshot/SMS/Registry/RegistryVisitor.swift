// SPDX-License-Identifier: Apache-2.0

/// Is told what a registry holds, key by key, by the reader of an export or of a hive.
protocol RegistryVisitor: Sendable {
    /// How many bytes of a value's data are kept for it.
    static var keptByteCount: Int { get }

    /// Is told of a key, before its values.
    ///
    /// - Parameter path: the names from the root of the file down to the key. An export's
    ///   first name is the root key, `HKEY_LOCAL_MACHINE`; a hive's is the name of its root.
    /// - Returns: whether the values of this key are wanted. Data that nobody wants is never
    ///   copied, let alone kept.
    mutating func enterKey(_ path: [RegistryText]) -> Bool

    /// Is told of a value of the key last entered; the default value has an empty name.
    mutating func visitValue(named name: RegistryText, _ value: RegistryValue)
}

extension RegistryVisitor {
    static var keptByteCount: Int { RegistryValue.keptByteCount }
}
