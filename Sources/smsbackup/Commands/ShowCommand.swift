// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup show`: what an archive is.
struct ShowCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what an archive is: site, components, how it was taken.")

    @Argument(help: "The archive.")
    var archive: String

    @Flag(help: "Print the manifest as it lies in the archive.")
    var manifest = false

    @Flag(help: "Print the archive's own page on restoring it with stock tools.")
    var restoreGuide = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if manifest, restoreGuide {
            throw ValidationError("--manifest and --restore-guide exclude each other")
        }
    }

    func execute() throws -> ExitStatus {
        let listing = try ArchiveListing(
            of: [UInt8](archive.utf8), identities: identity.identities())
        if manifest {
            try listing.manifest { StandardStream.output.write($0) }
        } else if restoreGuide {
            try listing.restoreGuide { StandardStream.output.write($0) }
        } else if global.json {
            try JSONReport("show", .done, ShowJSON(listing)).print()
        } else {
            ShowText(listing).print()
        }
        return .done
    }
}
