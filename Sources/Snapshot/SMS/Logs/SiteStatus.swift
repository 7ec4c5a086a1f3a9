// SPDX-License-Identifier: Apache-2.0

/// What the hierarchy manager says about a site: the codes of the table `Sites` (Q137376).
public struct SiteStatus: Sendable, Hashable {
    /// What a code means.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Installed and working.
        case active
        /// A job for the site is under way.
        case pending
        /// A job for the site failed.
        case failed
        /// Deleted or being deleted.
        case deleted
        /// Being upgraded, or waiting for it.
        case upgrading
        /// Not installed yet.
        case new
        /// None of the known codes.
        case unknown
    }

    /// The code with its flags, as it was logged.
    public let code: UInt32

    /// Makes a status of a code.
    public init(code: UInt32) {
        self.code = code
    }

    /// The flags in the high word: 0x8000_0000 properties are being updated, 0x4000_0000 the site
    /// has no address.
    public var flags: UInt32 { code & 0xFFFF_0000 }

    /// Whether no address leads to the site.
    public var hasNoAddress: Bool { code & 0x4000_0000 != 0 }

    /// What the code means.
    public var state: State {
        switch code & 0xFFFF {
        case 1: .active
        case 2, 11, 12, 21, 22, 31, 32, 41, 42: .pending
        // The third of each group is the error of its job: 11 begin, 12 end, 13 error.
        case 3, 13, 23, 33, 43, 64: .failed
        case 4, 51, 52: .deleted
        case 5, 61, 62, 63: .upgrading
        case 100: .new
        default: .unknown
        }
    }

    /// Whether the checklist is satisfied: the site is active and reachable.
    public var isActive: Bool { state == .active && !hasNoAddress }
}

extension SiteStatus: CustomStringConvertible {
    /// For example `active (1)`.
    public var description: String {
        let number = flags == 0 ? String(code) : "0x" + String(code, radix: 16, uppercase: true)
        return "\(state.rawValue) (\(number))\(hasNoAddress ? ", no address" : "")"
    }
}
