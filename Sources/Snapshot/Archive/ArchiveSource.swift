// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of an archive come from: a file, as it is or through its encryption.
///
/// Offsets and sizes are those of the archive, not of the file around it.
enum ArchiveSource: Sendable {
    case plain(OpenFile)
    case age(AgeFile)

    /// Opens the file of an archive.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - identities: what an encrypted archive is opened with.
    /// - Returns: the archive, and the status of its file as it was when it was opened.
    /// - Throws: ``SnapshotError`` when it is not a file, or is encrypted and none of the identities
    ///   opens it; ``SystemCallError`` when it cannot be read.
    static func open(
        _ path: [UInt8], identities: AgeIdentities
    ) throws -> (source: ArchiveSource, status: FileStatus) {
        let file = try OpenFile.open(path)
        let status = try file.status()
        guard status.kind == .file else {
            throw SnapshotError(
                .usage, "\(ScreenText.quoted(path)) is not a file", hint: "name an archive")
        }
        return (try ArchiveSource(file, identities: identities), status)
    }

    /// Looks at how a file ends and begins, never at its name.
    ///
    /// - Throws: ``SnapshotError`` when it is encrypted and none of the identities opens it,
    ///   ``SystemCallError`` when it cannot be read.
    init(_ file: OpenFile, identities: AgeIdentities) throws {
        let status = try file.status()
        // What ends like an archive is one, and its start need not be read.
        guard status.kind == .file,
            try ArchiveFile.footerAtEnd(of: .plain(file), size: status.size) == nil,
            try AgeUnlocking.isEncrypted(file)
        else {
            self = .plain(file)
            return
        }
        self = .age(try AgeFile(file, identities: identities))
    }

    /// The bytes of the archive.
    func size() throws(SystemCallError) -> UInt64 {
        switch self {
        case .plain(let file): try file.status().size
        case .age(let file): file.size
        }
    }

    /// Appends up to `length` bytes from `offset` to the buffer; fewer only at the end.
    func read(
        into buffer: ByteBuffer, at offset: UInt64, upTo length: Int
    ) throws(SystemCallError) -> Int {
        switch self {
        case .plain(let file): try file.read(into: buffer, at: offset, upTo: length)
        case .age(let file): try file.read(into: buffer, at: offset, upTo: length)
        }
    }

    /// The bytes of a range, or fewer when the archive ends before.
    func bytes(at offset: UInt64, count: Int) throws(SystemCallError) -> [UInt8] {
        let buffer = ByteBuffer(capacity: count)
        _ = try read(into: buffer, at: offset, upTo: count)
        return buffer.bytes
    }

    /// What is wrong with the layer around the archive, as far as it was read; a plain file has
    /// none.
    var findings: [Finding] {
        switch self {
        case .plain: []
        case .age(let file): file.findings
        }
    }
}
