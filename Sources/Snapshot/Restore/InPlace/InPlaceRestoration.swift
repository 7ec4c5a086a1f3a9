// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Puts a site's directory back where it is used, so that at every moment either the old tree or
/// the new one is there, and whole.
///
/// The stages: verify the archive; look for room; write everything beside the target, on the same
/// file system; read it back; exchange the two in one step; keep the old tree under a dated name.
/// What was done is noted in a journal beside the target, by which the next run finishes or cleans
/// up what a crash left.
///
/// Only the whole directory can be put back: a part of it beside old files would be a state that
/// the site never was in.
public struct InPlaceRestoration {
    private let options: RestoreOptions
    private let moment: Timestamp
    private let verify: (OpenArchive) throws(SnapshotError) -> [Finding]

    /// Prepares a restore; nothing is looked at yet.
    ///
    /// - Parameters:
    ///   - options: What is restored and how; what exists is never written into, so `overwrite`
    ///     does not count.
    ///   - moment: Now, for the name of the old tree.
    ///   - verify: Proves every byte of an archive, and says what is wrong with it.
    public init(
        _ options: RestoreOptions, moment: Timestamp,
        verify: @escaping (OpenArchive) throws(SnapshotError) -> [Finding]
    ) {
        var options = options
        options.hasNoRoot = true
        options.overwrite = .changed
        options.mends = true
        self.options = options
        self.moment = moment
        self.verify = verify
    }

    /// Restores, or says in a dry run what would be done.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - target: The site's directory.
    ///   - onDecision: Told of each decision of a dry run, in the order of the archive.
    ///   - onStage: Told of each stage that is behind it.
    /// - Returns: what was done, and where the old tree is.
    /// - Throws: ``SnapshotError`` when it could not be done; the target is then as it was, or the
    ///   error says where it is.
    public func run(
        _ path: [UInt8], to target: [UInt8], onDecision: (PlannedEntry) -> Void = { _ in },
        onStage: @escaping (InPlaceStage) -> Void = { _ in }
    ) throws(SnapshotError) -> RestoreReport {
        do {
            let archive = try OpenArchive(path, identities: options.identities)
            let place = try SwapPlace(target)
            var options = options
            try demandWholeSite(options)
            options.components = [.tree]
            options.standingSite = place.path
            let prepared = try PreparedRestore(
                ArchiveReader(archive.source), of: path, to: place.stagePath, options)
            try demandSameSite(prepared, target)
            let run = InPlaceRun(
                prepared: prepared, place: place, moment: moment, onStage: onStage)
            if options.isDryRun { return try run.preview(onDecision) }
            return try run.restore {
                let findings = try verify(archive) + archive.source.findings
                guard let first = findings.first else { return }
                throw SnapshotError(
                    .damaged,
                    "archive \(ScreenText.quoted(path)) does not verify, and \(ScreenText.quoted(target)) was not touched: \(first)",
                    hint: "restore what is left of it into a new directory")
            }
        } catch {
            throw SnapshotError("restore", archive: path, error)
        }
    }

    private func demandWholeSite(_ options: RestoreOptions) throws(SnapshotError) {
        let isPart =
            !options.patterns.isEmpty || !options.children.isEmpty
            || !(options.components.isEmpty || options.components == [.tree])
        guard !isPart, options.rootName == nil else {
            throw SnapshotError(
                .usage, "in place, only the whole directory of the site can be restored",
                hint: "restore parts into a new directory, and copy from there")
        }
    }

    private func demandSameSite(
        _ prepared: PreparedRestore, _ target: [UInt8]
    ) throws(SnapshotError) {
        guard let other = prepared.otherSite else { return }
        throw SnapshotError(
            .refused,
            "\(ScreenText.quoted(target)) is the directory of site \(other), the archive is of site \(prepared.reader.description.site.code)",
            hint: "restore it into a new directory")
    }
}
