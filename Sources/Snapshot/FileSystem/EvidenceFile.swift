// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A document that is put beside others as evidence: a new name with mode 0600 that appears whole
/// or not at all, and never in place of something else.
public struct EvidenceFile {
    private let file: PublishedFile
    private let path: [UInt8]

    /// Looks whether the document can be written, before any work is done for it.
    ///
    /// - Throws: ``SnapshotError`` when the name is taken or its directory cannot be written.
    public init(_ path: [UInt8]) throws(SnapshotError) {
        self.path = path
        do throws(SystemCallError) {
            let parts = SplitPath(path)
            guard EntryPath.isName(parts.name) else {
                throw SystemCallError("open", errno: .invalidArgument, path: path)
            }
            let directory = try DirectoryHandle.resolve(parts.directory)
            file = try PublishedFile(in: try DirectoryHandle.open(directory), named: parts.name)
        } catch  where error.errno == .fileExists {
            throw SnapshotError(
                .refused, "the report \(ScreenText.quoted(path)) exists already",
                hint: "evidence is not replaced: give --report a new name")
        } catch {
            throw SnapshotError(
                .system, "cannot write the report \(ScreenText.quoted(path))", cause: error)
        }
    }

    /// Writes the document to the disk and gives it its name.
    ///
    /// - Throws: ``SnapshotError`` when that is not possible, or somebody took the name meanwhile.
    public func publish(_ bytes: [UInt8]) throws(SnapshotError) {
        do throws(SystemCallError) {
            let buffer = ByteBuffer(capacity: bytes.count)
            buffer.append(bytes)
            try file.file.write(buffer, in: 0..<buffer.count)
            try file.synchronize()
            try file.publish()
        } catch {
            throw SnapshotError(
                .system, "cannot write the report \(ScreenText.quoted(path))", cause: error)
        }
    }
}
