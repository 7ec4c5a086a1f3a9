// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Snapshot

/// Which archives are meant, and which of them are looked at.
struct StoreOptions: ParsableArguments {
    @Argument(help: "The archives, and directories with archives.")
    var archives: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with paths of archives and directories, one a line; - is standard input.",
            valueName: "file"))
    var filesFrom: String?

    @Flag(help: "The paths of --files-from end with a NUL byte, as find -print0 writes them.")
    var null = false

    @Flag(help: "Look for archives in directories of directories too.")
    var recursive = false

    @Option(
        help: ArgumentHelp(
            "Only the newest archives of each site, so many.", valueName: "count"))
    var newest: Int?

    @Option(
        help: ArgumentHelp(
            "Only n of t parts of the archives, other ones every day (or, with --record, those that were verified longest ago).",
            valueName: "n/t"))
    var sample: ArchiveSelection.Sample?

    @Option(
        help: ArgumentHelp(
            "Begin no archive after this time, for example 3h; the order changes every day (or, with --record, those that were verified longest ago come first).",
            valueName: "duration"))
    var timeBudget: TimeLimit?

    @Option(
        help: ArgumentHelp(
            "How old the newest archive of each site may be, for example 36h or 8d.",
            valueName: "duration"))
    var maxAge: TimeLimit?

    func validate() throws {
        if archives.isEmpty, filesFrom == nil {
            throw ValidationError("Missing expected argument '<archives> ...', or --files-from")
        }
        if archives.contains("") { throw ValidationError("the path of an archive is empty") }
        if null, filesFrom == nil { throw ValidationError("--null belongs to --files-from") }
        if let newest, newest < 1 { throw ValidationError("--newest takes a number from 1") }
    }

    /// The archives that are meant.
    ///
    /// - Throws: `SnapshotError` when the list cannot be read.
    func store() throws(SnapshotError) -> ArchiveStore {
        var names = archives.map { [UInt8]($0.utf8) }
        if let filesFrom {
            names += try FileList.paths(
                from: [UInt8](filesFrom.utf8), separator: null ? 0 : UInt8(ascii: "\n"))
        }
        return ArchiveStore(names, isRecursive: recursive)
    }

    /// Which of them are looked at.
    func selection(now: Timestamp, usesRecords: Bool) -> ArchiveSelection {
        var selection = ArchiveSelection()
        selection.newest = newest
        selection.sample = sample
        selection.mayEndEarly = timeBudget != nil
        selection.usesRecords = usesRecords
        selection.round = ArchiveSelection.round(of: now)
        return selection
    }

    /// What is demanded of them.
    var limits: StoreLimits {
        var limits = StoreLimits()
        limits.age = maxAge?.seconds
        return limits
    }
}

/// A duration on the command line: `36h`, `8d`, `90m`, `2w`, `45s`.
struct TimeLimit: ExpressibleByArgument, Sendable {
    let seconds: Int64

    init?(argument: String) {
        guard let seconds = TimeSpan.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}

extension ArchiveSelection.Sample: ExpressibleByArgument {
    /// Takes `n/t`, for example `1/7`.
    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let share = Int(parts[0]), let total = Int(parts[1]) else {
            return nil
        }
        self.init(share: share, of: total)
    }
}
