// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Snapshot

/// Where a restore puts things, and what it looks after.
struct RestoreGuardOptions: ParsableArguments {
    @Flag(
        help:
            "The destination is the directory of the site itself: verify the archive, write the new tree beside it, read it back, and let both change places; the old tree is kept."
    )
    var inPlace = false

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Child secondary sites whose documents to restore, by their codes.", valueName: "code"
        ))
    var child: [String] = []

    @Option(
        help: ArgumentHelp(
            "Another name for the folder of the site below the destination.", valueName: "name"))
    var root: String?

    @Option(
        help:
            "What happens to files that wait in queues and would be worked on again: quarantine puts them beside the site's directory."
    )
    var queues = RestorePrecautions.Queues.quarantine

    @Option(
        help: ArgumentHelp(
            "An export of the site server's registry as it is now; .UID files that it is ahead of are left out.",
            valueName: "file"))
    var currentRegistry: String?

    @Flag(help: "Restore .UID files also when clients may get IDs a second time.")
    var acceptDuplicateIds = false

    /// Whether one of them is given that says nothing for a stream.
    var needsDirectory: Bool {
        inPlace || root != nil || queues != .quarantine || currentRegistry != nil
            || acceptDuplicateIds
    }

    func validate() throws {
        for code in child where SiteCode(SMSText(code.utf8)) == nil {
            throw ValidationError("--child takes a site code, found \(ScreenText.quoted(code))")
        }
        if let root, !EntryPath.isName([UInt8](root.utf8)) {
            throw ValidationError("--root takes a name, found \(ScreenText.quoted(root))")
        }
        if currentRegistry == "" {
            throw ValidationError("the path after --current-registry is empty")
        }
    }

    /// Adds these to the options of a restore.
    ///
    /// - Throws: `SnapshotError` when the registry cannot be read.
    func apply(to options: inout RestoreOptions) throws(SnapshotError) {
        options.children = Set(child.compactMap { SiteCode(SMSText($0.utf8)) })
        options.rootName = root.map { [UInt8]($0.utf8) }
        options.precautions = .all
        options.precautions.queues = queues
        options.precautions.acceptsDuplicateIDs = acceptDuplicateIds
        options.precautions.currentRegistry = try currentRegistry.map {
            path throws(SnapshotError) in try CurrentRegistry([UInt8](path.utf8))
        }
    }
}

extension RestorePrecautions.Queues: ExpressibleByArgument {}
