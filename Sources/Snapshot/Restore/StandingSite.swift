// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// The site's directory that is there before a restore: what a restore must not fall behind.
struct StandingSite {
    private let root: DirectoryHandle

    /// Opens it; `nil` when there is no directory.
    init?(_ path: [UInt8]) throws(SystemCallError) {
        guard let directory = try DirectoryHandle.openIfThere(path) else { return nil }
        root = directory
    }

    /// The IDs of the `.UID` files in the directories that have the path of a file's directory, in
    /// whatever case they are spelled.
    ///
    /// `path`: that of the file, below the site's directory.
    func uniqueIDs(besides path: ArraySlice<UInt8>) throws(SystemCallError) -> [UniqueID] {
        let names = path.split(separator: UInt8(ascii: "/")).dropLast()
        var ids: [UniqueID] = []
        for directory in try root.directories(matching: names) {
            ids += try directory.names().compactMap { UniqueID(SMSText($0)) }
        }
        return ids
    }

    /// What the site says of itself; `nil` when it has no site control file that can be read.
    func controlFile() throws(SystemCallError) -> SiteControlFile? {
        let box = ["SITE.SRV", "SITECFG.BOX"].map { [UInt8]($0.utf8)[...] }
        for directory in try root.directories(matching: box) {
            for name in try directory.names(matching: "SITECTRL.CT0") {
                let file = try directory.file(at: name)
                guard try file.status().kind == .file else { continue }
                let bytes = try file.bytes(at: 0, count: SiteControlFile.largestSize)
                let control = SiteControlFile.parse(bytes).value
                if control.account != nil { return control }
            }
        }
        return nil
    }
}
