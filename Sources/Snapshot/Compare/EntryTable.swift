// SPDX-License-Identifier: Apache-2.0

/// The entries of one side of a comparison, compactly: some 150 bytes for each, names included.
struct EntryTable: Sendable {
    private var names: [UInt8] = []
    private var records: [EntryRecord] = []

    /// How many entries there are.
    var count: Int { records.count }

    /// Adds an entry, unless it is a directory that the archive itself adds.
    ///
    /// - Parameters:
    ///   - entry: The entry with its path in the bag.
    ///   - path: The same below the folder of the site, `tree/LOGS/HMAN.LOG`.
    mutating func add(_ entry: Entry, at path: EntryPath) {
        guard
            let record = EntryRecord(
                entry, pathStart: names.count, pathCount: path.bytes.count)
        else { return }
        if record.component == .extra, record.kind == .directory, path.parent == nil { return }
        names += path.bytes
        records.append(record)
    }

    /// Brings the entries into the order of the components, and in them of the paths' bytes.
    ///
    /// A directory above something odd lies in the data and in the overlay; it is kept once.
    mutating func sort() {
        let names = names
        records.sort { left, right in
            if left.component != right.component { return left.component < right.component }
            return Self.path(left, names).lexicographicallyPrecedes(Self.path(right, names))
        }
        var kept = 0
        // By index: iterating over the records while they change would copy them all.
        for index in records.indices {
            let record = records[index]
            if kept > 0, records[kept - 1].component == record.component,
                Self.path(records[kept - 1], names).elementsEqual(Self.path(record, names))
            {
                continue
            }
            records[kept] = record
            kept += 1
        }
        records.removeLast(records.count - kept)
    }

    /// An entry.
    subscript(index: Int) -> EntryRecord { records[index] }

    /// The path of an entry below the folder of the site.
    func path(of index: Int) -> ArraySlice<UInt8> { Self.path(records[index], names) }

    private static func path(_ record: EntryRecord, _ names: [UInt8]) -> ArraySlice<UInt8> {
        names[record.pathStart..<record.pathStart + Int(record.pathCount)]
    }
}
