// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// A file without a name for bytes that are needed once more and are too many for the memory.
///
/// Nobody else can open it (mode 0600, no name), and it is gone when the process ends, however
/// that ends.
final class TemporaryFile {
    private static let pieceSize = 1 << 20

    private let file: OpenFile
    private let piece = ByteBuffer(capacity: pieceSize)
    private var writtenCount: UInt64 = 0
    /// The bytes that were appended.
    private(set) var count: UInt64 = 0

    /// Makes an empty file in the directory that `TMPDIR` names, or in `/var/tmp`.
    ///
    /// Not in `/tmp`, which is often memory.
    init() throws(SystemCallError) {
        file = try Self.create(in: try DirectoryHandle.open(Self.directory))
    }

    /// Appends bytes of a buffer.
    func append(_ bytes: ByteBuffer, in range: Range<Int>) throws(SystemCallError) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(range.upperBound, start + Self.pieceSize - piece.count)
            piece.append(bytes, in: start..<end)
            count += UInt64(end - start)
            start = end
            if piece.count == Self.pieceSize { try flush() }
        }
    }

    /// Appends bytes.
    func append(_ bytes: [UInt8]) throws(SystemCallError) {
        piece.append(bytes)
        count += UInt64(bytes.count)
        if piece.count >= Self.pieceSize { try flush() }
    }

    /// Reads bytes back, fewer only at the end.
    func bytes(at offset: UInt64, count: Int) throws(SystemCallError) -> [UInt8] {
        if offset + UInt64(count) > writtenCount { try flush() }
        return try file.bytes(at: offset, count: count)
    }

    /// Gives the file what was appended and still waits in memory.
    func flush() throws(SystemCallError) {
        try file.write(piece, in: 0..<piece.count, at: writtenCount)
        writtenCount += UInt64(piece.count)
        piece.removeAll()
    }

    /// The directory for what is needed for a while: the one that `TMPDIR` names, or `/var/tmp`.
    static var directory: [UInt8] {
        guard let value = unsafe getenv("TMPDIR"), unsafe value.pointee != 0 else {
            return [UInt8]("/var/tmp".utf8)
        }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    private static func create(in directory: DirectoryHandle) throws(SystemCallError) -> OpenFile {
        if let unnamed = try directory.createUnnamedFile(permissions: 0o600) { return unnamed }
        var attempt = 0
        while true {
            let name = [UInt8](".smsbackup-\(getpid())-\(attempt)".utf8)
            do throws(SystemCallError) {
                let file = try directory.createFile(named: name, permissions: 0o600)
                try directory.removeFile(named: name)
                return file
            } catch  where error.errno == .fileExists && attempt < 1_000 {
                attempt += 1
            }
        }
    }
}
