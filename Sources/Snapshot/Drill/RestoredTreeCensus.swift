// SPDX-License-Identifier: Apache-2.0

/// How many names each restored directory must have, so that a name too many shows; the memory is
/// bounded by the directories.
struct RestoredTreeCensus {
    private var counts: [[UInt8]: Int] = [[]: 0]
    private var named: Set<[UInt8]> = []

    /// Counts an entry, and the directories above it.
    ///
    /// - Returns: whether it is the first of this path: a directory can lie in the data and in the
    ///   overlay.
    @discardableResult
    mutating func add(_ path: EntryPath, isDirectory: Bool) -> Bool {
        let parent = path.parent
        if !isDirectory { counts[parent?.bytes ?? [], default: 0] += 1 }
        var directory = isDirectory ? path : parent
        while let place = directory, counts[place.bytes] == nil {
            counts[place.bytes] = 0
            directory = place.parent
        }
        return !isDirectory || named.insert(path.bytes).inserted
    }

    /// What lies in a tree that was not counted.
    ///
    /// `destination`: the path in the scratch directory that the restore went to.
    func findings(
        _ scratch: ScratchDirectory, destination: [UInt8]
    ) throws -> [Finding] {
        var findings: [Finding] = []
        try scratch.forEachDirectory { path, entries in
            guard let place = Self.below(destination, path) else { return }
            guard let expected = counts[place] else {
                findings.append(
                    Finding(
                        .restored, path: EntryPath(bytes: place),
                        "a directory that the archive does not name"))
                return
            }
            let found = entries.count { $0.status.kind != .directory }
            if found > expected {
                findings.append(
                    Finding(
                        .restored, path: EntryPath(bytes: place),
                        "it holds \(found) files and links, the archive names \(expected)"))
            }
        }
        return findings
    }

    /// A path below the destination; `nil` for one that is not.
    private static func below(_ destination: [UInt8], _ path: [UInt8]) -> [UInt8]? {
        guard path.starts(with: destination) else { return nil }
        let rest = path.dropFirst(destination.count)
        if rest.isEmpty { return [] }
        return rest.first == UInt8(ascii: "/") ? [UInt8](rest.dropFirst()) : nil
    }
}
