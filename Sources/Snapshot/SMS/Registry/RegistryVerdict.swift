// SPDX-License-Identifier: Apache-2.0

/// What the structure of a registry file proves about it.
///
/// The four cases are never mixed: a text that somebody typed by hand may be perfect and is
/// still only ``unproven``, because nothing in it could show that its end is missing.
public enum RegistryVerdict: String, Sendable, Hashable, CaseIterable {
    /// The structure proves that the file is whole.
    case valid
    /// The file can be read, and nothing in its structure could prove that it is whole.
    case unproven
    /// The structure proves that the file is not what was written.
    case damaged
    /// The file is of a kind that a registry cannot be restored from.
    case refused
}
