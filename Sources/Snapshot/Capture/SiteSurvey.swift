// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Finds a site's own items in its directory, without regard to the case of names.
struct SiteSurvey {
    /// Largest site control file that is read for its meaning; its image in the database is limited
    /// to 681,000 bytes (Q255262).
    private static let largestControlFile = 16 << 20

    /// A file that was found: the directory that holds it, and its name there.
    struct FoundFile {
        let directory: DirectoryHandle
        let name: [UInt8]

        var path: [UInt8] { directory.fullPath(name) }
    }

    let root: DirectoryHandle
    let siteControl: FoundFile?
    let systemMap: FoundFile?
    /// What the site control file says; `nil` without one.
    let control: SiteControlFile?
    /// What lies in `SITECFG.BOX` besides the site control file.
    let filesInFlight: [[UInt8]]

    /// Looks at the directory of a site.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be opened, or when two names in it differ only in
    ///   case.
    init(of path: [UInt8]) throws(SnapshotError) {
        do {
            root = try DirectoryHandle.open(try DirectoryHandle.resolve(path))
            systemMap = try Self.file(named: "SYSTEM.MAP", in: root)
            let box = try Self.directory(named: "SITE.SRV", in: root)
                .flatMap { try Self.directory(named: "SITECFG.BOX", in: $0) }
            siteControl = try box.flatMap { try Self.file(named: "SITECTRL.CT0", in: $0) }
            let own = siteControl?.name
            filesInFlight = try box?.names().filter { $0 != own } ?? []
            control = try siteControl.map { found in
                let file = try found.directory.file(at: found.name)
                let bytes = try file.bytes(at: 0, count: Self.largestControlFile)
                return SiteControlFile.parse(bytes).value
            }
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(
                .missing, "cannot look at site \(ScreenText.quoted(path))",
                hint: "give the directory that holds SITE.SRV and SYSTEM.MAP", cause: error)
        }
    }

    /// What the site says it is.
    var identity: SiteIdentity {
        guard let control else { return SiteIdentity(code: "XXX", kind: .unknown) }
        let kind: SiteIdentity.Kind =
            control.isPrimary ? .primary : control.isSecondary ? .secondary : .unknown
        return SiteIdentity(
            code: control.siteCode?.text ?? "XXX", kind: kind, parent: control.parentCode?.text,
            server: control.account?.siteServer.description ?? "",
            build: control.header?.build.description ?? "")
    }

    /// The children that the site control file names by an address.
    var childCodes: [String] {
        control?.isSecondary == true ? [] : control?.childCodesNamedByAddresses.map(\.text) ?? []
    }

    /// What lies beside the site's directory and belongs to it (Q138347): `SMS.INI`, the client
    /// tree `MS`, package trees `SMS_PKGx`, logs of Setup and of Site Config Manager.
    func itemsBesideRoot() throws(SystemCallError) -> [FoundFile] {
        let (parent, ownName) = try DirectoryHandle.openParent(ofResolved: root.path)
        guard try parent.status().identity != root.status().identity else { return [] }
        return try parent.names().filter { name in
            guard name != ownName else { return false }
            let text = String(decoding: DirectoryHandle.lowercased(name), as: UTF8.self)
            return ["sms.ini", "ms", "scman.log", "smssetup.log"].contains(text)
                || (text.hasPrefix("sms_pkg") && text.utf8.count <= 8)
        }.map { FoundFile(directory: parent, name: $0) }
    }

    private static func directory(
        named name: String, in directory: DirectoryHandle
    ) throws -> DirectoryHandle? {
        guard let found = try only(name, of: .directory, in: directory) else { return nil }
        return try directory.directory(at: found)
    }

    private static func file(named name: String, in directory: DirectoryHandle) throws -> FoundFile?
    {
        try only(name, of: .file, in: directory).map { FoundFile(directory: directory, name: $0) }
    }

    /// The one name that matches; NT could not hold two, so nobody can say which one is the site's.
    private static func only(
        _ name: String, of kind: FileStatus.Kind, in directory: DirectoryHandle
    ) throws -> [UInt8]? {
        let matches = try directory.names(matching: name).filter {
            try directory.status(of: $0)?.kind == kind
        }
        if matches.count > 1 {
            let names = matches.map { ScreenText.quoted($0) }.joined(separator: " and ")
            throw SnapshotError(
                .refused,
                "\(ScreenText.quoted(directory.path)) holds \(names), which differ only in case",
                hint: "remove or rename the one that does not belong to the site")
        }
        return matches.first
    }
}
