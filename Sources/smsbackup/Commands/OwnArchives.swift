// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// The archives of a command that needs a manifest, and so cannot do with a tar of another program.
struct OwnArchives {
    private let paths: [[UInt8]]
    private let identities: AgeIdentities

    init(_ paths: [String], _ identities: AgeIdentities) {
        self.paths = paths.map { [UInt8]($0.utf8) }
        self.identities = identities
    }

    /// Runs what reads the archives.
    ///
    /// - Throws: what `body` throws; but of an archive that another program wrote, and that is
    ///   called damaged because it has no manifest, what it is, and who can read it.
    func read<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SnapshotError where [.damaged, .malformed].contains(error.kind) {
            for path in paths {
                // One that cannot be looked at is told by the error that there is.
                guard let foreign = try? ForeignArchive.open(path, identities: identities) else {
                    continue
                }
                throw SnapshotError(
                    .unsupported,
                    "\(ScreenText.quoted(path)) was not made by smsbackup: it is \(foreign.title), without a manifest",
                    hint: "smsbackup list, verify and restore read it as far as that goes")
            }
            throw error
        }
    }
}
