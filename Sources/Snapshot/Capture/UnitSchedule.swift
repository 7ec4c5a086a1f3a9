// SPDX-License-Identifier: Apache-2.0

/// Cuts the order of the archive into units: small items are packed, a large file has units of its
/// own.
///
/// The cuts depend on the listing alone, not on the number of threads.
struct UnitSchedule {
    /// Up to how many bytes of tar small items are packed into one unit.
    static let packSize = 2 << 20
    /// After how many bytes a large file is cut.
    static let sliceSize = 2 << 20
    /// What a header costs at most in nearly every case; only used for cutting.
    private static let headerEstimate: UInt64 = 1_536

    /// What comes next.
    enum Step {
        /// These positions in the order, in one unit.
        case items(Range<Int>)
        /// The file at this position, in units of its own.
        case largeFile(Int)
    }

    /// The size from which a file is large: one that alone fills a unit.
    static let smallestLargeFile = UInt64(packSize) - headerEstimate

    private let listing: SourceListing
    private let order: MemberOrder
    private var position = 0

    init(_ listing: SourceListing, _ order: MemberOrder) {
        self.listing = listing
        self.order = order
    }

    /// The next step, or `nil` at the end.
    mutating func next() -> Step? {
        guard position < order.indices.count else { return nil }
        let start = position
        if isLarge(start) {
            position += 1
            return .largeFile(start)
        }
        var size: UInt64 = 0
        while position < order.indices.count, !isLarge(position) {
            let needed = cost(position)
            if position > start, size + needed > UInt64(Self.packSize) { break }
            size += needed
            position += 1
        }
        return .items(start..<position)
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
