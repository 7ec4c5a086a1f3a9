// SPDX-License-Identifier: Apache-2.0

/// Reads registry files into a table, whatever they are: an export while it passes, a hive from
/// memory or, when it is large, from a file without a name.
struct RegistryReading {
    private static let largestInMemory = 16 << 20

    private(set) var table = RegistryTable()
    /// What could not be understood, for a person.
    private(set) var problems: [String] = []

    private var beginning: [UInt8]? = []
    private var export: RegistryExportReader<RegistryTableBuilder>?
    private var memory: [UInt8]?
    private var file: TemporaryFile?

    /// Takes the next bytes of a file.
    mutating func consume(_ piece: [UInt8]) throws(SystemCallError) {
        var rest = piece[...]
        if let held = beginning {
            beginning?.append(contentsOf: rest.prefix(RegistryForm.prefixByteCount - held.count))
            rest = rest.dropFirst(RegistryForm.prefixByteCount - held.count)
            guard beginning?.count == RegistryForm.prefixByteCount else { return }
            recognise(isWhole: false)
        }
        if export != nil {
            export?.consume(rest.span)
        } else if let count = memory?.count, count + rest.count <= Self.largestInMemory {
            memory?.append(contentsOf: rest)
        } else {
            let spool: TemporaryFile
            if let file { spool = file } else { spool = try TemporaryFile() }
            if let memory { try spool.append(memory) }
            memory = nil
            try spool.append([UInt8](rest))
            file = spool
        }
    }

    /// Ends a file; another may follow.
    ///
    /// `name`: what it is called, for a person.
    mutating func finish(_ name: EntryPath) throws(SystemCallError) {
        if beginning != nil { recognise(isWhole: true) }
        let verdict: RegistryVerdict
        if let export {
            let (outcome, builder) = export.finish()
            table = builder.table
            verdict = outcome.verdict
        } else if let file {
            let source = HiveReading(byteCount: Int(clamping: file.count)) {
                (offset, count) throws(SystemCallError) in
                try file.bytes(at: UInt64(offset), count: count)
            }
            var reader = HiveReader(source, visitor: RegistryTableBuilder(takeTable()))
            try reader.read()
            table = reader.visitor.table
            verdict = reader.hive.verdict
        } else {
            var reader = HiveReader(
                HiveBytes(memory ?? []), visitor: RegistryTableBuilder(takeTable()))
            reader.read()
            table = reader.visitor.table
            verdict = reader.hive.verdict
        }
        if verdict == .damaged || verdict == .refused {
            problems.append(
                "\(name): the registry file is \(verdict.rawValue): only what could be read of it is compared"
            )
        }
        (export, memory, file, beginning) = (nil, nil, nil, [])
    }

    /// Hands the table to a reader; held here as well, it would be copied when that adds to it.
    private mutating func takeTable() -> RegistryTable {
        defer { table = RegistryTable() }
        return table
    }

    private mutating func recognise(isWhole: Bool) {
        let bytes = beginning ?? []
        beginning = nil
        if RegistryForm(prefix: bytes, isWhole: isWhole) == .hive {
            memory = bytes
        } else {
            export = RegistryExportReader(visitor: RegistryTableBuilder(takeTable()))
            export?.consume(bytes.span)
        }
    }
}

/// What two registries hold that the other does not.
enum RegistryComparison {
    /// The changes, in the order of the names.
    ///
    /// It takes the tables over, so that they are sorted where they lie.
    static func changes(
        from old: consuming RegistryTable, to new: consuming RegistryTable
    ) -> [MeaningChange] {
        old.sort()
        new.sort()
        var changes: [MeaningChange] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            let order =
                left == old.count
                ? 1 : right == new.count ? -1 : old.compare(old[left], new[right], of: new)
            if order < 0 {
                changes.append(change(.removed, old, old[left]))
                left += 1
            } else if order > 0 {
                changes.append(change(.added, new, new[right]))
                right += 1
            } else {
                let (one, other) = (old[left], new[right])
                if one.isValue, one.digest != other.digest {
                    changes.append(
                        MeaningChange(
                            .registryValue, .changed, name: label(new, other),
                            old: old.text(one), new: new.text(other)))
                }
                left += 1
                right += 1
            }
        }
        return changes
    }

    private static func change(
        _ kind: MeaningChange.Kind, _ table: RegistryTable, _ record: RegistryTable.Record
    ) -> MeaningChange {
        let text = record.isValue ? table.text(record) : nil
        return MeaningChange(
            record.isValue ? .registryValue : .registryKey, kind, name: label(table, record),
            old: kind == .removed ? text : nil, new: kind == .added ? text : nil)
    }

    private static func label(
        _ table: RegistryTable, _ record: RegistryTable.Record
    ) -> String {
        guard record.isValue else { return table.key(record) }
        let name = table.name(record)
        return "\(table.key(record)) : \(name.isEmpty ? "(default)" : name)"
    }
}
