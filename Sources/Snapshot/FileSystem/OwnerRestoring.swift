// SPDX-License-Identifier: Apache-2.0

/// Decides to whom a restored entry belongs.
struct OwnerRestoring: Sendable {
    /// Who it shall be, and what there is to say about it.
    struct Wanted {
        /// `nil` where the owner stays as it is.
        let owner: (user: UInt32, group: UInt32)?
        /// The name that nobody has here.
        let unknownName: [UInt8]?
    }

    private let owners: AttributePolicy.Owners
    private let numbers = OwnerNumbers()

    init(_ owners: AttributePolicy.Owners) {
        self.owners = owners
    }

    /// Whether a difference of the owner is a loss.
    var isWanted: Bool { owners != .none }

    /// Whose the entry shall be.
    func wanted(_ attributes: FileAttributes) -> Wanted {
        switch owners {
        case .none: return Wanted(owner: nil, unknownName: nil)
        case .root: return Wanted(owner: (0, 0), unknownName: nil)
        case .numeric:
            return Wanted(owner: (attributes.ownerID, attributes.groupID), unknownName: nil)
        case .names: break
        }
        let user = numbers.user(attributes.ownerName)
        let group = numbers.group(attributes.groupName)
        let isUserUnknown = user == nil && !attributes.ownerName.isEmpty
        let isGroupUnknown = group == nil && !attributes.groupName.isEmpty
        return Wanted(
            owner: (user ?? attributes.ownerID, group ?? attributes.groupID),
            unknownName: isUserUnknown
                ? attributes.ownerName : isGroupUnknown ? attributes.groupName : nil)
    }
}
