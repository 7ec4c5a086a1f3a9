// SPDX-License-Identifier: Apache-2.0

/// Compares the archive's own files with what the manifest makes of them.
struct TagFileCheck {
    private let reader: ArchiveReader
    private let payload: PayloadSummary

    init(_ reader: ArchiveReader, payload: PayloadSummary) {
        self.reader = reader
        self.payload = payload
    }

    /// What a tag file must be.
    private struct Expectation {
        let path: String
        let isDirectory: Bool
        /// The bytes, where they are known beforehand.
        var bytes: [UInt8]?
        var size: UInt64?
        var digest: Digest?
        /// Whether archives of earlier versions are without it.
        var isOptional = false

        init(directory path: String) {
            self.path = path
            isDirectory = true
        }

        init(_ path: String, bytes: [UInt8]? = nil, size: UInt64? = nil, digest: Digest? = nil) {
            self.path = path
            isDirectory = false
            self.bytes = bytes
            self.size = bytes.map { UInt64($0.count) } ?? size
            self.digest = bytes.map { Hashing.digest(of: $0) } ?? digest
        }
    }

    /// Every difference, over the members before and after the payload.
    ///
    /// - Throws: ``SystemCallError`` when they cannot be read.
    func findings() throws -> [Finding] {
        var findings: [Finding] = []
        var digests: [(path: String, digest: Digest)] = []
        let head = [Unit](reader.units.prefix(ArchiveReader.headUnitCount))
        let meta = [Unit](reader.units[reader.payloadUnitCount...])
        findings += try checked(head, expecting: headExpectations, &digests, endsWithZeros: false)
        findings += try checked(meta, expecting: metaExpectations(), &digests, endsWithZeros: true)
        return findings
    }

    /// Damage in one part must not hide what is wrong with the other.
    private func checked(
        _ units: [Unit], expecting expectations: [Expectation],
        _ digests: inout [(path: String, digest: Digest)], endsWithZeros: Bool
    ) throws -> [Finding] {
        do {
            return try walk(units, expecting: expectations, &digests, endsWithZeros: endsWithZeros)
        } catch let failure as ArchiveFile.Failure {
            return [failure.finding]
        } catch let error as ManifestError {
            return [Finding(.bag, "the archive's own files cannot be read: \(error)")]
        } catch let error as LibarchiveError {
            return [Finding(.bag, "the archive's own files cannot be read: \(error)")]
        }
    }

    private var headExpectations: [Expectation] {
        [
            Expectation(directory: ""), Expectation("bagit.txt", bytes: BagText.declaration),
            Expectation(directory: "smsbackup"),
            Expectation("smsbackup/archive.json", bytes: reader.description.encoded),
            Expectation("smsbackup/RESTORE.txt"),
        ]
    }

    private func metaExpectations() -> [Expectation] {
        let information = BagText.information(
            reader.description, files: payload.files, bytes: payload.bytes)
        var expectations = [
            Expectation("bag-info.txt", bytes: information),
            Expectation(
                "manifest-sha256.txt", size: payload.bagManifestSize,
                digest: payload.bagManifestDigest),
        ]
        if payload.overlayListSize > 0 {
            expectations.append(
                Expectation(
                    "smsbackup/overlay.sha256", size: payload.overlayListSize,
                    digest: payload.overlayListDigest))
        }
        var checklist = Expectation(Checklist.path)
        checklist.isOptional = true
        expectations.append(checklist)
        let footer = reader.archive.footer
        expectations.append(
            Expectation(
                "smsbackup/manifest.json", size: footer.manifestSize, digest: footer.manifestDigest)
        )
        return expectations + [
            Expectation("tagmanifest-sha256.txt", digest: footer.tagManifestDigest)
        ]
    }

