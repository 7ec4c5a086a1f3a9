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
            try directory.replaceFile(
                named: name, through: temporary, with: bytes, permissions: mode_t(permissions))
        } catch {
            throw SnapshotError(
                .system, "cannot write \(ScreenText.quoted(path))",
                hint: "it must be a new name or a file, in a directory that may be written",
                cause: error)
        }
    }

    private func place() throws(SystemCallError) -> (DirectoryHandle, [UInt8]) {
        let parts = SplitPath(path)
        guard EntryPath.isName(parts.name) else {
            throw SystemCallError("open", errno: .invalidArgument, path: path)
        }
        return (try DirectoryHandle.open(parts.directory), parts.name)
    }
}
