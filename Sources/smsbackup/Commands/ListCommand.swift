// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup list`: the entries of an archive, from its manifest alone.
struct ListCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the entries of an archive; only its end and its manifest are read.")

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
        let listing = try ArchiveListing(
            of: [UInt8](archive.utf8), identities: identity.identities())
        let patterns = patterns.map { NamePattern($0) }
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
}
