// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup salvage`: gets out of a damaged archive what is still proved.
struct SalvageCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "salvage",
        abstract: "Get everything that is still proved out of a damaged archive.",
        discussion: """
            What is proved is written below proved/IDENTIFIER/, what is not below unproved/IDENTIFIER/, \
            and bytes whose file is not known below nameless/IDENTIFIER/. Exit status 0: the archive is \
            whole and everything in it is proved.
            """)

    @Argument(help: "The archive, or what is left of it; - reads standard input.")
    var archive: String

    @Argument(help: "The directory to write into; it must be empty or not exist.")
    var destination: String

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if archive.isEmpty { throw ValidationError("the path of the archive is empty") }
        if destination.isEmpty { throw ValidationError("the destination is empty") }
    }

    func execute() throws -> ExitStatus {
        let source: Salvage.Source =
            archive == "-" ? .standardInput : .file([UInt8](archive.utf8))
        CreationMask.makePrivate()
        var entries: [SalvageJSON.Entry] = []
        let report = try Salvage(
            identities: try identity.identities(), isInterrupted: { Interruption.isRequested }
        )
        .run(source, to: [UInt8](destination.utf8)) { entry in
            if global.json {
                entries.append(.init(entry))
            } else if !global.quiet || entry.state != .proved {
                SalvageText.print(entry)
            }
        }
        let status =
            report.count(.unwritten) > 0
            ? .failed
            : ExitStatus(
                hasFindings: !report.isWhole,
                hasWarnings: !report.attributes.isEmpty)
        if global.json {
            try JSONReport("salvage", status, SalvageJSON(report, entries)).print()
        } else {
            SalvageText(report).print(isQuiet: global.quiet)
        }
        AttributeText.report(report.attributes)
        return status
    }
}