    private func walk(
        _ units: [Unit], expecting expectations: [Expectation],
        _ digests: inout [(path: String, digest: Digest)],
        endsWithZeros: Bool
    ) throws -> [Finding] {
        guard let first = units.first, let last = units.last else {
            return [Finding(.bag, "units are missing")]
        }
        var findings: [Finding] = []
        var walk = TagFileWalk(
            try TarRangeReading(reader.archive, units: units),
            over: first.tarOffset..<last.tarRange.upperBound)
        var step = try walk.next()
        for expectation in expectations {
            guard case .member(let member, let range) = step else {
                if expectation.isOptional { continue }
                return findings + [Finding(.bag, "\"\(expectation.path)\" is missing")]
            }
            if expectation.isOptional, member.path != path(expectation) { continue }
            var expectation = expectation
            if expectation.path == "tagmanifest-sha256.txt", hasAllDigests(digests) {
                let bytes = Self.tagManifest(digests)
                if expectation.digest != Hashing.digest(of: bytes) {
                    findings.append(
                        Finding(.footer, "the footer speaks of another \"\(expectation.path)\""))
                }
                expectation = Expectation(expectation.path, bytes: bytes)
            }
            var hashing = Hashing()
            var content: [UInt8] = []
            let isChecklist = expectation.path == Checklist.path
            try walk.read(range) { piece in
                hashing.update(piece)
                if isChecklist, UInt64(content.count) <= Checklist.largestSize { content += piece }
            }
            let digest = hashing.finish()
            if isChecklist { findings += Self.checklistFindings(content) }
            if !expectation.isDirectory { digests.append((expectation.path, digest)) }
            findings += compare(member, digest, with: expectation)
            step = try walk.next()
        }
        switch (step, endsWithZeros) {
        case (.zeros, true), (.end, false): break
        default: findings.append(Finding(.bag, "the tar does not end where it should"))
        }
        return findings
    }

    private static func checklistFindings(_ content: [UInt8]) -> [Finding] {
        guard UInt64(content.count) <= Checklist.largestSize else {
            return [
                Finding(
                    .bag,
                    "\"\(Checklist.path)\" is larger than \(Checklist.largestSize >> 20) MiB")
            ]
        }
        do throws(ManifestError) {
            _ = try Checklist(content)
            return []
        } catch {
            return [Finding(.bag, "\(error)")]
        }
    }

    /// The path of a tag file as its tar header has it.
    private func path(_ expectation: Expectation) -> [UInt8] {
        let bag = [UInt8](reader.description.bag.utf8)
        return expectation.path.isEmpty ? bag : bag + [UInt8]("/\(expectation.path)".utf8)
    }

    /// Whether every tag file before the tag manifest could be read; without one, only the footer
    /// tells what the tag manifest must be.
    private func hasAllDigests(_ digests: [(path: String, digest: Digest)]) -> Bool {
        let wanted = (headExpectations + metaExpectations()).filter { expectation in
            !expectation.isDirectory
                && (!expectation.isOptional || digests.contains { $0.path == expectation.path })
        }
        return digests.count == wanted.count - 1
    }

    private static func tagManifest(_ digests: [(path: String, digest: Digest)]) -> [UInt8] {
        digests.sorted { $0.path < $1.path }.flatMap {
            BagText.line($0.digest, [UInt8]($0.path.utf8))
        }
    }

    /// The algorithm of a bag's list that stands where the one of SHA-256 should.
    private static func otherAlgorithm(_ path: [UInt8], instead wanted: String) -> [UInt8]? {
        guard let dash = wanted.firstIndex(of: "-"), wanted.hasSuffix("-sha256.txt") else {
            return nil
        }
        let start = [UInt8](wanted[...dash].utf8)
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { [UInt8](path[($0 + 1)...]) } ?? path
        let end = [UInt8](".txt".utf8)
        guard name.starts(with: start), name.suffix(end.count).elementsEqual(end) else {
            return nil
        }
        let algorithm = [UInt8](name.dropFirst(start.count).dropLast(end.count))
        return algorithm == [UInt8]("sha256".utf8) ? nil : algorithm
    }

    private func compare(_ member: TarMember, _ digest: Digest, with expectation: Expectation)
        -> [Finding]
    {
        var findings: [Finding] = []
        let bag = [UInt8](reader.description.bag.utf8)
        let moment = reader.description.created
        let attributes = FileAttributes.generated(
            permissions: expectation.isDirectory ? 0o755 : 0o644, at: moment)
        let path = path(expectation)
        let kind: Entry.Kind =
            expectation.isDirectory
            ? .directory : .file(size: expectation.size ?? member.size, digest: digest)
        if let whole = EntryPath(bytes: path) {
            let entry = Entry(path: whole, kind: kind, attributes: attributes)
            let fields = member.differences(from: entry, path: path, bag: bag)
            if let algorithm = Self.otherAlgorithm(member.path, instead: expectation.path) {
                findings.append(
                    Finding(
                        .digestAlgorithm,
                        "\"\(expectation.path)\" is a list of \(ScreenText.quoted(algorithm)) digests"
                    ))
            }
            if !fields.isEmpty {
                findings.append(
                    Finding(
                        .header,
                        "\"\(expectation.path)\": the tar header is not ours in \(fields.joined(separator: ", "))"
                    ))
            }
        }
        if !expectation.isDirectory, let expected = expectation.digest, expected != digest {
            findings.append(
                Finding(
                    .bag,
                    "\"\(expectation.path)\" has the SHA-256 \(digest), expected was \(expected)"))
        }
        return findings
    }
}
