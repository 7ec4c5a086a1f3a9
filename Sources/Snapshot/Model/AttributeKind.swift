// SPDX-License-Identifier: Apache-2.0

/// What of an entry a destination may not be able to hold; the raw values are stable.
public enum AttributeKind: String, Sendable, Hashable, CaseIterable {
    /// Owner and group.
    case owner
    /// The permission bits.
    case permissions
    /// Set-id bits: left out unless they are asked for.
    case setIDs = "set-id"
    /// The modification time.
    case modified
    /// An extended attribute; DOS attributes are some of them.
    case extended = "extended-attribute"
    /// A POSIX access control list.
    case accessControl = "access-control-list"
    /// All of them: the entry could not be opened for it.
    case all
}
