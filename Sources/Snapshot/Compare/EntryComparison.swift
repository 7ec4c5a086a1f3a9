// SPDX-License-Identifier: Apache-2.0

/// Walks through the sorted entries of two sides together.
struct EntryComparison {
    private let old: EntryTable
    private let new: EntryTable
    private let tolerance: AttributeTolerance
    /// Entries of equal content whose times are apart by whole hours, which is tolerated.
    private(set) var shifted: [(path: EntryPath, hours: Int64)] = []
    private static let mostShifted = 100

    init(_ old: EntryTable, _ new: EntryTable, _ tolerance: AttributeTolerance) {
        self.old = old
        self.new = new
        self.tolerance = tolerance
    }

    /// Calls `body` with each difference, ordered by component and path.
    mutating func run(_ body: (EntryDifference) throws -> Void) rethrows {
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            switch order(left, right) {
            case .before:
                try one(old, left, .removed, body)
                left += 1
            case .after:
                try one(new, right, .added, body)
                right += 1
            case .same:
                try both(left, right, body)
                left += 1
                right += 1
            }
        }
    }

    private enum Order { case before, same, after }

    /// Which of two entries comes first; a side that is over comes last.
    private func order(_ left: Int, _ right: Int) -> Order {
        guard left < old.count else { return .after }
        guard right < new.count else { return .before }
        let (first, second) = (old[left].component, new[right].component)
        if first != second { return first < second ? .before : .after }
        let (one, other) = (old.path(of: left), new.path(of: right))
        if one.elementsEqual(other) { return .same }
        return one.lexicographicallyPrecedes(other) ? .before : .after
    }

    private func one(
        _ table: EntryTable, _ index: Int, _ aspect: EntryDifference.Aspect,
        _ body: (EntryDifference) throws -> Void
    ) rethrows {
        guard let path = EntryPath(bytes: [UInt8](table.path(of: index))) else { return }
        try body(
            EntryDifference(
                component: table[index].component, path: path, aspects: [aspect],
                details: [EntryDifference.words(table[index])]))
    }

    private mutating func both(
        _ left: Int, _ right: Int, _ body: (EntryDifference) throws -> Void
    ) rethrows {
        let (one, other) = (old[left], new[right])
        let aspects = aspects(one, other, at: left)
        guard !aspects.isEmpty, let path = EntryPath(bytes: [UInt8](old.path(of: left))) else {
            return
        }
        let words = aspects.map { EntryDifference.words($0, one, other) }
        try body(
            EntryDifference(
                component: one.component, path: path, aspects: aspects,
                details: words))
    }

    private mutating func aspects(
        _ one: EntryRecord, _ other: EntryRecord, at index: Int
    ) -> [EntryDifference.Aspect] {
        guard one.kind == other.kind else { return [.kind] }
        var aspects: [EntryDifference.Aspect] = []
        if one.size != other.size {
            aspects.append(.size)
        } else if one.digest != other.digest {
            aspects.append(.content)
        }
        // The modes of a link mean nothing.
        if !tolerance.ignoresModes, one.kind != .symbolicLink,
            one.permissions != other.permissions
        {
            aspects.append(.permissions)
        }
        if !tolerance.ignoresOwners, one.ownerID != other.ownerID || one.groupID != other.groupID {
            aspects.append(.owner)
        }
        // That of a directory says that an entry came or went, and that is told itself.
        if one.kind != .directory {
            switch tolerance.compare(one.modified, other.modified) {
            case .same: break
            case .different: aspects.append(.modified)
            case .wholeHours(let hours): noteShift(index, hours)
            }
        }
        if !tolerance.ignoresModes, one.extendedHash != other.extendedHash {
            aspects.append(.extended)
        }
        return aspects
    }

    private mutating func noteShift(_ index: Int, _ hours: Int64) {
        guard shifted.count < Self.mostShifted || old[index].component == .systemMap,
            let path = EntryPath(bytes: [UInt8](old.path(of: index)))
        else { return }
        shifted.append((path, hours))
    }
}
