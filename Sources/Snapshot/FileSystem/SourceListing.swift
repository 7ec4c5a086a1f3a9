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
    mutating func add(
        _ source: Root.Source, to destination: EntryPath, component: ComponentKind
    ) throws(SystemCallError) {
        let status: FileStatus?
        var obstacle: Errno?
        switch source {
        case .generated: return addGenerated(destination, component: component)
        case .directory(let directory): status = try directory.status()
        case .item(let directory, let name):
            status = try directory.status(of: name)
            obstacle = Self.obstacle(to: name, in: directory, status)
        }
        guard let status else { return }
        roots.append(Root(source: source, destination: destination, component: component))
        // The last name of a root may be one that the user's file has: it decides like any other.
        let isClean = BagName.isClean(destination.lastName)
        var waiting = [
            Waiting(
                name: [], parent: -1, isInOverlay: !isClean, status: status, obstacle: obstacle)
        ]
        while let next = waiting.popLast() {
            guard append(next), next.status.kind == .directory else { continue }
            // Mirrored directories may have come before it: it is the last, not the first, that is
            // new.
            waiting += children(of: items.count - 1).reversed()
        }
    }

    private struct Waiting {
        let name: [UInt8]
        let parent: Int32
        let isInOverlay: Bool
        let status: FileStatus
        /// Why this process may not read the file.
        let obstacle: Errno?
    }

    /// Why this process may not read a file.
    ///
    /// It is asked while the directory is open: to find it again costs many times as much.
    private static func obstacle(
        to name: [UInt8], in directory: DirectoryHandle, _ status: FileStatus?
    ) -> Errno? {
        status?.kind == .file ? directory.obstacleToReading(name)?.errno : nil
    }

    /// What lies in a directory; if it cannot be listed, that is an obstacle.
    private mutating func children(of index: Int) -> [Waiting] {
        guard let (top, path) = location(of: index) else { return [] }
        var found: [Waiting] = []
        do {
            let directory = try top.directory(at: path)
            let names = try directory.names()
            let collisions = BagName.spellingCollisions(names)
            for name in names {
                // A name that is gone again was not there at the moment of the capture.
                guard let status = try directory.status(of: name) else { continue }
                let isInOverlay =
                    items[index].isInOverlay || !BagName.isClean(name) || collisions.contains(name)
                found.append(
                    Waiting(
                        name: name, parent: Int32(index),
                        isInOverlay: isInOverlay || status.kind == .symbolicLink, status: status,
                        obstacle: Self.obstacle(to: name, in: directory, status)))
            }
        } catch {
            obstacles.append(
                Obstacle(
                    path: top.fullPath(path), reason: "cannot be listed: \(error)", isLoss: true))
        }
        return found
    }

    private mutating func append(_ next: Waiting) -> Bool {
        switch next.status.kind {
        case .file, .directory, .symbolicLink:
            if next.isInOverlay { mirrorDirectories(above: next.parent) }
            append(
                name: next.name, parent: next.parent, isInOverlay: next.isInOverlay,
                status: ListedStatus(next.status))
            if let obstacle = next.obstacle, let (directory, path) = location(of: items.count - 1) {
                unreadable.append(
                    Obstacle(
                        path: directory.fullPath(path), reason: "cannot be read: \(obstacle)",
                        isLoss: true))
            }
            return true
        case .fifo, .socket, .device, .unknown:
            let path = location(below: next.parent, name: next.name)
            obstacles.append(
                Obstacle(
                    path: path,
                    reason: "is a \(next.status.kind.title) and has no content to capture",
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
                name: [UInt8](name(of: Int(index))), parent: item.parent, isInOverlay: true,
                status: item.status)
        }
    }

    private func location(below parent: Int32, name: [UInt8]) -> [UInt8] {
        guard parent >= 0, let (directory, path) = location(of: Int(parent)) else { return name }
        return directory.fullPath(path.isEmpty ? name : path + [UInt8(ascii: "/")] + name)
    }

    private mutating func append(
        name: [UInt8], parent: Int32, isInOverlay: Bool, status: ListedStatus?
    ) {
        items.append(
            Item(
                nameStart: names.count, status: status, isInOverlay: isInOverlay,
                nameCount: UInt16(clamping: name.count), parent: parent,
                root: Int32(roots.count - 1)))
        names += name
    }
}
