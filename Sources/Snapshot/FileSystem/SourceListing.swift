// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Everything that a capture will read, found beforehand: names and states, no content.
///
/// A site may have a million files, so an item is a few numbers; the names lie one after the other
/// in one array, and paths are put together when they are needed.
struct SourceListing: Sendable {
    /// Where a part of the listing comes from and where it goes.
    struct Root: Sendable {
        /// How the first item of the root is reached.
        enum Source: Sendable {
            /// It exists in the archive only: a directory above the components.
            case generated
            /// It is this directory.
            case directory(DirectoryHandle)
            /// It has this name in the directory.
            case item(DirectoryHandle, name: [UInt8])
        }

        let source: Source
        /// The path of the first item in the archive, without `data/`.
        let destination: EntryPath?
        let component: ComponentKind?
    }

    /// One file, directory or link.
    ///
    /// The order of the fields leaves no gaps: 64 bytes.
    struct Item: Sendable {
        fileprivate let nameStart: Int
        /// Its state when it was found; `nil` for a generated directory.
        let status: ListedStatus?
        /// Whether it and everything below must go to the overlay, because of its name.
        let isInOverlay: Bool
        fileprivate let nameCount: UInt16
        /// The index of the directory that holds it, or −1 for the first item of a root.
        let parent: Int32
        let root: Int32
    }

    /// Something that was found and cannot be captured, or could not be looked at.
    struct Obstacle: Sendable {
        let path: [UInt8]
        let reason: String
        /// Whether something of the site is lost by it: an unreadable file is, a socket is not.
        let isLoss: Bool
    }

    private(set) var roots: [Root] = []
    private(set) var items: [Item] = []
    private(set) var obstacles: [Obstacle] = []
    /// Listed files that this process may not read.
    private(set) var unreadable: [Obstacle] = []
    private var names: [UInt8] = []
    /// Directories that are listed in the overlay too.
    private var mirrored: Set<Int32> = []

    /// The name of an item; empty for the first of a root.
    func name(of index: Int) -> ArraySlice<UInt8> {
        let item = items[index]
        return names[item.nameStart..<(item.nameStart + Int(item.nameCount))]
    }

    /// Adds a directory that exists in the archive only.
    mutating func addGenerated(_ destination: EntryPath?, component: ComponentKind?) {
        roots.append(Root(source: .generated, destination: destination, component: component))
        append(name: [], parent: -1, isInOverlay: false, status: nil)
    }

    /// Adds a file or a directory with everything below it, in byte order, each directory before
    /// what it holds.
    ///
    /// - Parameters:
    ///   - source: What it is.
    ///   - destination: Where it goes in the archive, without `data/`.
    ///   - component: What it is a part of.
    ///   - workers: The number of threads that list directories; the listing does not depend on it.
    ///   - isInterrupted: Asked now and then.
    /// - Throws: ``SystemCallError`` when it cannot be looked at itself, ``SnapshotError`` when
    ///   interrupted. What cannot be listed below it is an obstacle.
    mutating func add(
        _ source: Root.Source, to destination: EntryPath, component: ComponentKind,
        workers: Int = 1, isInterrupted: @escaping () -> Bool = { false }
    ) throws {
        let status: FileStatus?
        var obstacle: Errno?
        switch source {
        case .generated: return addGenerated(destination, component: component)
        case .directory(let directory): status = try directory.status()
        case .item(let directory, let name):
            status = try directory.status(of: name)
            obstacle = DirectoryContents.obstacle(to: name, in: directory, status)
        }
        guard let status else { return }
        roots.append(Root(source: source, destination: destination, component: component))
        // The last name of a root may be one that the user's file has: it decides like any other.
        let isClean = BagName.isClean(destination.lastName)
        let isAdded = append(
            [], parent: -1, isInOverlay: !isClean, ListedStatus(status), obstacle)
        guard isAdded, status.kind == .directory, let (top, path) = location(of: items.count - 1)
        else { return }
        try addContents(
            TreeContents(of: path, below: top, workers: workers, isInterrupted: isInterrupted))
    }

