// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemPackage

/// A small file that is read whole and replaced whole: whoever opens it sees the old or the new
/// one, never a part (rename(2)).
public struct ReplaceableFile: Sendable {
    private let path: [UInt8]

    /// Names the file; nothing is opened.
    public init(_ path: [UInt8]) {
        self.path = path
    }

    /// The content, or `nil` when there is no such file.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be read, is no file, or has more than `limit`
    ///   bytes.
    public func bytes(limit: Int) throws(SnapshotError) -> [UInt8]? {
        do throws(SystemCallError) {
            let file = try OpenFile.open(path)
            let status = try file.status()
            guard status.kind == .file else {
                throw SystemCallError("open", errno: .invalidArgument, path: path)
            }
            let bytes = try file.bytes(at: 0, count: min(limit, Int(clamping: status.size)) + 1)
            guard bytes.count <= limit else {
                throw SystemCallError("read", errno: .fileTooLarge, path: path)
            }
            return bytes
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        } catch {
            throw SnapshotError(
                .system, "cannot read \(ScreenText.quoted(path))", cause: error)
        }
    }

    /// Puts new content under the name and on the disk.
    ///
    /// What stands there already must be a file: a device or a link is left alone.
    ///
    /// - Parameters:
    ///   - bytes: the new content.
    ///   - permissions: of the new file, less what the umask takes away.
    /// - Throws: ``SnapshotError`` when that is not possible; the old content is then still there.
    public func replace(with bytes: [UInt8], permissions: UInt16) throws(SnapshotError) {
        do throws(SystemCallError) {
            let (directory, name) = try place()
            if let status = try directory.status(of: name), status.kind != .file {
                throw SystemCallError("rename", errno: .invalidArgument, path: path)
            }
            let temporary =
                [UInt8](".".utf8) + name.prefix(200) + [UInt8](".new-\(getpid())".utf8)
            let file = try directory.createFile(
                named: temporary, permissions: mode_t(permissions))
            do throws(SystemCallError) {
                let buffer = ByteBuffer(capacity: bytes.count)
                buffer.append(bytes)
                try file.write(buffer, in: 0..<buffer.count)
                try file.synchronize()
                try directory.rename(temporary, to: name)
            } catch {
                // On a path that already fails, and what is removed is ours.
                try? directory.removeFile(named: temporary)
                throw error
            }
            try directory.synchronize()
        } catch {
            throw SnapshotError(
                .system, "cannot write \(ScreenText.quoted(path))",
                hint: "it must be a new name or a file, in a directory that may be written",
                cause: error)
        }
    }

    private func place() throws(SystemCallError) -> (DirectoryHandle, [UInt8]) {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { [UInt8](path[($0 + 1)...]) } ?? path
        guard EntryPath.isName(name) else {
            throw SystemCallError("open", errno: .invalidArgument, path: path)
        }
        guard let slash else { return (try DirectoryHandle.open([UInt8(ascii: ".")]), name) }
        return (try DirectoryHandle.open(slash == 0 ? [0x2F] : [UInt8](path[..<slash])), name)
    }
}
