// SPDX-License-Identifier: Apache-2.0

/// What the entries of the manifest add up to: what the bag's lists must say, and whether the
/// entries contradict one another.
struct PayloadSummary {
    private(set) var files = 0
    private(set) var bytes: UInt64 = 0
    private var bagManifest = Hashing()
    private var overlayList = Hashing()
    private(set) var bagManifestSize: UInt64 = 0
    private(set) var overlayListSize: UInt64 = 0
    /// The start of each path's digest, and of its content's for a file: two entries must not share
    /// one.
    private var seen: [UInt64: UInt64] = [:]

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
        if seen.updateValue(Self.key(entry.content?.digest), forKey: key) != nil {
            findings.append(Finding(.manifest, path: entry.path, "the entry occurs twice"))
        }
        let top = entry.path.names.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        if top != "data" && top != "overlay" {
            findings.append(
                Finding(.manifest, path: entry.path, "the entry lies outside data/ and overlay/"))
        }
        if case .hardLink(let target, _, let digest) = entry.kind,
            seen[Self.key(target)] != Self.key(digest)
        {
            findings.append(
                Finding(
                    .manifest, path: entry.path,
                    "the entry is a link to \(ScreenText.quoted(target.bytes)), which is no earlier file with its digest"
                ))
        }
        guard let content = entry.content else { return findings }
        if top == "data" {
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

    private static func key(_ path: EntryPath) -> UInt64 {
        key(Hashing.digest(of: path.bytes))
    }

    private static func key(_ digest: Digest?) -> UInt64 {
        digest?.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } ?? 0
    }
}
