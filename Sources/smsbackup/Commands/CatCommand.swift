// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup cat`: the bytes of one file.
struct CatCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write the bytes of one file of an archive to standard output.",
        discussion: """
            A file of up to 64 MiB is proved before its first byte is written. Of a larger one the digest \
            is known at the end: with exit status 2, what was written must not be used.
            """)

    @Argument(help: "The archive.")
    var archive: String

    @Argument(help: "The path of the file, as list shows it.")
    var path: String

    @OptionGroup var identity: IdentityOptions

    func validate() throws {
        if archive.isEmpty { throw ValidationError("the path of the archive is empty") }
        if path.isEmpty { throw ValidationError("the path of the file is empty") }
    }

    func execute() throws -> ExitStatus {
        let identities = try identity.identities()
        let output = EntryOutput(
            identities: identities, isInterrupted: { Interruption.isRequested })
        try OwnArchives([archive], identities).read {
            try output.run([UInt8](archive.utf8), entry: [UInt8](path.utf8)) {
                StandardStream.output.write($0)
            }
        }
        return .done
    }
}
