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

    @Flag(
        help:
            "Print what was judged of the site; of an archive that stores no judgement, judge it now."
    )
    var checklist = false

    @Flag(help: "Print the archive's own page on restoring it, and the site, with stock tools.")
    var restoreGuide = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if [manifest, checklist, restoreGuide].count(where: { $0 }) > 1 {
            throw ValidationError(
                "--manifest, --checklist and --restore-guide exclude one another")
        }
    }

    func execute() throws -> ExitStatus {
        let identities = try identity.identities()
        return try OwnArchives([archive], identities).read {
            checklist ? try showChecklist(identities) : try showArchive(identities)
        }
    }

    private func showArchive(_ identities: AgeIdentities) throws -> ExitStatus {
        let listing = try ArchiveListing(of: [UInt8](archive.utf8), identities: identities)
        var text: [UInt8] = []
        if manifest {
            try listing.manifest { StandardStream.output.write($0) }
        } else if restoreGuide, global.json {
            try listing.restoreGuide { text += $0 }
            try JSONReport("show", .done, RestoreGuideJSON(text)).print()
        } else if restoreGuide {
            try listing.restoreGuide { text += $0 }
            for line in text.dropLast(text.last == 0x0A ? 1 : 0).split(
                separator: 0x0A, omittingEmptySubsequences: false)
            {
                StandardStream.output.line(String(decoding: line, as: UTF8.self))
            }
        } else if global.json {
            try JSONReport("show", .done, ShowJSON(listing)).print()
        } else {
            ShowText(listing).print()
        }
        return .done
    }

    private func showChecklist(_ identities: AgeIdentities) throws -> ExitStatus {
        let archive = try ArchiveJudgement(
            of: [UInt8](archive.utf8), identities: identities,
            isInterrupted: { Interruption.isRequested })
        if global.json {
            try JSONReport("show", .done, ArchiveJudgementJSON(archive)).print()
        } else {
            ArchiveJudgementText(archive).print()
        }
        return .done
    }
}
