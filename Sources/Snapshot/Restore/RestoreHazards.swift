// SPDX-License-Identifier: Apache-2.0

/// What of an archive would do harm at its own place, found before anything is written.
struct RestoreHazards: Sendable, Hashable {
    /// Control files that would be obeyed where they belong, by their path in the archive, and what
    /// is wrong with each.
    var controlFiles: [EntryPath: String] = [:]
    /// `.UID` files that would give out IDs a second time, and why.
    var reissues: [EntryPath: String] = [:]
    /// The least value of `Next SMS Unique ID` that is safe without them.
    var nextUniqueID: UniqueID?

    /// Nothing was looked for.
    static let none = RestoreHazards()

    /// Judges the content of a control file.
    ///
    /// - Returns: what is wrong with it; `nil` when it may be put back.
    static func problem(ofControlFile bytes: [UInt8]) -> String? {
        guard SiteControlFile.parse(bytes).value.hasDestructiveTransaction else { return nil }
        return "it holds an order that removes or stops a site, and would be obeyed"
    }

    /// What is said of a control file that nobody could look at.
    static let unexamined = "it could not be looked at, and would be obeyed"

    /// Notes a `.UID` file, if it must not be put back.
    mutating func note(_ id: UniqueID, at path: EntryPath, against live: UniqueIDReissue) {
        guard let reason = live.reason(restoring: id) else { return }
        let safe = live.safeNext(leavingOut: id)
        nextUniqueID = [nextUniqueID, safe].compactMap { $0 }.max()
        let advice =
            safe.map { "set Next SMS Unique ID to \($0) or higher instead" }
            ?? "the site has no range left"
        reissues[path] = "clients would get an ID twice: \(reason); \(advice)"
    }
}
