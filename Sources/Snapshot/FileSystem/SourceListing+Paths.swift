// SPDX-License-Identifier: Apache-2.0

/// Where items come from and where they go.
extension SourceListing {
    private static let slash = UInt8(ascii: "/")

    /// The path of an item in the archive: below `data/`, or below `overlay/`.
    func entryPath(of index: Int) -> EntryPath? {
        var top = [UInt8]((items[index].isInOverlay ? "overlay" : "data").utf8)
        if let destination = roots[Int(items[index].root)].destination {
            top.append(Self.slash)
            top += destination.bytes
        }
        return EntryPath(bytes: path(of: index, behind: top))
    }

    /// How an item is reached: a directory and a relative path, empty for the directory itself;
    /// `nil` for what exists in the archive only.
    func location(of index: Int) -> (directory: DirectoryHandle, path: [UInt8])? {
        switch roots[Int(items[index].root)].source {
        case .generated: nil
        case .directory(let directory): (directory, path(of: index, behind: []))
        case .item(let directory, let name): (directory, path(of: index, behind: name))
        }
    }

    /// A path of the first item of a root, continued down to an item.
    ///
    /// Made once or twice for each of a million items, so in one piece: filled from its end.
    private func path(of index: Int, behind top: [UInt8]) -> [UInt8] {
        var count = top.count
        var current = index
        while items[current].parent >= 0 {
            count += name(of: current).count + 1
            current = Int(items[current].parent)
        }
        guard count > top.count else { return top }
        // No slash before the first name when nothing is above it.
        if top.isEmpty { count -= 1 }
        var path = [UInt8](repeating: Self.slash, count: count)
        for (position, byte) in top.enumerated() { path[position] = byte }
        var end = count
        current = index
        while items[current].parent >= 0 {
            let name = name(of: current)
            for (position, byte) in zip((end - name.count)..<end, name) { path[position] = byte }
            end -= name.count + 1
            current = Int(items[current].parent)
        }
        return path
    }
}
