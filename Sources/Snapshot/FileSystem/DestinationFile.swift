// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A file that gets an entry's bytes: new under its own name, or beside the one that it replaces.
final class DestinationFile: Sendable {
    /// The file, open for writing.
    let file: OpenFile
    /// The entry whose bytes and attributes it gets.
    let entry: Entry
    /// Its path below the destination.
    let path: EntryPath
    private let directory: DirectoryHandle
    /// The name it has until ``finish()``, when it replaces another file.
    private let temporaryName: [UInt8]?

    /// Whether it replaces a file.
    var isReplacement: Bool { temporaryName != nil }

    /// Creates the file, mode 0600, and reserves nothing.
    init(
        _ entry: Entry, at path: EntryPath, in directory: DirectoryHandle, replacing: Bool
    ) throws(SystemCallError) {
        self.entry = entry
        self.path = path
        self.directory = directory
        let name = [UInt8](path.lastName)
        temporaryName = replacing ? Self.temporaryName(for: path) : nil
        if let temporaryName, try directory.status(of: temporaryName) != nil {
            try directory.removeFile(named: temporaryName)
        }
        file = try directory.createFile(named: temporaryName ?? name, permissions: 0o600)
        guard entry.dataRanges != nil else { return }
        do throws(SystemCallError) {
            try file.setLength(entry.storedSize)
        } catch {
            // Nobody has it yet who could discard it.
            discard()
            throw error
        }
    }

    /// The digest of the path makes the name short, and a second run finds the first one's remains.
    private static func temporaryName(for path: EntryPath) -> [UInt8] {
        [UInt8](".smsbackup-\(Hashing.digest(of: path.bytes).hex.prefix(16))".utf8)
    }

    /// Writes a piece of the file's bytes, leaving holes where the file had them.
    ///
    /// - `range`: where the piece lies in the buffer.
    /// - `offset`: where it lies in the file.
    func write(_ buffer: ByteBuffer, in range: Range<Int>, at offset: UInt64)
        throws(SystemCallError)
    {
        let piece = offset..<(offset + UInt64(range.count))
        func write(_ part: Range<UInt64>, unlessZero: Bool) throws(SystemCallError) {
            guard !part.isEmpty else { return }
            let start = range.lowerBound + Int(part.lowerBound - offset)
            let bytes = start..<(start + Int(part.upperBound - part.lowerBound))
            if unlessZero, buffer.isZero(in: bytes) { return }
            try file.write(buffer, in: bytes, at: part.lowerBound)
        }
        guard let ranges = entry.dataRanges else { return try write(piece, unlessZero: false) }
        // The ranges only say where zeros need not be written: what has a digest is the bytes.
        var position = piece.lowerBound
        for part in ranges.lazy.map({ $0.clamped(to: piece) }) where !part.isEmpty {
            try write(position..<part.lowerBound, unlessZero: true)
            try write(part, unlessZero: false)
            position = part.upperBound
        }
        try write(position..<piece.upperBound, unlessZero: true)
    }

    /// Sets the attributes, reads them back, and gives a replacement its name.
    func finish(_ attributes: AttributeRestoring) throws(SystemCallError) -> [Warning] {
        let problems = attributes.apply(
            entry.attributes, to: file.number, entry: path, at: file.path)
        let status = try file.status()
        guard status.size == entry.storedSize else {
            throw SystemCallError("fstat", errno: .ioError, path: file.path)
        }
        if let temporaryName { try directory.rename(temporaryName, to: [UInt8](path.lastName)) }
        return problems + attributes.differences(status, from: entry.attributes, entry: path)
    }

    /// Removes what was written; used when the bytes turned out wrong or could not be written.
    func discard() {
        // On a path that already fails, and what is removed is ours.
        try? directory.removeFile(named: temporaryName ?? [UInt8](path.lastName))
    }
}
