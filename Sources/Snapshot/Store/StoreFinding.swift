// SPDX-License-Identifier: Apache-2.0

/// One way in which a store of archives is not as it should be.
public struct StoreFinding: Sendable, Hashable {
    /// The rules; the raw values are stable and documented in `docs/MONITORING.md`.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The newest archive of a site is older than the limit.
        case tooOld = "too-old"
        /// An archive says that it was taken more than a day from now: ages mean nothing.
        case futureDate = "future-date"
        /// An archive cannot be opened: its end or its manifest is damaged.
        case damaged
        /// The last verification of an archive found something.
        case hadFindings = "had-findings"
        /// The newest archive of a site was never verified well.
        case neverVerified = "never-verified"
        /// The last good verification of the newest archive is older than the limit.
        case verificationTooOld = "verification-too-old"
        /// The newest archive of a site was never verified well at the level that is demanded.
        case levelTooLow = "level-too-low"
    }

    /// Which rule is broken.
    public let code: Code
    /// The site code, when a site is known.
    public let site: String?
    /// The archive that it is about.
    public let path: [UInt8]
    /// What was expected and what was found, for a person; no full stop.
    public let message: String

    /// Makes a finding.
    public init(_ code: Code, site: String?, path: [UInt8], _ message: String) {
        self.code = code
        self.site = site
        self.path = path
        self.message = message
    }
}

extension StoreFinding: CustomStringConvertible {
    /// The code, the site, the archive in quotes, and the message.
    public var description: String {
        let site = site.map { "site \(ScreenText.escaped($0.utf8)): " } ?? ""
        return "[\(code.rawValue)] \(site)\(ScreenText.quoted(path)): \(message)"
    }
}
