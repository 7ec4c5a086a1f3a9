// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A small file that was read whole, and the directory that relative paths in it start from.
public struct WholeFile: Sendable {
    /// What the file holds.
    public let bytes: [UInt8]
    /// The directory that its path names it in, absolute and without links.
    public let directory: [UInt8]

    /// Reads a regular file; a link to one is followed.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - limit: the most bytes that it may have.
    ///   - title: what it is, for messages.
    /// - Throws: ``SnapshotError`` when it is not there, not a file, or larger.
    public init(_ path: [UInt8], limit: Int, title: String) throws(SnapshotError) {
        let name = "\(title) \(ScreenText.quoted(path))"
        do {
            let file = try OpenFile.open(path)
            let status = try file.status()
            guard status.kind == .file else {
                throw SnapshotError(.usage, "\(name) is a \(status.kind.title), expected a file")
            }
            bytes = try file.bytes(at: 0, count: limit + 1)
            guard bytes.count <= limit else {
                throw SnapshotError(
                    .usage, "\(name) has more than \(limit) bytes", hint: "is it the right file?")
            }
            directory = try DirectoryHandle.resolve(SplitPath(path).directory)
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(.missing, "cannot read \(name)", cause: error)
        }
    }
}
