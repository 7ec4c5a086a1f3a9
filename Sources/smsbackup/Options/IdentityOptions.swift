// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// With what an encrypted archive is opened.
struct IdentityOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "A file with age identities, as age-keygen writes it, for an archive that is encrypted with age; may be given several times.",
            valueName: "file"))
    var identity: [String] = []

    func validate() throws {
        if identity.contains("") {
            throw ValidationError("the path after --identity is empty")
        }
    }

    /// The identities, read from their files.
    ///
    /// - Throws: `SnapshotError` when one of the files cannot be read or is something else.
    func identities() throws(SnapshotError) -> AgeIdentities {
        try AgeIdentities(files: identity.map { [UInt8]($0.utf8) })
    }
}
