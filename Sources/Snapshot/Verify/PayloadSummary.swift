// SPDX-License-Identifier: Apache-2.0

/// What the entries of the manifest add up to: what the bag's lists must say, and whether the
/// entries contradict one another.
struct PayloadSummary {
    private(set) var files = 0
    private(set) var bytes: UInt64 = 0
    private var bagManifest = Hashing()
    private var overlayList = Hashing()
    private var byComponent: [ComponentKind: (files: Int, bytes: UInt64)] = [:]
    private(set) var bagManifestSize: UInt64 = 0
    private(set) var overlayListSize: UInt64 = 0
    /// The start of each path's digest, and of its content's for a file: two entries must not share
    /// one.
    private var seen: [UInt64: UInt64] = [:]
    /// The start of the digest of each path in lower case.
    private var folded: Set<UInt64> = []
    /// Entries whose path is another's but for the case of letters: right on the system of the
    /// capture, and one and the same name to NT.
    private(set) var caseTwins: [EntryPath] = []
    /// The start of the digest of each path to which something is restored.
    private var restored: Set<UInt64> = []

    /// The digest that `manifest-sha256.txt` must have.
    var bagManifestDigest: Digest { bagManifest.finish() }
    /// The digest that `smsbackup/overlay.sha256` must have.
    var overlayListDigest: Digest { overlayList.finish() }

    /// Takes the next entry.
    ///
    /// - Returns: what is wrong with it in the company of those before.
    mutating func add(_ entry: Entry) -> [Finding] {
        var findings: [Finding] = []
        let key = Self.key(entry.path)
        // Before the entry itself is known: it is no earlier file.
        if case .hardLink(let target, _, let digest) = entry.kind,
            seen[Self.key(target)] != Self.key(digest)
        {
            findings.append(
                Finding(
                    .manifest, path: entry.path,
                    "the entry is a link to \(ScreenText.quoted(target.bytes)), which is no earlier file with its digest"
                ))
        }
        if seen.updateValue(Self.key(entry.content?.digest), forKey: key) != nil {
            findings.append(
                Finding(.duplicateEntry, path: entry.path, "the entry occurs twice"))
        } else if !folded.insert(
            Self.key(Hashing.digest(of: DirectoryHandle.lowercased(entry.path.bytes)))
        ).inserted {
            // Enough of them tell a person what happened.
            if caseTwins.count < 100 { caseTwins.append(entry.path) }
        }
        if !entry.path.isPayload {
            findings.append(Finding(.manifest, path: entry.path, Finding.outsidePayload))
        }
        findings += placeFindings(entry)
        guard let content = entry.content else { return findings }
        if let kind = entry.component {
            var sum = byComponent[kind] ?? (0, 0)
            sum.files += 1
            sum.bytes = sum.bytes.addingReportingOverflow(content.size).partialValue
            byComponent[kind] = sum
        }
        if entry.path.name(at: 0)?.elementsEqual("data".utf8) == true {
            files += 1
            bytes = bytes.addingReportingOverflow(content.size).partialValue
            let line = BagText.line(content.digest, entry.path.bytes)
            bagManifest.update(line)
            bagManifestSize += UInt64(line.count)
        } else if case .file = entry.kind {
            let line = BagText.escapedLine(content.digest, entry.path.bytes)
            overlayList.update(line)
            overlayListSize += UInt64(line.count)
        }
        return findings
    }

    /// What is wrong with where the entry lies: its component's folder, and nothing else's place.
    private mutating func placeFindings(_ entry: Entry) -> [Finding] {
        var findings: [Finding] = []
        if let kind = entry.component,
            entry.path.name(at: 2)?.elementsEqual(kind.folder.utf8) != true
        {
            findings.append(
                Finding(
                    .manifest, path: entry.path,
                    "the entry does not lie in the folder of its component, \(kind.rawValue)"))
        }
        // Directories stand in data/ and overlay/ both; of anything else a restore could keep only
        // one.
        if entry.kind != .directory, let path = entry.restoredPath,
            !restored.insert(Self.key(path)).inserted
        {
            findings.append(
                Finding(
                    .duplicateEntry, path: entry.path,
                    "another entry is restored to the same place"))
        }
        return findings
    }

    /// What is wrong with the numbers that the manifest gives for components and for all.
    func numberFindings(_ components: [Component], totals: (files: Int64, bytes: Int64))
        -> [Finding]
    {
        var findings = components.compactMap { component -> Finding? in
            let found = byComponent[component.kind] ?? (0, 0)
            if found.files == component.files, found.bytes == component.bytes { return nil }
            return Finding(
                .manifest,
                "component \(component.kind.rawValue) has \(found.files) files with \(found.bytes) bytes, the manifest says \(component.files) with \(component.bytes)"
            )
        }
        let files = byComponent.values.reduce(0) { $0 + $1.files }
        let bytes = byComponent.values.reduce(UInt64(0)) {
            $0.addingReportingOverflow($1.bytes).partialValue
        }
        if totals.files != Int64(files) || UInt64(totals.bytes) != bytes {
            findings.append(
                Finding(
                    .manifest,
                    "there are \(files) files with \(bytes) bytes, the manifest's totals say \(totals.files) with \(totals.bytes)"
                ))
        }
        return findings
    }

    private static func key(_ path: EntryPath) -> UInt64 {
        key(Hashing.digest(of: path.bytes))
    }

    private static func key(_ digest: Digest?) -> UInt64 {
        digest?.start ?? 0
    }
}