    /// A directory whose contents are being added: those that are left, and its own item.
    private struct OpenDirectory {
        var left: Range<Int>
        let parent: Int32
    }

    /// Adds what lies in the last item and below it.
    private mutating func addContents(_ tree: consuming TreeContents) {
        let count = tree.contents.items.count
        // One large tree gets its room at once; many small ones must not be moved each time.
        if count > items.count { items.reserveCapacity(items.count + count) }
        var open = [begin(0, of: tree)]
        while let last = open.indices.last {
            guard let index = open[last].left.popFirst() else {
                open.removeLast()
                continue
            }
            let (item, parent) = (tree.contents.items[index], open[last].parent)
            let isInOverlay = items[Int(parent)].isInOverlay || item.isForOverlay
            let isAdded = append(
                tree.contents.name(at: index), parent: parent, isInOverlay: isInOverlay,
                item.status, item.obstacle)
            if isAdded, let directory = item.directory { open.append(begin(directory, of: tree)) }
        }
    }

    /// Begins with what lies in the last item, a directory with this number.
    ///
    /// Mirrored directories may have come before it: it is the last, not the first, that is new.
    private mutating func begin(
        _ directory: Int32, of tree: borrowing TreeContents
    ) -> OpenDirectory {
        let index = items.count - 1
        if let failure = tree.failure(of: directory), let (top, path) = location(of: index) {
            obstacles.append(
                Obstacle(
                    path: top.fullPath(path), reason: "cannot be listed: \(failure)", isLoss: true))
        }
        return OpenDirectory(left: tree.items(of: directory), parent: Int32(index))
    }

    /// Adds what was found under a name; `false` when it has no content to capture.
    private mutating func append(
        _ name: ArraySlice<UInt8>, parent: Int32, isInOverlay: Bool, _ status: ListedStatus,
        _ obstacle: Errno?
    ) -> Bool {
        switch status.kind {
        case .file, .directory, .symbolicLink:
            if isInOverlay { mirrorDirectories(above: parent) }
            append(name: name, parent: parent, isInOverlay: isInOverlay, status: status)
            if let obstacle, let (directory, path) = location(of: items.count - 1) {
                unreadable.append(
                    Obstacle(
                        path: directory.fullPath(path), reason: "cannot be read: \(obstacle)",
                        isLoss: true))
            }
            return true
        case .fifo, .socket, .device, .unknown:
            let path = location(below: parent, name: [UInt8](name))
            obstacles.append(
                Obstacle(
                    path: path,
                    reason: "is a \(status.kind.title) and has no content to capture",
                    isLoss: false))
            return false
        }
    }

    /// Lists the directories above an item of the overlay there as well, so that completing the
    /// tree with `cp -a overlay/. data/` gives them back their own times.
    private mutating func mirrorDirectories(above parent: Int32) {
        var missing: [Int32] = []
        var index = parent
        while index >= 0, !items[Int(index)].isInOverlay, mirrored.insert(index).inserted {
            missing.append(index)
            index = items[Int(index)].parent
        }
        for index in missing.reversed() {
            let item = items[Int(index)]
            append(
                name: name(of: Int(index)), parent: item.parent, isInOverlay: true,
                status: item.status)
        }
    }

    private func location(below parent: Int32, name: [UInt8]) -> [UInt8] {
        guard parent >= 0, let (directory, path) = location(of: Int(parent)) else { return name }
        return directory.fullPath(path.isEmpty ? name : path + [UInt8(ascii: "/")] + name)
    }

    private mutating func append(
        name: ArraySlice<UInt8>, parent: Int32, isInOverlay: Bool, status: ListedStatus?
    ) {
        items.append(
            Item(
                nameStart: names.count, status: status, isInOverlay: isInOverlay,
                nameCount: UInt16(clamping: name.count), parent: parent,
                root: Int32(roots.count - 1)))
        names += name
    }
}
