// SPDX-License-Identifier: Apache-2.0

/// What there is to say of a foreign archive that was listed.
public struct ForeignListing: Sendable {
    /// Where it is damaged or cut off: what lies behind is not in the list.
    public fileprivate(set) var findings: [Finding] = []
    /// That nothing proves it, and what of it is no entry.
    public fileprivate(set) var warnings: [Warning] = []
}

extension ForeignArchive {
    /// How many members that are no entries are named.
    private static let mostNamed = 100

    /// Calls `body` with each entry that one of the patterns matches, in the order of the archive;
    /// the whole archive is read for it.
    ///
    /// The paths are as those of an archive of ours, below `data`. Digests are not known, and those
    /// of the entries hold nothing.
    ///
    /// - Parameters:
    ///   - patterns: empty means every entry.
    ///   - isInterrupted: asked again and again; `true` stops with an error.
    ///   - body: gets the entries.
    /// - Returns: what there is to say of the whole.
    /// - Throws: ``SnapshotError`` when it cannot be read, or when interrupted; what `body` throws.
    public func forEachEntry(
        matching patterns: [NamePattern], isInterrupted: @escaping @Sendable () -> Bool = { false },
        _ body: (Entry) throws -> Void
    ) throws(SnapshotError) -> ForeignListing {
        do {
            let tar = try tar(isInterrupted: isInterrupted)
            var listing = ForeignListing()
            var unlisted = 0
            while let member = try tar.next() {
                let problem: String
                switch member.reading {
                case .top: continue
                case .entry(let entry):
                    if let path = entry.restoredPath, patterns.matchAny(path) { try body(entry) }
                    continue
                case .leftOut(let title): problem = "it is \(title), which a restore leaves out"
                case .refused(let reason): problem = "a restore refuses it: \(reason)"
                }
                unlisted += 1
                guard unlisted <= Self.mostNamed else { continue }
                listing.warnings.append(Warning(.leftOut, member.name, problem))
            }
            if unlisted > Self.mostNamed {
                listing.warnings.append(
                    Warning(.leftOut, [], "\(unlisted - Self.mostNamed) more are not listed"))
            }
            listing.warnings.insert(summary(of: tar).warning, at: 0)
            listing.findings = tar.findings + source.findings
            return listing
        } catch {
            throw SnapshotError("list", archive: path, error)
        }
    }
}
