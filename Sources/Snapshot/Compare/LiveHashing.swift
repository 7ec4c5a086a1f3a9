// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Reads the files of a live site for their digests, in parallel; nothing of them is kept.
final class LiveHashing: PipelineStages {
    /// What came of one item of the listing.
    struct Item {
        enum Outcome {
            case entry(Entry)
            /// It is gone since it was listed: the site no longer has it.
            case vanished
            /// It could not be looked at, and why.
            case failed(String)
        }

        let index: Int
        /// Its path in the bag of an archive.
        let path: EntryPath
        let outcome: Outcome
    }

    /// Some items on their way.
    final class Slot {
        var range = 0..<0
        var items: [Item] = []
    }

    /// What a thread reads with.
    struct Context {
        let attributes = AttributeReading()
        let buffer = ByteBuffer(capacity: LiveHashing.pieceSize)
    }

    private static let pieceSize = 256 << 10
    /// A file up to this size is read whole, a larger one in pieces.
    private static let smallFile: UInt64 = 1 << 20
    private static let mostItems = 64

    private let listing: SourceListing
    private let isInterrupted: @Sendable () -> Bool
    private let body: (Item) throws -> Void
    // Used by `claim` only.
    private var next = 0

    init(
        _ listing: SourceListing, isInterrupted: @escaping @Sendable () -> Bool,
        _ body: @escaping (Item) throws -> Void
    ) {
        self.listing = listing
        self.isInterrupted = isInterrupted
        self.body = body
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() -> Context { Context() }

    func claim(_ slot: Slot) throws -> Bool {
        if isInterrupted() { throw Self.interruption }
        guard next < listing.items.count else { return false }
        let start = next
        var bytes: UInt64 = 0
        while next < listing.items.count, next - start < Self.mostItems, bytes < Self.smallFile {
            bytes += min(listing.items[next].status?.size ?? 0, Self.smallFile)
            next += 1
        }
        slot.range = start..<next
        return true
    }

    func work(_ slot: Slot, _ context: inout Context) throws {
        slot.items.removeAll(keepingCapacity: true)
        for index in slot.range {
            guard let path = listing.entryPath(of: index) else {
                throw SnapshotError(
                    .refused, "a path of the site is longer than \(EntryPath.longest) bytes")
            }
            guard let (directory, relative) = listing.location(of: index) else { continue }
            slot.items.append(
                Item(
                    index: index, path: path,
                    outcome: try outcome(index, path, directory, relative, context)))
        }
    }

    func commit(_ slot: Slot) throws {
        for item in slot.items { try body(item) }
    }

    private static let interruption = SnapshotError(
        .interrupted, "interrupted while reading the site; nothing was compared")

    private func outcome(
        _ index: Int, _ path: EntryPath, _ directory: DirectoryHandle, _ relative: [UInt8],
        _ context: Context
    ) throws -> Item.Outcome {
        do {
            let entry = try entry(index, path, directory, relative, context)
            // What no archive has room for is in none.
            if let unread = context.attributes.takeUnread().first(where: { !$0.isTooLarge }) {
                return .failed(
                    "\(ScreenText.quoted(unread.path)): extended attributes cannot be read: \(unread.reason)"
                )
            }
            return .entry(entry)
        } catch let error as SystemCallError {
            if error.errno == .noSuchFileOrDirectory { return .vanished }
            return .failed(
                "\(ScreenText.quoted(directory.fullPath(relative))): cannot be read: \(error.errno)"
            )
        }
    }

    private func entry(
        _ index: Int, _ path: EntryPath, _ directory: DirectoryHandle, _ relative: [UInt8],
        _ context: Context
    ) throws -> Entry {
        let item = listing.items[index]
        let status = try item.status ?? ListedStatus(directory.status())
        var entry = Entry(
            path: path, kind: .directory, attributes: context.attributes.plainAttributes(status),
            component: listing.roots[Int(item.root)].component)
        switch status.kind {
        case .directory:
            entry.attributes = try context.attributes.attributes(
                of: try directory.directory(at: relative))
        case .symbolicLink:
            let slash = relative.lastIndex(of: UInt8(ascii: "/"))
            let parent = try slash.map {
                try directory.directory(at: [UInt8](relative[..<$0]))
            }
            let name = slash.map { [UInt8](relative[($0 + 1)...]) } ?? relative
            entry.kind = .symbolicLink(target: try (parent ?? directory).linkTarget(of: name))
        default: try read(try directory.file(at: relative), into: &entry, context)
        }
        return entry
    }

    private func read(
        _ file: OpenFile, into entry: inout Entry, _ context: Context
    ) throws {
        context.buffer.removeAll()
        if try file.status().size <= Self.smallFile {
            let result = try StableReading.read(file, into: context.buffer)
            entry.attributes = try context.attributes.attributes(of: file, status: result.status)
            if result.hasChanged { entry.notes.insert(.changedWhileRead) }
            entry.kind = .file(
                size: UInt64(result.count),
                digest: Hashing.digest(of: context.buffer, in: 0..<result.count))
            return
        }
        for attempt in 1...StableReading.attempts {
            let before = try file.status()
            var hashing = Hashing()
            var position: UInt64 = 0
            while true {
                if isInterrupted() { throw Self.interruption }
                context.buffer.removeAll()
                let count = try file.read(
                    into: context.buffer, at: position, upTo: Self.pieceSize)
                if count == 0 { break }
                hashing.update(context.buffer, in: 0..<count)
                position += UInt64(count)
            }
            let after = try file.status()
            let isStable = before.isSameState(as: after) && position == after.size
            if isStable || attempt == StableReading.attempts {
                entry.attributes = try context.attributes.attributes(of: file, status: after)
                if !isStable { entry.notes.insert(.changedWhileRead) }
                entry.kind = .file(size: position, digest: hashing.finish())
                return
            }
        }
    }
}
