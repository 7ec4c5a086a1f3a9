// SPDX-License-Identifier: Apache-2.0

/// Compares the tar headers in one unit with the entries that the manifest says lie there.
///
/// The tar is what stock tools see, the manifest what this program sees; an archive is only right
/// when both say the same.
struct UnitComparison {
    /// What is wrong with the unit as a whole, or with bytes between its members.
    private(set) var findings: [Finding] = []
    /// What is wrong with single entries, by their position in the step.
    private(set) var entryFindings: [Int: Finding] = [:]

    /// Compares a unit that decompressed to what was sealed.
    init(_ step: EntryCursor.Step, raw: ByteBuffer, bag: [UInt8]) {
        let unit = step.unit
        // The archive's own files, or a further piece of a large file: no headers to compare here.
        if step.entries.isEmpty,
            step.largeFile != nil || unit.sequence < UInt64(ArchiveReader.headUnitCount)
        {
            return
        }
        // Without a member a unit can only be zeros, which end a tar for every other reader.
        if step.entries.isEmpty {
            findings = [
                Finding(
                    .header, "unit \(unit.sequence) holds nothing that the manifest names",
                    at: unit.contentPlace)
            ]
            return
        }
        let members: [TarMember]
        do {
            members = try TarUnitReader.members(in: raw, limit: step.largeFile == nil ? .max : 1)
        } catch {
            findings = [
                Finding(.header, "unit \(unit.sequence): \(error)", at: unit.contentPlace)
            ]
            return
        }
        guard members.count == step.entries.count else {
            findings = [
                Finding(
                    .header,
                    "unit \(unit.sequence) holds \(members.count) members, the manifest names \(step.entries.count)",
                    at: unit.contentPlace)
            ]
            findings += Self.strangers(members, step, bag)
            return
        }
        var end = 0
        for (position, (member, entry)) in zip(members, step.entries).enumerated() {
            entryFindings[position] = Self.compare(member, entry, unit, bag)
            findings += Self.padding(raw, from: end, to: member.headerOffset, entry.entry)
            end = member.dataOffset + Int(clamping: entry.entry.storedSize)
        }
        if !entryFindings.isEmpty { findings += Self.strangers(members, step, bag) }
        if step.largeFile == nil, let last = step.entries.last {
            findings += Self.padding(raw, from: end, to: raw.count, last.entry)
        }
    }

    /// Everything that is wrong.
    var allFindings: [Finding] {
        findings + entryFindings.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Why an entry must not be restored: tar and manifest disagree on it, or on which members
    /// there are.
    func refusal(ofEntryAt position: Int) -> Finding? {
        entryFindings[position] ?? findings.first { $0.code == .header }
    }

    /// Members that the manifest does not name, entries that the tar does not have, and a different
    /// order of the same.
    private static func strangers(
        _ members: [TarMember], _ step: EntryCursor.Step, _ bag: [UInt8]
    ) -> [Finding] {
        let prefix = bag + [UInt8(ascii: "/")]
        let paths = members.map { member in
            member.path.last == UInt8(ascii: "/") ? [UInt8](member.path.dropLast()) : member.path
        }
        let named = step.entries.map { prefix + $0.entry.path.bytes }
        let (inTar, inManifest) = (Set(paths), Set(named))
        var findings: [Finding] = []
        for path in paths where !inManifest.contains(path) {
            findings.append(
                Finding(
                    .extraEntry,
                    "the tar has \(ScreenText.quoted(path)), which the manifest does not name",
                    at: step.unit.contentPlace))
        }
        for (path, entry) in zip(named, step.entries) where !inTar.contains(path) {
            findings.append(
                Finding(
                    .missingEntry, path: entry.entry.path,
                    "the manifest names an entry that the tar does not have",
                    at: step.unit.contentPlace))
        }
        if inTar == inManifest, paths != named, inTar.count == named.count {
            findings.append(
                Finding(
                    .entryOrder,
                    "unit \(step.unit.sequence) has its members in another order than the manifest",
                    at: step.unit.contentPlace))
        }
        return findings
    }

    private static func compare(
        _ member: TarMember, _ entry: ManifestEntry, _ unit: Unit, _ bag: [UInt8]
    ) -> Finding? {
        var fields = member.differences(from: entry.entry, bag: bag)
        if UInt64(member.headerOffset) + unit.tarOffset != entry.headerOffset {
            fields.append("place of the header")
        }
        if entry.entry.storedSize > 0,
            UInt64(member.dataOffset) + unit.tarOffset != entry.dataOffset
        {
            fields.append("place of the content")
        }
        if fields.isEmpty { return nil }
        return Finding(
            .header, path: entry.entry.path,
            "tar header and manifest disagree in \(fields.joined(separator: ", "))",
            at: unit.contentPlace)
    }

    /// Whether a piece of a file has data where the manifest says that there is a hole.
    ///
    /// `range` is where the piece lies in the unit, `offset` where it lies in the file.
    static func holes(
        in raw: ByteBuffer, _ range: Range<Int>, of entry: Entry, from offset: UInt64
    ) -> [Finding] {
        guard let ranges = entry.dataRanges else { return [] }
        let piece = offset..<(offset + UInt64(range.count))
        var position = piece.lowerBound
        let end = piece.upperBound
        for data in ranges.map({ $0.clamped(to: piece) }).filter({ !$0.isEmpty }) + [end..<end] {
            let start = range.lowerBound + Int(position - offset)
            guard raw.isZero(in: start..<(start + Int(data.lowerBound - position))) else {
                return [
                    Finding(
                        .manifest, path: entry.path,
                        "the manifest has a hole where the tar has data")
                ]
            }
            position = data.upperBound
        }
        return []
    }

    /// What is wrong with the bytes between two members: they must be zeros, and less than a block.
    static func padding(_ raw: ByteBuffer, from start: Int, to end: Int, _ entry: Entry)
        -> [Finding]
    {
        guard start < end else { return [] }
        if end - start < TarHeaderEncoder.blockSize, raw.isZero(in: start..<end) { return [] }
        return [Finding(.padding, path: entry.path, "bytes beside the entry that are not padding")]
    }
}
