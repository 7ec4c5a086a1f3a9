// SPDX-License-Identifier: Apache-2.0

/// Cuts the order of the archive into units: small items are packed, twins stay together, any other
/// large file has units of its own.
///
/// The cuts depend on the listing and the codec alone, not on the number of threads.
struct UnitSchedule {
    /// Up to how many bytes of tar small items are packed into one unit.
    static let packSize = 2 << 20
    /// After how many bytes a large file is cut.
    static let sliceSize = 2 << 20
    /// Up to how many bytes of tar twins are packed into one unit.
    ///
    /// It bounds what a thread needs, to write as to read. Twice as much would make the archive of
    /// a site a twentieth smaller.
    static let twinPackSize = Unit.twins
    /// What a header costs at most in nearly every case; only used for cutting.
    private static let headerEstimate: UInt64 = 1_536

    /// What comes next.
    enum Step {
        /// These positions in the order, in one unit; whether the unit repeats itself over a
        /// distance, as twins do; and how many bytes of tar that is likely to be.
        case items(Range<Int>, repeats: Bool, size: UInt64)
        /// The file at this position, in units of its own.
        case largeFile(Int)
    }

    /// The size from which a file is large: one that alone fills a unit.
    static let smallestLargeFile = UInt64(packSize) - headerEstimate

    /// The largest file that has room in a unit beside its twin.
    static let largestTwin = UInt64(twinPackSize) / 2 - headerEstimate

    private let listing: SourceListing
    private let order: MemberOrder
    /// The room for twins; that of any other unit where the codec does not look back that far.
    private let twinPackSize: UInt64
    private var position = 0

    init(_ listing: SourceListing, _ order: MemberOrder, _ codec: Compression.Codec) {
        self.listing = listing
        self.order = order
        // The window of deflate has 32 KiB.
        twinPackSize = UInt64(codec == .zstd ? Self.twinPackSize : Self.packSize)
    }

    /// The next step, or `nil` at the end.
    mutating func next() -> Step? {
        guard position < order.indices.count else { return nil }
        let start = position
        var size: UInt64 = 0
        var repeats = false
        while position < order.indices.count {
            let group = group(at: position)
            if group.size > UInt64(Self.packSize) {
                if position == start { return nextOfGroup() }
                break
            }
            if position > start, size + group.size > UInt64(Self.packSize) { break }
            size += group.size
            // Near repeats are found without looking for them.
            repeats = repeats || group.end > position + 1 && group.size > Self.smallestDistance
            position = group.end
        }
        return .items(start..<position, repeats: repeats, size: size)
    }

    /// From how many bytes on twins lie far apart.
    private static let smallestDistance: UInt64 = 256 << 10

    /// An item with its twins, or as many of them as show that no ordinary unit holds them all.
    private func group(at start: Int) -> (end: Int, size: UInt64) {
        var (end, size) = (start + 1, cost(start))
        while size <= UInt64(Self.packSize), isTwin(end) {
            size += cost(end)
            end += 1
        }
        return (end, size)
    }

    /// The next step of a group that no ordinary unit holds: of twins as many as there is room for,
    /// a file alone.
    private mutating func nextOfGroup() -> Step {
        let start = position
        // Many small ones repeat themselves in an ordinary unit too, which costs less to read and
        // to lose.
        let room = cost(start) > Self.smallestDistance ? twinPackSize : UInt64(Self.packSize)
        var size = cost(start)
        position += 1
        while isTwin(position), size + cost(position) <= room {
            size += cost(position)
            position += 1
        }
        if position > start + 1 { return .items(start..<position, repeats: true, size: size) }
        return isLarge(start)
            ? .largeFile(start) : .items(start..<position, repeats: false, size: size)
    }

    /// Whether a twin of the item before stands at a position.
    private func isTwin(_ position: Int) -> Bool {
        position < order.indices.count && order.isTwinOfPrevious[position]
    }

    private func contentSize(_ position: Int) -> UInt64 {
        let index = order.indices[position]
        guard let status = listing.items[Int(index)].status, status.kind == .file,
            order.hardLinks[index] == nil
        else { return 0 }
        return status.size
    }

    private func isLarge(_ position: Int) -> Bool {
        contentSize(position) > Self.smallestLargeFile
    }

    private func cost(_ position: Int) -> UInt64 {
        Self.headerEstimate + (contentSize(position) + 511) / 512 * 512
    }
}
