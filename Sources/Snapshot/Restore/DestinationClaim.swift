// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Makes sure that a destination belongs to the restore: it is new, or empty, or holds nothing but
/// what a restore of this site puts there.
///
/// An empty destination is marked until the restore has ended. So the next run knows that what it
/// finds there was not finished, and goes on with it.
struct DestinationClaim {
    /// The file that marks a destination whose restore has not ended.
    static let mark = [UInt8](".smsbackup-unfinished".utf8)

    /// Whether an earlier run of the same restore did not end here.
    let isResumed: Bool
    private let isEmpty: Bool
    private let content: [UInt8]

    /// Looks at the destination.
    ///
    /// - Throws: ``SnapshotError`` when something else is in it.
    init(_ destination: [UInt8], for prepared: PreparedRestore) throws {
        content = [UInt8]((prepared.fingerprint.hex + "\n").utf8)
        let directory = try DirectoryHandle.openIfThere(destination)
        // A run that was killed while it made the mark had done nothing else.
        let names = (try directory?.names() ?? []).filter {
            $0 != JournalFile.newName(of: Self.mark)
        }
        isEmpty = names.isEmpty
        let layout = prepared.placing.layout
        let own = layout.tree?.names.first.map { [UInt8]($0) }
        let name = ScreenText.quoted(destination)
        if let foreign = names.first(where: { $0 != own && $0 != Self.mark }) {
            throw SnapshotError(
                .refused,
                "\(name) is not empty: it holds \(ScreenText.quoted(foreign)), which is no part of this restore",
                hint: "name a new or empty directory\n"
                    + "to put a site's directory back where it is used, name that directory and pass --in-place"
            )
        }
        let found = try directory.flatMap { directory in
            try JournalFile(directory, named: Self.mark).bytes(limit: 1_024)
        }
        isResumed = found != nil && found == content
        if found != nil, !isResumed {
            throw SnapshotError(
                .refused, "\(name) holds another restore that was not finished",
                hint:
                    "run that one again with the same archive and options, or name a new directory"
            )
        }
    }

    /// Marks an empty destination.
    func mark(_ target: DestinationTree) throws(SystemCallError) {
        guard isEmpty else { return }
        try JournalFile(target.directory(at: nil), named: Self.mark).replace(with: content)
    }

    /// Takes the mark away: the restore has ended.
    func release(_ target: DestinationTree) throws(SystemCallError) {
        guard isEmpty || isResumed else { return }
        try JournalFile(target.directory(at: nil), named: Self.mark).remove()
    }
}
