// SPDX-License-Identifier: Apache-2.0

/// Which attributes of an archive a restore gives back.
public struct AttributePolicy: Sendable, Hashable {
    /// To whom restored entries belong.
    public enum Owners: String, Sendable, Hashable, CaseIterable {
        /// To the numbers in the archive.
        case numeric
        /// To whoever has the names in the archive on this machine; without such a name, to the
        /// number, which is told.
        case names
        /// To whoever restores; that another owner is in the archive is then no loss.
        case none
        /// To root, all of them.
        case root
    }

    /// To whom restored entries belong.
    public var owners = Owners.numeric
    /// Whether set-id bits are given back: a program then runs as somebody else.
    public var restoresSetIDs = false

    /// Makes a policy: owners by number, no set-id bits.
    public init() {}
}
