// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// One restored entry as it lies in the file system, looked at for its comparison.
struct RestoredEntry {
    /// What came of looking.
    enum Outcome {
        /// What is there: path, component and notes of the archive, all else of the file system.
        case found(Entry)
        /// It is missing or something else; why.
        case different(String)
        /// It could not be looked at; why.
        case failed(String)
        /// Nobody looked to the end, because this process was asked to stop.
        case interrupted
    }

    /// Takes the bytes of a file as they are read.
    typealias Taking = (ByteBuffer, Range<Int>) -> Void

    /// What a thread looks with.
    final class Context {
        let attributes = AttributeReading()
        let buffer = ByteBuffer(capacity: RestoredEntry.pieceSize)
        /// The directory that was used last: the next entry mostly lies beside it.
        var parent: (path: [UInt8], handle: DirectoryHandle)?
    }

    private static let pieceSize = 256 << 10

    private let root: DirectoryHandle
    private let context: Context
    private let isInterrupted: @Sendable () -> Bool

    init(
        below root: DirectoryHandle, _ context: Context,
        isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.root = root
        self.context = context
        self.isInterrupted = isInterrupted
    }

    /// Looks at what an entry of the archive became, and reads a file to its end.
    func look(at wanted: Entry, taking: Taking? = nil) -> Outcome {
        guard let path = wanted.restoredPath else {
            return .failed("\(ScreenText.quoted(wanted.path.bytes)) has no place in a restore")
        }
        do throws(SystemCallError) {
            let directory = try parent(of: path)
            let name = [UInt8](path.lastName)
            guard let status = try directory.status(of: name) else { return .different("missing") }
            var entry = wanted
            entry.attributes = context.attributes.plainAttributes(status)
            switch (wanted.kind, status.kind) {
            case (.directory, .directory):
                entry.attributes = try context.attributes.attributes(
                    of: try directory.directory(at: name))
            case (.symbolicLink, .symbolicLink):
                entry.kind = .symbolicLink(target: try directory.linkTarget(of: name))
            case (.hardLink(let target, _, _), .file):
                guard let first = target.droppingFirst(1),
                    try parent(of: first).status(of: [UInt8](first.lastName))?.identity
                        == status.identity
                else {
                    return .different(
                        "it is not the same file as \(ScreenText.quoted(target.bytes)) any more")
                }
                // Its bytes and attributes are those of that file, which is looked at itself.
                entry.attributes = wanted.attributes
            case (.file, .file):
                let file = try directory.file(at: name)
                guard let digest = try digest(of: file, taking) else { return .interrupted }
                let after = try file.status()
                entry.attributes = try context.attributes.attributes(of: file, status: after)
                entry.kind = .file(size: digest.size, digest: digest.value)
            default: return .different("it is a \(status.kind.title) now")
            }
            if let unread = context.attributes.takeUnread().first {
                return .failed(
                    "\(ScreenText.quoted(unread.path)): extended attributes cannot be read back: \(unread.reason)"
                )
            }
            return .found(entry)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return .different("missing")
        } catch {
            return .failed("\(ScreenText.quoted(path.bytes)): cannot be read back: \(error)")
        }
    }

    private func parent(of path: EntryPath) throws(SystemCallError) -> DirectoryHandle {
        let wanted = path.parent?.bytes ?? []
        if let known = context.parent, known.path == wanted { return known.handle }
        let handle = try root.directory(at: wanted)
        context.parent = (wanted, handle)
        return handle
    }

    /// Size and digest of a file, or `nil` when it was interrupted.
    private func digest(
        of file: OpenFile, _ taking: Taking?
    ) throws(SystemCallError) -> (size: UInt64, value: Digest)? {
        var hashing = Hashing()
        var position: UInt64 = 0
        while true {
            if isInterrupted() { return nil }
            context.buffer.removeAll()
            let count = try file.read(into: context.buffer, at: position, upTo: Self.pieceSize)
            if count == 0 { return (position, hashing.finish()) }
            hashing.update(context.buffer, in: 0..<count)
            taking?(context.buffer, 0..<count)
            position += UInt64(count)
        }
    }
}
