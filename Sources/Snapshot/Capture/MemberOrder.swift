// SPDX-License-Identifier: Apache-2.0

/// The order of the entries in an archive: a pure function of the listing.
///
/// Files and links come in the listing's own order, names by their bytes, with one change: a file
/// moves forward to the first of its **twins**, the files with the same name and size. A site holds
/// the same client binary in several places; side by side in one unit, the second costs almost
/// nothing. Only what ``UnitSchedule`` can put into one unit is moved.
///
/// The directories of a component follow its files, the deepest first. A stock tar makes a missing
/// directory when a file needs it and sets its attributes when it comes to the directory itself.
/// Whatever it writes into a directory after that would move the directory's time again; so nothing
/// does.
struct MemberOrder {
    /// Indices of the listing's items, in the order of the archive.
    let indices: [Int32]
    /// For each position whether the item there is a twin of the one before it.
    let isTwinOfPrevious: [Bool]
    /// For a further name of a file, the index of the item that carries the bytes.
    let hardLinks: [Int32: Int32]

    /// Below this size there is nothing to gain.
    private static let smallestTwin: UInt64 = 512

    private struct TwinKey: Hashable {
        let name: UInt64
        let size: UInt64
    }

    private struct LinkKey: Hashable {
        let root: Int32
        let identity: FileStatus.Identity
    }

    init(_ listing: SourceListing, largestTwin: UInt64) {
        let next = Self.twinChains(listing, largest: largestTwin)
        var builder = OrderBuilder(listing)
        for start in listing.items.indices {
            var index = start
            while index >= 0, builder.place(Int32(index), isTwin: index != start) {
                index = Int(next[index])
            }
        }
        (indices, isTwinOfPrevious) = builder.finish()
        hardLinks = Self.hardLinks(listing, order: indices)
    }

    /// For each item the index of its next twin, or −1.
    private static func twinChains(_ listing: SourceListing, largest: UInt64) -> [Int32] {
        var next = [Int32](repeating: -1, count: listing.items.count)
        var last: [TwinKey: Int32] = [:]
        for (index, item) in listing.items.enumerated() {
            guard let status = item.status, status.kind == .file, item.parent >= 0,
                (smallestTwin...largest).contains(status.size)
            else { continue }
            let key = TwinKey(name: hash(listing.name(of: index)), size: status.size)
            if let previous = last.updateValue(Int32(index), forKey: key) {
                next[Int(previous)] = Int32(index)
            }
        }
        return next
    }

    /// FNV-1a over the name in lower case.
    ///
    /// Two names with one hash only stand side by side for nothing.
    private static func hash(_ name: ArraySlice<UInt8>) -> UInt64 {
        name.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
            (hash ^ UInt64(DirectoryHandle.lowercased(byte))) &* 0x100_0000_01B3
        }
    }

    /// The first name of a file, in the order of the archive, carries its bytes; the others are
    /// links to it.
    ///
    /// Only within one root: the vital copies are meant to be copies.
    private static func hardLinks(_ listing: SourceListing, order: [Int32]) -> [Int32: Int32] {
        var first: [LinkKey: Int32] = [:]
        var links: [Int32: Int32] = [:]
        for index in order {
            let item = listing.items[Int(index)]
            guard let status = item.status, status.kind == .file, status.hasOtherNames else {
                continue
            }
            let key = LinkKey(root: item.root, identity: status.identity)
            if let target = first[key] { links[index] = target } else { first[key] = index }
        }
        return links
    }
}

/// Puts items in their places, keeping directories back until their component is complete.
private struct OrderBuilder {
    private let listing: SourceListing
    private var indices: [Int32] = []
    private var twins: [Bool] = []
    private var isPlaced: [Bool]
    private var component: ComponentKind?
    private var directories: [Int32] = []
    /// The directories above the components.
    private var topDirectories: [Int32] = []

    init(_ listing: SourceListing) {
        self.listing = listing
        isPlaced = [Bool](repeating: false, count: listing.items.count)
        indices.reserveCapacity(listing.items.count)
    }

    /// Takes the next item; `false` when it has its place already.
    mutating func place(_ index: Int32, isTwin: Bool) -> Bool {
        guard !isPlaced[Int(index)] else { return false }
        isPlaced[Int(index)] = true
        let item = listing.items[Int(index)]
        let isDirectory = item.status.map { $0.kind == .directory } ?? true
        guard isDirectory else {
            indices.append(index)
            twins.append(isTwin)
            return true
        }
        let kind = listing.roots[Int(item.root)].component
        if kind != component { endComponent(next: kind) }
        if kind == nil { topDirectories.append(index) } else { directories.append(index) }
        return true
    }

    /// The whole order, and for each position whether a twin of the one before it stands there.
    consuming func finish() -> ([Int32], [Bool]) {
        endComponent(next: nil)
        indices += topDirectories.reversed()
        twins += repeatElement(false, count: topDirectories.count)
        return (indices, twins)
    }

    private mutating func endComponent(next kind: ComponentKind?) {
        indices += directories.reversed()
        twins += repeatElement(false, count: directories.count)
        directories.removeAll(keepingCapacity: true)
        component = kind
    }
}
