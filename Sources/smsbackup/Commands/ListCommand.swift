// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup list`: the entries of an archive, from its manifest alone.
struct ListCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the entries of an archive; only its end and its manifest are read.",
        discussion: """
            A tar that another program wrote, also in gzip or zstd, is read through and listed; it ends \
            with status 3, for nothing in it can be proved.
            """)

    @Argument(help: "The archive.")
    var archive: String

    @Argument(help: "Patterns of paths; without a slash, of the last name.")
    var patterns: [String] = []

    @Flag(
        name: [.short, .long], help: "Show kind, permissions, owner, size, time and digest as well."
    )
    var long = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var global: GlobalOptions

    func execute() throws -> ExitStatus {
        let path = [UInt8](archive.utf8)
        let identities = try identity.identities()
        let patterns = patterns.map { NamePattern($0) }
        let listing: ArchiveListing
        do {
            listing = try ArchiveListing(of: path, identities: identities)
        } catch {
            guard error.kind == .damaged,
                let foreign = try ForeignArchive.open(path, identities: identities)
            else { throw error }
            return try list(foreign, patterns)
        }
        if global.json {
            var entries: [EntryJSON] = []
            try listing.forEachEntry(matching: patterns) { entries.append(EntryJSON($0)) }
            try JSONReport("list", .done, entries).print()
            return .done
        }
        var text = EntryText(isLong: long)
        try listing.forEachEntry(matching: patterns) { text.append($0) }
        text.flush()
        return .done
    }

    /// Lists an archive that another program wrote: all of it is read.
    private func list(_ archive: ForeignArchive, _ patterns: [NamePattern]) throws -> ExitStatus {
        var entries: [EntryJSON] = []
        var text = EntryText(isLong: long, hasContent: false)
        let append = { (entry: Entry) in
            if global.json {
                entries.append(EntryJSON(entry, hasContent: false))
            } else {
                text.append(entry)
            }
        }
        let listing = try archive.forEachEntry(
            matching: patterns, isInterrupted: { Interruption.isRequested }, append)
        let status = ExitStatus(hasFindings: !listing.findings.isEmpty, hasWarnings: true)
        text.flush()
        if global.json { try JSONReport("list", status, entries).print() }
        for finding in listing.findings { Diagnostics.line(.error, "\(finding)") }
        Diagnostics.report(listing.warnings)
        return status
    }
}
