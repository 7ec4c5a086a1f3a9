// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// What lies in one directory, or in several: names in the order of their bytes, and what was found
/// under them.
///
/// A site may have a million names, so they lie one after the other in one array.
struct DirectoryContents {
    /// What was found under one name.
    struct Item {
        fileprivate var nameEnd: Int
        let status: ListedStatus
        /// Why this process may not read the file.
        let obstacle: Errno?
        /// Whether it must go to the overlay, because of its name or because it is a link.
        let isForOverlay: Bool
        /// Of a directory: the number that it has in the tree.
        fileprivate(set) var directory: Int32?
    }

    private(set) var items: [Item] = []
    private var names: [UInt8] = []
    /// Why not all of it could be listed.
    private(set) var failure: SystemCallError?

    /// Nothing.
    init() {}

    /// Lists the directory at a path below an open one; if that fails, the failure is a part of it.
    init(of path: [UInt8], below top: DirectoryHandle) {
        do throws(SystemCallError) {
            let directory = try top.directory(at: path)
            let found = try directory.names()
            let collisions = BagName.spellingCollisions(found)
            items.reserveCapacity(found.count)
            for name in found {
                // A name that is gone again was not there at the moment of the capture.
                guard let status = try directory.status(of: name) else { continue }
                names += name
                items.append(
                    Item(
                        nameEnd: names.count, status: ListedStatus(status),
                        obstacle: Self.obstacle(to: name, in: directory, status),
                        isForOverlay: !BagName.isClean(name) || collisions.contains(name)
                            || status.kind == .symbolicLink))
            }
        } catch {
            failure = error
        }
    }

    /// Why this process may not read a file.
    ///
    /// It is asked while the directory is open: to find it again costs many times as much.
    static func obstacle(
        to name: [UInt8], in directory: DirectoryHandle, _ status: FileStatus?
    ) -> Errno? {
        status?.kind == .file ? directory.obstacleToReading(name)?.errno : nil
    }

    /// The name of an item.
    func name(at index: Int) -> ArraySlice<UInt8> {
        names[(index == 0 ? 0 : items[index - 1].nameEnd)..<items[index].nameEnd]
    }

    /// Adds what lies in another directory, behind all that is here.
    mutating func append(_ other: DirectoryContents) {
        for var item in other.items {
            item.nameEnd += names.count
            items.append(item)
        }
        names += other.names
    }

    /// Gives the directory under a name its number.
    mutating func setDirectory(_ directory: Int32, ofItem index: Int) {
        items[index].directory = directory
    }
}
